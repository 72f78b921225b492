"""The night mail: what sealed rows have noted goes into the tables, shuffled, in short transactions."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import arrivals, contacts, figure_sums, moves, pledges, public_figures
from db.coarsening import COARSE, coarsened
from db.database import insert_or_replace
from db.night_wishes import Almanac, carry_wishes
from db.notes import DATES, Note, Noted
from db.pledges import Pledge
from db.pledges_apart import HELD, Doubt, doubtful
from db.tables import nights
from db.vault import Vault

SILENT_DAYS = 30  # after the date, a promise of which nothing was heard expires
MORNING_SECONDS = 9 * 3600  # nobody is woken by the news of a move
CODES_AT_ONCE = 200  # written in one transaction: a tap waits for no more

_SHUFFLE = secrets.SystemRandom().shuffle


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What the night did. `contacts` are all pledges that have one now, `holders` whose those of this night
    are, `to_post` the pledges that may still be posted.
    """

    contacts: frozenset[str]
    holders: Mapping[str, int]
    to_post: frozenset[str]
    expired: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What is written in one night: the slices, the pledges as they are coarsened, the days out of line.

    Of `beside` nothing is noted: others hide beside them.
    """

    slices: Sequence[Sequence[Noted]]
    coarse: Mapping[str, Pledge]
    beside: frozenset[str]
    doubts: Sequence[Doubt]
    new: int


async def last(connection: AsyncConnection) -> tuple[date, bool] | None:
    """The day of the last night, and whether it came to its end."""
    row = (await connection.execute(select(nights.c.day, nights.c.finished))).one_or_none()
    return (row.day, row.finished) if row else None


async def mark(connection: AsyncConnection, day: date, *, finished: bool) -> None:
    """Write down how far the night of this day has come."""
    await insert_or_replace(connection, nights, [{"id": 1, "day": day, "finished": finished}])


async def prepare(connection: AsyncConnection, noted: Sequence[Noted], almanac: Almanac) -> Prepared:
    """Look at all that is noted, beside the writers: what of it is coarsened and held back, in which slices.

    Who is in which slice is drawn by lot: which of them a copy or a death finds written tells nothing.
    """
    by_code: dict[str, list[Noted]] = {}
    for one in noted:
        by_code.setdefault(one.note.code, []).append(one)
    codes = list(by_code)
    _SHUFFLE(codes)
    stored = await pledges.some(connection, codes)
    new, moved = _made([one.note for one in noted], stored)
    from_elsewhere = {code: one for code, one in moved.items() if one.country != stored[code].country}
    coarse = await coarsened(connection, {**new, **from_elsewhere}, almanac.home_country)
    begun = {one.note.code for one in noted if one.begun_today}
    doubts = await doubtful(connection, list(new.values()), begun)
    slices = [codes[start : start + CODES_AT_ONCE] for start in range(0, len(codes), CODES_AT_ONCE)]
    return Prepared(
        slices=[[one for code in some for one in by_code[code]] for some in slices],
        coarse=coarse,
        beside=frozenset(coarse.keys() - by_code.keys()),
        doubts=doubts,
        new=len(new),
    )


async def carry(
    connection: AsyncConnection, vault: Vault, noted: Sequence[Noted], prepared: Prepared, almanac: Almanac
) -> Mapping[str, int]:
    """Write one slice with its figures, twice without harm; who holds which of its contacts.

    No conversation is read or written here.
    """
    await arrivals.lock(connection)
    new = await _carry_letters(connection, noted, prepared, almanac)
    holders = await carry_wishes(connection, vault, noted, almanac)
    await figure_sums.settle(connection, new)
    return holders


async def finish(connection: AsyncConnection, holders: Mapping[str, int], almanac: Almanac) -> Carried:
    """What time has done to letters and contacts, and what is shown from now on; after the last slice."""
    await arrivals.lock(connection)
    before = await last(connection)
    at_day = almanac.midnight(almanac.today) + MORNING_SECONDS
    await moves.tell_of(connection, almanac.moved, almanac.today, at_day)
    expired = await pledges.expire(connection, almanac.today - timedelta(days=SILENT_DAYS), almanac.today)
    await contacts.erase_old(connection, almanac.today)
    await contacts.erase_purposeless(connection)
    await figure_sums.settle(connection, ())
    if before is None or before[0] != almanac.night:  # a second time in one night counts no night
        await public_figures.publish(connection, almanac.home_country)
    await mark(connection, almanac.night, finished=False)
    return Carried(
        contacts=await contacts.all_codes(connection),
        holders=holders,
        to_post=await pledges.to_post(connection),
        expired=expired,
    )


async def _carry_letters(
    connection: AsyncConnection, noted: Sequence[Noted], prepared: Prepared, almanac: Almanac
) -> list[Pledge]:
    """New pledges and changed ones; the new."""
    stored = await pledges.some(connection, {one.note.code for one in noted})
    early = await arrivals.early(connection)
    new, moved = _made([one.note for one in noted], stored)
    beside = await pledges.some(connection, prepared.beside - moved.keys())
    moved |= {code: one for code, one in beside.items() if _as_coarse(one, prepared.coarse[code]) != one}
    held = {(one.group.day, one.group.prisoner) for one in prepared.doubts}
    added = [
        replace(
            _as_coarse(one, prepared.coarse.get(code)),
            received_on=early.get(code, one.received_on),
            apart=HELD if (one.pledged_on, one.prisoner) in held else None,
        )
        for code, one in new.items()
    ]
    await pledges.add(connection, added)
    changed = [_as_coarse(one, prepared.coarse.get(code)) for code, one in moved.items()]
    await pledges.change_all(connection, changed, (*DATES, *COARSE))
    await _join_early(connection, early, new, almanac)
    return added


def _made(notes: Iterable[Note], stored: Mapping[str, Pledge]) -> tuple[dict[str, Pledge], dict[str, Pledge]]:
    """The new pledges, and the stored ones that have changed."""
    new: dict[str, Pledge] = {}
    moved: dict[str, Pledge] = {}
    said: dict[str, Mapping[str, Any]] = {}  # by whoever has the code
    for note in notes:
        if known := stored.get(note.code):
            if note.changes:
                said[note.code] = _both(said.get(note.code, {}), note.changes)
                moved[note.code] = replace(note, changes=said[note.code]).over(known)
        elif note.pledge:
            new[note.code] = note.over(note.pledge)
    return new, moved


def _as_coarse(pledge: Pledge, like: Pledge | None) -> Pledge:
    if like is None:
        return pledge
    return replace(pledge, **{name: getattr(like, name) for name in COARSE})


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
