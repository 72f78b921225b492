"""Undo an act of an organizer: each kind in its own way, once, and for two days."""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from bot.chat.cards import UNDO_DAYS
from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.desk import campaign_sheet, releasing
from bot.desk.desk import present
from bot.desk.journal import what
from bot.desk.question import DeskQuestion, Receive, Whom, ask
from db import arrivals as office
from db import evenings, journal, notices
from db.journal import Entry
from db.pledges_apart import not_counted_in, not_struck


async def undo(turn: Turn, value: str) -> Screen:
    """[Undo]: take back what this entry of the journal did; pressed twice, it is undone once."""
    await office.lock(turn.connection)
    number = int(value) if re.fullmatch(r"\d{1,18}", value, re.ASCII) else 0  # as a column holds it
    entry = await journal.entry(turn.connection, number)
    if entry is None or entry.fact.action not in _UNDO:
        return await present(turn)
    undo_it, question = _UNDO[entry.fact.action]
    if question:
        ask(turn, question)
    if entry.undone:
        became = "undo.already"
    elif turn.today - entry.fact.day >= timedelta(days=UNDO_DAYS):
        became = "undo.too-old"
    elif not await undo_it(turn, entry):
        became = "undo.handed-over" if question else "undo.imported"
    else:
        became = "undo.done"
        turn.facts_changed = True
        organizer = turn.context.vault.pseudonym(turn.event.user_id)
        await journal.undo(turn.connection, entry, turn.today, organizer)
    said = turn.t(became, what=what(turn.view, entry))
    return await present(turn, said) if question else Screen(said, [[turn.view.leads("button.home", "home")]])


async def _not_received(turn: Turn, entry: Entry) -> bool:
    code = entry.fact.subject or ""
    await notices.forget(turn.connection, [code], ("received",))
    sheet = await evenings.take_back(turn.connection, turn.context.vault, code)
    if sheet is not None:
        return sheet
    return await office.not_received(turn.connection, code)


async def _not_counted(turn: Turn, entry: Entry) -> bool:
    return await office.not_counted(turn.connection, entry.fact.subject or "")


async def _not_handed_over(turn: Turn, entry: Entry) -> bool:
    await notices.forget(turn.connection, office.handed_over(entry.id), ("handed-over",))
    await office.take_back(turn.connection, entry.id)
    return True


async def _not_released(turn: Turn, entry: Entry) -> bool:
    await releasing.still_held(turn, entry.fact.prisoner or "")
    return True


async def _not_struck(turn: Turn, entry: Entry) -> bool:
    await not_struck(turn.connection, entry.id)
    return True


async def _not_counted_in(turn: Turn, entry: Entry) -> bool:
    await not_counted_in(turn.connection, entry.id)
    return True


# How, and the question that is asked afterwards, if any.
_UNDO: Mapping[str, tuple[Callable[[Turn, Entry], Awaitable[bool]], DeskQuestion | None]] = {
    "received": (_not_received, Receive()),
    "counted": (_not_counted, Receive()),
    "handed-over": (_not_handed_over, Whom("handover")),
    "released": (_not_released, Whom("release")),
    "struck": (_not_struck, Whom("strike")),
    "counted-in": (_not_counted_in, Whom("strike")),
    "imported": (campaign_sheet.not_imported, None),
}
