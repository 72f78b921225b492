"""What is typed: a code, a request, an answer, a name, or words that come too early; nothing is lost."""

from dataclasses import replace

from bot.chat.screen import NOTHING, Screen
from bot.chat.text_cleaning import length
from bot.chat.turn import Turn
from bot.supporter import limits, questions, small_talk
from bot.supporter.handlers import state_of, taken
from bot.supporter.questions import own, prisoner, warning

NAME_WORDS = 3  # a name has at most so many; a text with fewer is a slip, and no words of a letter


async def hear(turn: Turn) -> Screen:
    """A typed text: a code, a request, an answer, a name, or words typed too early."""
    text = turn.event.text
    if found := await state_of(turn, text):
        return found
    question = questions.asked(turn.view)
    may_name = question in (None, prisoner.QUESTION)
    if may_name and prisoner.named_so(turn.view, text):
        return taken(turn, prisoner.hear(turn.view, text))
    if kind := small_talk.kind_of(text):
        return small_talk.aside(turn.view, kind)
    if may_name and prisoner.search(turn.view, text):
        return taken(turn, prisoner.hear(turn.view, text))
    is_answer = question is not prisoner.QUESTION or len(text.split()) <= NAME_WORDS
    if question and question.hear and is_answer:
        return taken(turn, question.hear(turn.view, text))
    return _kept(turn, text)


async def unreadable(turn: Turn) -> Screen:
    """A voice, a picture, a sticker, a place: say what can be read."""
    return small_talk.aside(turn.view, "media")


async def unknown(turn: Turn) -> Screen:
    """A command nobody knows."""
    return small_talk.aside(turn.view, "command")


def _kept(turn: Turn, text: str) -> Screen:
    """Keep words typed where none are asked for, and offer them as the writer's own when their turn comes."""
    if len(text.split()) < NAME_WORDS:
        return small_talk.aside(turn.view, "lost")
    if length(text) > own.LONGEST:
        return small_talk.aside(turn.view, "too-long", over=str(length(text) - own.LONGEST))
    conversation, asked = turn.conversation, questions.asked(turn.view)
    begun = conversation.writing.draft
    if begun and begun.own == text:  # sent twice
        return questions.current(turn.view)
    if begun is None and not limits.left(turn.view):
        return limits.reached(turn.view)
    draft = begun or warning.new_draft(conversation)
    turn.conversation = conversation.changed(draft=replace(draft, offered=text))
    if asked not in (None, questions.REVIEW):  # the buttons above stay as good as they were
        return small_talk.aside(turn.view, "kept")
    turn.change()
    present = questions.current(turn.view)
    return present if begun else present.under(turn.t("aside.kept"))


async def older(turn: Turn) -> Screen:
    """A question further up in the chat: say so, and leave the newest one alone."""
    return replace(NOTHING, toast=turn.t.plain("aside.older"))
