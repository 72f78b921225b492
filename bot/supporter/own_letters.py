"""The letters of whoever speaks: as the last night has left them, and as was said since."""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.chat.turn import Turn
from db import arrivals as office
from db import pledges
from db.notes import Note
from db.pledges import Pledge


async def find(turn: Turn, code: str) -> Pledge | None:
    """The letter with this code; one of today only its owner's row knows."""
    note = turn.conversation.note(code)
    found = await pledges.find(turn.connection, code)
    if found is None and note and note.pledge:
        early = await office.early(turn.connection)
        found = replace(note.pledge, received_on=early.get(code))
    return note.over(found) if note and found else found


def note_of(turn: Turn, code: str) -> Note:
    """What is noted of this letter; nothing yet where there is no note."""
    return turn.conversation.note(code) or Note(code=code)


def wish(turn: Turn, code: str, **wishes: Any) -> None:
    """Note what its owner wishes of it; the next night sees to it."""
    turn.conversation = turn.conversation.noting(replace(note_of(turn, code), **wishes))


def change(turn: Turn, code: str, **changes: date | str | None) -> None:
    """Note what has become of it; the next night writes it down."""
    turn.conversation = turn.conversation.noting(note_of(turn, code).changing(**changes))
