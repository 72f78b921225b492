"""The desk: show the open question, pass typed text to it, undo an act."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from bot.chat.cards import UNDO_DAYS
from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.chat.typed_days import read_day
from bot.desk import campaign_sheet, counting, evenings, handing_over, receiving, releasing, striking
from bot.desk.journal import what
from bot.desk.question import (
    Begin,
    Count,
    DeskQuestion,
    HandOver,
    Origin,
    Receive,
    Release,
    Whom,
    Wrote,
    ask,
    asked,
)
from bot.supporter.questions.prisoner import search
from bot.supporter.screens import pages
from db import arrivals as office
from db import evenings as sheets
from db import journal, notices
from db.journal import Entry
from db.pledges_apart import not_struck


async def page(turn: Turn, _value: str) -> Screen:
    """[Go on]: show the open question."""
    return await present(turn)


async def present(turn: Turn, above: str = "") -> Screen:
    """Show the open question, below what has just happened."""
    match asked(turn):
        case Whom("count"):
            screen = counting.whom(turn.view)
        case Count(prisoner):
            screen = counting.how_many(turn.view, prisoner)
        case Origin(arrival):
            screen = counting.from_where(turn.view, arrival)
        case Whom("handover"):
            screen = await handing_over.whom(turn)
        case HandOver() as question:
            screen = handing_over.confirm(turn.view, question)
        case Whom("release"):
            screen = await releasing.whom(turn)
        case Release() as question:
            screen = await releasing.confirm(turn, question)
        case Whom("strike"):
            screen = await striking.present(turn)
        case Whom("evening") | Begin() | Wrote():
            screen = await evenings.present(turn)
        case Receive():
            return await receiving.present(turn, above)
    return screen.under(above)


async def hear(turn: Turn) -> Screen:
    """Pass a typed text to the open question."""
    match asked(turn):
        case Count(prisoner):
            return await counting.hear(turn, prisoner)
        case Whom("count" | "handover" | "release" as act):
            return await _hear_name(turn, act)
        case Origin(arrival):
            return counting.hear_country(turn, arrival)
        case HandOver() | Release() as question if day := read_day(
            turn.event.text, turn.context.campaign.started_on, turn.today
        ):
            ask(turn, replace(question, day=day))
            return await present(turn)
        case Receive():
            return await receiving.hear(turn)
        case Whom("strike"):
            return await striking.hear(turn)
        case Wrote(word):
            return await evenings.hear_number(turn, word)
        case Whom("evening") | Begin():
            return await evenings.hear(turn)
        case _:
            return await present(turn, turn.t("desk.no-day", text=turn.event.text[:60]))


async def _hear_name(turn: Turn, act: Literal["count", "handover", "release"]) -> Screen:
    """Take a typed name as the button with it; at the counting, codes and whole lines too."""
    text = turn.event.text
    opens = {"count": counting.page, "handover": handing_over.page, "release": releasing.page}
    if len(found := search(turn.view, text)) == 1:
        return await opens[act](turn, found[0].id)
    if act == "count" and any(one.isdigit() for one in text):
        return await receiving.hear(turn)
    return await present(turn, turn.t("prisoner.unknown", name=text[:60]))


async def leave(turn: Turn, _value: str) -> Screen:
    """[Done]: close the desk."""
    if turn.conversation.desk:
        turn.change(desk="")
    return pages.home(turn.view)


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
    sheet = await sheets.take_back(turn.connection, turn.context.vault, code)
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


# How, and the question that is asked afterwards, if any.
_UNDO: Mapping[str, tuple[Callable[[Turn, Entry], Awaitable[bool]], DeskQuestion | None]] = {
    "received": (_not_received, Receive()),
    "counted": (_not_counted, Receive()),
    "handed-over": (_not_handed_over, Whom("handover")),
    "released": (_not_released, Whom("release")),
    "struck": (_not_struck, Whom("strike")),
    "imported": (campaign_sheet.not_imported, None),
}
