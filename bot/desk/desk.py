"""The desk: which of an organizer's questions is open, what is typed there, and how an act is undone."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from bot.chat.screen import Screen
from bot.chat.turn import Handler, Turn
from bot.desk import counting, handing_over, receiving, releasing
from bot.desk.journal import what
from bot.desk.news import do_not_tell
from bot.supporter.screens import pages
from db import arrivals as office
from db import journal
from db.journal import Entry

UNDO_DAYS = 2  # on the day itself and on the next one

# By the first word of `Conversation.desk`: the screen, and what a typed text means there.
_PLACES: Mapping[str, tuple[Callable[[Turn], Awaitable[Screen]], Handler]] = {
    receiving.DESK: (receiving.present, receiving.hear),
    counting.DESK: (counting.present, counting.hear),
    counting.COUNTRY: (counting.present_country, counting.hear_country),
    handing_over.DESK: (handing_over.present, handing_over.hear),
    releasing.DESK: (releasing.present, releasing.hear),
}


async def present(turn: Turn, _value: str = "") -> Screen:
    """The open question."""
    show, _ = _place(turn)
    return await show(turn)


async def hear(turn: Turn) -> Screen:
    """A typed text, taken by the open question."""
    _, take = _place(turn)
    return await take(turn)


async def leave(turn: Turn, _value: str) -> Screen:
    """[Done]."""
    if turn.conversation.desk:
        turn.change(desk="")
    return pages.home(turn.view)


async def undo(turn: Turn, value: str) -> Screen:
    """[Undo]: what this entry of the journal did is not so; twice pressed is once."""
    await office.lock(turn.connection)
    entry = await journal.entry(turn.connection, int(value)) if value.isdecimal() else None
    if entry is None or entry.fact.action not in _UNDO:
        return await present(turn)
    undo_it, desk = _UNDO[entry.fact.action]
    turn.change(desk=desk)
    if entry.undone:
        return await _then(turn, "undo.already", entry)
    if turn.today - entry.fact.day >= timedelta(days=UNDO_DAYS):
        return await _then(turn, "undo.too-old", entry)
    if not await undo_it(turn, entry):
        return await _then(turn, "undo.handed-over", entry)
    turn.facts_changed = True
    await journal.undo(turn.connection, entry, turn.today, turn.context.vault.pseudonym(turn.event.user_id))
    return await _then(turn, "undo.done", entry)


def _place(turn: Turn) -> tuple[Callable[[Turn], Awaitable[Screen]], Handler]:
    name, _, _ = turn.conversation.desk.partition(":")
    return _PLACES.get(name, _PLACES[receiving.DESK])


async def _then(turn: Turn, key: str, entry: Entry) -> Screen:
    """The desk of that work, and above it what became of the undo."""
    above = turn.t(key, what=what(turn.view, entry))
    match turn.conversation.desk:
        case handing_over.DESK:
            return await handing_over.present(turn, above)
        case releasing.DESK:
            return await releasing.present(turn, above)
        case _:
            return await receiving.present(turn, above)


async def _not_received(turn: Turn, entry: Entry) -> bool:
    code = entry.fact.subject or ""
    await do_not_tell(turn, "received", [code])
    return await office.not_received(turn.connection, code)


async def _not_counted(turn: Turn, entry: Entry) -> bool:
    return await office.not_counted(turn.connection, entry.fact.subject or "")


async def _not_handed_over(turn: Turn, entry: Entry) -> bool:
    await do_not_tell(turn, "handed-over", office.handed_over(entry.id))
    await office.take_back(turn.connection, entry.id)
    return True


async def _not_released(turn: Turn, entry: Entry) -> bool:
    await releasing.still_held(turn, entry.fact.prisoner or "")
    return True


_UNDO: Mapping[str, tuple[Callable[[Turn, Entry], Awaitable[bool]], str]] = {
    "received": (_not_received, receiving.DESK),
    "counted": (_not_counted, receiving.DESK),
    "handed-over": (_not_handed_over, handing_over.DESK),
    "released": (_not_released, releasing.DESK),
}
