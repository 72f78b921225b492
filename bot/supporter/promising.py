"""The promise: the one tap that makes a letter final."""

from dataclasses import replace

from bot.chat import cards
from bot.chat.screen import Screen
from bot.chat.state import Letter
from bot.chat.turn import Turn
from bot.supporter import danger, limits, questions
from bot.supporter.handlers import answer
from bot.supporter.questions import review
from bot.supporter.screens import finished_letter, pages
from db import pledges
from db.notes import Note
from db.pledges import Pledge, new_code


async def promise(turn: Turn, value: str) -> Screen:
    """[I promise: by this day]: the pledge is made, once, under the code its draft has had all along.

    It is noted in this person's own row; the next night carries it into the tables.
    """
    view, conversation, today = turn.view, turn.conversation, turn.today
    draft, due = conversation.writing.draft, review.promised_day(view, value)
    if draft is None or due is None or questions.asked(view) is not questions.REVIEW:
        return await answer(turn, questions.REVIEW, value)
    if not limits.left_to(view, draft.sender or ""):
        return limits.reached(view)
    assert view.prisoner is not None
    assert view.greeting is not None
    if await pledges.find(turn.connection, draft.code):  # somebody else's letter has this code
        turn.change(draft=replace(draft, code=new_code()))
        return questions.current(turn.view)
    pledge_made = Pledge(
        code=draft.code,
        prisoner=view.prisoner.id,
        greeting=view.greeting.id,
        letter_language=view.letter_language,
        country=conversation.choices.country or None,
        source=conversation.choices.source,
        pledged_on=today,
        mail_by=due,
    )
    if not danger.is_watched(view):  # there nothing of it stands out in the chat
        turn.conversation = cards.promised(turn.conversation, draft.code)
    text = review.letter_text(view)
    hour = turn.context.now().astimezone(turn.context.campaign.zone).hour
    letter = Letter(
        code=draft.code,
        prisoner=view.prisoner.id,
        language=view.letter_language,
        text=text,
        written_on=today,
        mail_by=due,
        hour=hour,
        own="" if conversation.writing.is_shared else draft.same or draft.own or "",
        own_kept=("own" if draft.same is None else "same") in draft.kept.split(),
    )
    earlier = [replace(one, own="") for one in conversation.writing.letters]
    turn.conversation = limits.counted(turn.view, draft.sender or "")
    turn.change(
        draft=None,
        asking=None,
        letters=(*earlier, letter),
        queue=tuple(one for one in conversation.writing.queue if one != view.prisoner.id),
        sender=None if conversation.writing.is_shared else draft.sender,
        place=None if conversation.writing.is_shared else draft.place,
        notes=conversation.noting(Note(code=draft.code, pledge=pledge_made)).notes,
    )
    thanks = pages.finished(turn.view)
    return replace(thanks, owes=finished_letter.owed(draft.code, view.prisoner.id))
