"""The night mail: what sealed rows have noted goes into the tables, shuffled, in one transaction."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import arrivals, contacts, figures, notices, pledges, published
from db.coarsening import COARSE, coarsened
from db.database import insert_or_replace
from db.notes import DATES, Noted
from db.pledges import Pledge
from db.striking import Doubt, hold_doubtful
from db.tables import nights
from db.vault import Vault
from db.wishes import Almanac, carry_wishes

SILENT_DAYS = 30  # after the date, a promise of which nothing was heard expires
TAKEN_SECONDS = 2 * 24 * 3600  # after that, whoever took a notice is gone

_SHUFFLE = secrets.SystemRandom().shuffle


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What the night did. `contacts` are all pledges that have one now, `holders` whose those of this night
    are, `to_post` the pledges that may still be posted; `lost` are notices nobody finished.
    """

    contacts: frozenset[str]
    holders: Mapping[str, int]
    to_post: frozenset[str]
    new: int
    expired: int
    lost: int
    doubts: tuple[Doubt, ...] = ()


async def last(connection: AsyncConnection) -> tuple[date, bool] | None:
    """The day of the last night, and whether it came to its end."""
    row = (await connection.execute(select(nights.c.day, nights.c.finished))).one_or_none()
    return (row.day, row.finished) if row else None


async def mark(connection: AsyncConnection, day: date, *, finished: bool) -> None:
    """Write down how far the night of this day has come."""
    await insert_or_replace(connection, nights, [{"id": 1, "day": day, "finished": finished}])


async def carry(
    connection: AsyncConnection, vault: Vault, noted: Sequence[Noted], almanac: Almanac
) -> Carried:
    """Write what is noted, twice without harm. No conversation is read or written here."""
    await arrivals.lock(connection)
    before = await last(connection)
    shuffled = list(noted)
    _SHUFFLE(shuffled)
    new, doubts = await _carry_letters(connection, shuffled, almanac)
    holders = await carry_wishes(connection, vault, shuffled, almanac)
    expired = await pledges.expire(connection, almanac.today - timedelta(days=SILENT_DAYS), almanac.today)
    lost = await notices.sweep(connection, almanac.now - TAKEN_SECONDS)
    await contacts.erase_old(connection, almanac.today)
    await contacts.erase_purposeless(connection)
    await figures.settle(connection, new)
    if before is None or before[0] != almanac.night:  # a second time in one night counts no night
        await published.publish(connection, almanac.home_country)
    await mark(connection, almanac.night, finished=False)
    kept = await contacts.all_codes(connection)
    return Carried(
        contacts=kept,
        holders=holders,
        to_post=await pledges.to_post(connection),
        new=len(new),
        expired=expired,
        lost=lost,
        doubts=tuple(doubts),
    )


async def _carry_letters(
    connection: AsyncConnection, noted: Sequence[Noted], almanac: Almanac
) -> tuple[list[Pledge], list[Doubt]]:
    """New pledges and changed ones; the new, and what of them is out of line."""
    notes = [one.note for one in noted]
    stored = await pledges.some(connection, {one.code for one in notes})
    early = await arrivals.early(connection)
    new: dict[str, Pledge] = {}
    moved: dict[str, Pledge] = {}
    said: dict[str, Mapping[str, Any]] = {}  # by whoever has the code
    for note in notes:
        if known := stored.get(note.code):
            if note.changes:
                said[note.code] = _both(said.get(note.code, {}), note.changes)
                moved[note.code] = replace(note, changes=said[note.code]).over(known)
        elif note.pledge:
            made = note.over(note.pledge)
            new[note.code] = replace(made, received_on=early.get(note.code, made.received_on))
    from_elsewhere = {code: one for code, one in moved.items() if one.country != stored[code].country}
    coarse = await coarsened(connection, {**new, **from_elsewhere}, almanac.home_country)
    fresh = [one.note.code for one in noted if one.begun_today]
    added, doubts = await hold_doubtful(connection, [coarse[code] for code in new], fresh)
    await pledges.add(connection, added)
    for code, one in coarse.items():  # some of those only for others to hide beside
        if code not in new:
            moved[code] = replace(moved.get(code, one), **{name: getattr(one, name) for name in COARSE})
    await pledges.change_all(connection, list(moved.values()), (*DATES, *COARSE))
    await _join_early(connection, early, new, almanac)
    return added, doubts


def _both(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """What two people have said of one letter: a fact outweighs none, the later day the earlier."""
    said = {name: [some[name] for some in (one, other) if some.get(name)] for name in {*one, *other}}
    return {name: max(days, default=None) for name, days in said.items()}


async def _join_early(
    connection: AsyncConnection, early: Mapping[str, date], new: Mapping[str, Pledge], almanac: Almanac
) -> None:
    """What the office received on the day of its promise."""
    known = await pledges.some(connection, early.keys())
    for code, pledge in known.items():
        if code not in new and pledge.received_on is None:
            await pledges.change(connection, code, received_on=early[code])
    if known:
        await arrivals.no_longer_early(connection, known.keys())
