"""The next letters of a sitting: the same words to another person, and the queue of all who wait."""

from dataclasses import replace

from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.supporter import limits, questions, sitting
from bot.supporter.questions import greeting, own, prisoner, warning


async def same(turn: Turn, _value: str) -> Screen:
    """[The same words to another person]: whom, is asked first."""
    if turn.conversation.writing.draft is None:
        if not limits.left(turn.view):
            return limits.reached(turn.view)
        _begin(turn)
    return questions.current(turn.view)


async def another_writer(turn: Turn, _value: str) -> Screen:
    """[Another person writes on this phone]: nothing of the one before is carried over.

    The language, the recipient and the kind of letter stay; the name is asked each time from now on.
    """
    writing = turn.conversation.writing
    if writing.draft is None and writing.letters:
        if not limits.left_to(turn.view, None):
            return limits.reached(turn.view)
        letters = tuple(replace(one, own="", own_kept=False) for one in writing.letters)
        passed_on = turn.conversation.changed(
            letters=letters, sender=None, place=None, queue=(), is_shared=True
        )
        draft = replace(warning.new_draft(passed_on), prisoner=writing.letters[-1].prisoner)
        turn.conversation = passed_on
        turn.change(draft=draft, asking=None)
    return questions.current(turn.view)


async def everybody(turn: Turn, _value: str) -> Screen:
    """[Write to all eight]: one after the other, and the first one now."""
    if number := sitting.offered(turn.view):
        turn.change(queue=tuple(one.id for one in prisoner.awaited(turn.view, number)))
        begin_queued(turn)
    return questions.current(turn.view)


async def following(turn: Turn, _value: str) -> Screen:
    """[Next: …]: the letter to whoever is first in the queue."""
    begin_queued(turn)
    return questions.current(turn.view)


async def leave(turn: Turn, _value: str) -> Screen:
    """[That is all for now]: nobody is left in the queue, and a letter in which nothing is said yet goes."""
    draft = turn.conversation.writing.draft
    turn.change(queue=(), draft=draft if draft and (draft.own or draft.offered) else None, asking=None)
    return questions.current(turn.view)


def begin_queued(turn: Turn) -> bool:
    """Begin the letter to whoever is first in the queue; False where there is none, or a letter is open."""
    waiting, draft = sitting.queue(turn.view), turn.view.draft
    if draft.prisoner or draft.own or not waiting or not limits.left(turn.view):
        return False
    _begin(turn, waiting[0].id)
    fit(turn)
    return True


def fit(turn: Turn) -> bool:
    """Take the usual kind of letter where that of the last letter is none for this person."""
    view = turn.view
    usual = next(iter(greeting.fitting(view)), None)
    if view.greeting or usual is None:
        return False
    number = greeting.drawn(view.draft.code, usual.id)
    draft = replace(view.draft, greeting=usual.id, greeting_text=number)
    turn.conversation = turn.conversation.changed(draft=draft)
    return True


def _begin(turn: Turn, prisoner_id: str | None = None) -> None:
    """Begin a letter with the words of the last one."""
    draft, before = warning.new_draft(turn.conversation), own.words_before(turn.view)
    if before:
        kept = f"{draft.kept} same" if before.own_kept else draft.kept
        draft = replace(draft, same=before.own, kept=kept)
    offered = turn.view.draft.offered  # typed too early
    turn.change(draft=replace(draft, prisoner=prisoner_id, offered=offered), asking=None)
