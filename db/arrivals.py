"""What the office in Kyiv counted, with a code and without one. Functions never commit."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db import pledges as promised
from db.database import insert_or_ignore, lock_names
from db.pledges import new_code
from db.tables import arrivals, early_receipts, pledges

Tally = Mapping[str, int]  # letters by prisoner

ALL = None  # instead of a prisoner: everybody


@dataclass(frozen=True, slots=True)
class Arrival:
    """Letters that came without a code."""

    id: str
    arrived_on: date
    prisoner: str
    country: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one code. `day` is the day it was received first; `evening` is that of a new sheet."""

    code: str
    outcome: Literal["received", "already", "unknown"]
    prisoner: str = ""
    day: date | None = None
    evening: str = ""


async def lock(connection: AsyncConnection) -> None:
    """One organizer after the other, in all replicas, until the transaction ends: what was counted holds."""
    await lock_names(connection, [b"office.."])


async def receive(connection: AsyncConnection, code: str, today: date) -> Receipt:
    """Count the letter with this code, once."""
    await lock(connection)
    pledge = await promised.find(connection, code)
    if pledge is None:
        known = select(early_receipts).where(early_receipts.c.code == code)
        row = (await connection.execute(known)).one_or_none()
        return Receipt(code, "already", row.prisoner, row.day) if row else Receipt(code, "unknown")
    if day := pledge.received_on or pledge.handed_over_on:
        return Receipt(code, "already", pledge.prisoner, day)
    await promised.change(connection, code, received_on=today)
    return Receipt(code, "received", pledge.prisoner, today)


async def receive_early(connection: AsyncConnection, code: str, prisoner: str, today: date) -> Receipt:
    """Count a letter whose promise the next night will carry in."""
    await insert_or_ignore(connection, early_receipts, [{"code": code, "day": today, "prisoner": prisoner}])
    return Receipt(code, "received", prisoner, today)


async def early(connection: AsyncConnection) -> dict[str, date]:
    """What was received before its promise was carried in, by code."""
    return {row.code: row.day for row in await connection.execute(select(early_receipts))}


async def no_longer_early(connection: AsyncConnection, codes: Collection[str]) -> None:
    """The night has carried in what these letters are."""
    await connection.execute(delete(early_receipts).where(early_receipts.c.code.in_(codes)))


async def not_received(connection: AsyncConnection, code: str) -> bool:
    """It was not received after all; False if it has been handed over meanwhile."""
    kept = (pledges.c.code == code, pledges.c.handed_over_on.is_(None))
    await promised.touch(connection, *kept)
    undone = await connection.execute(update(pledges).where(*kept).values(received_on=None))
    early = await connection.execute(delete(early_receipts).where(early_receipts.c.code == code))
    return undone.rowcount + early.rowcount > 0


async def count(
    connection: AsyncConnection, today: date, prisoner: str, number: int, country: str | None = None
) -> str:
    """Count letters that came without a code; the id of their arrival."""
    await lock(connection)
    arrival = Arrival(new_code(), today, prisoner, country, number)
    await connection.execute(arrivals.insert().values(asdict(arrival)))
    return arrival.id


async def not_counted(connection: AsyncConnection, arrival: str) -> bool:
    """They did not come after all; False if they have been handed over meanwhile."""
    kept = (arrivals.c.id == arrival, arrivals.c.handed_over_on.is_(None))
    return (await connection.execute(delete(arrivals).where(*kept))).rowcount == 1


async def set_country(connection: AsyncConnection, arrival: str, country: str) -> Arrival | None:
    """Say from which country these letters came."""
    given = update(arrivals).where(arrivals.c.id == arrival).values(country=country)
    row = (await connection.execute(given.returning(*_ARRIVAL))).one_or_none()
    return Arrival(*row) if row else None


async def received_on(connection: AsyncConnection, day: date) -> Tally:
    """Letters received on this day per prisoner."""
    coded = select(pledges.c.prisoner, func.count()).where(pledges.c.received_on == day)
    bare = select(arrivals.c.prisoner, func.sum(arrivals.c.count)).where(arrivals.c.arrived_on == day)
    early = select(early_receipts.c.prisoner, func.count()).where(early_receipts.c.day == day)
    return await _tally(connection, (coded, pledges), (bare, arrivals), (early, early_receipts))


async def waiting(connection: AsyncConnection) -> Tally:
    """Letters received and not yet handed over, per prisoner; those received early wait for the night."""
    coded = select(pledges.c.prisoner, func.count()).where(*_waiting_pledges(ALL))
    bare = select(arrivals.c.prisoner, func.sum(arrivals.c.count)).where(*_waiting_arrivals(ALL))
    return await _tally(connection, (coded, pledges), (bare, arrivals))


async def ever(connection: AsyncConnection) -> tuple[Tally, Tally]:
    """All letters ever received, and those of them that were handed over, per prisoner."""
    passed = [pledges.c.handed_over_on.is_not(None)]
    here = [pledges.c.received_on.is_not(None) | passed[0]]
    coded = select(pledges.c.prisoner, func.count())
    bare = select(arrivals.c.prisoner, func.sum(arrivals.c.count))
    early = select(early_receipts.c.prisoner, func.count())
    received = await _tally(
        connection, (coded.where(*here), pledges), (bare, arrivals), (early, early_receipts)
    )
    handed_over = (bare.where(arrivals.c.handed_over_on.is_not(None)), arrivals)
    return received, await _tally(connection, (coded.where(*passed), pledges), handed_over)


async def hand_over(connection: AsyncConnection, prisoner: str | None, day: date, handover: int) -> None:
    """Mark what waits for one person, or for all, as handed over on this day, under the journal's number."""
    values = {"handed_over_on": day, "handover": handover}
    await promised.touch(connection, *_waiting_pledges(prisoner))
    await connection.execute(update(pledges).where(*_waiting_pledges(prisoner)).values(values))
    await connection.execute(update(arrivals).where(*_waiting_arrivals(prisoner)).values(values))


def handed_over(handover: int) -> Select[Any]:
    """Finds the codes of the letters in the handing over with this number."""
    return select(pledges.c.code).where(pledges.c.handover == handover)


async def take_back(connection: AsyncConnection, handover: int) -> None:
    """Undo the handing over with this number."""
    values = {"handed_over_on": None, "handover": None}
    await promised.touch(connection, pledges.c.handover == handover)
    for table in (pledges, arrivals):
        await connection.execute(update(table).where(table.c.handover == handover).values(values))


_ARRIVAL = tuple(arrivals.c[name] for name in ("id", "arrived_on", "prisoner", "country", "count"))


def _waiting_pledges(prisoner: str | None) -> list[ColumnElement[bool]]:
    still: list[ColumnElement[bool]] = [
        pledges.c.received_on.is_not(None),
        pledges.c.handed_over_on.is_(None),
    ]
    return still if prisoner is ALL else [*still, pledges.c.prisoner == prisoner]


def _waiting_arrivals(prisoner: str | None) -> list[ColumnElement[bool]]:
    still: list[ColumnElement[bool]] = [arrivals.c.handed_over_on.is_(None)]
    return still if prisoner is ALL else [*still, arrivals.c.prisoner == prisoner]


async def _tally(connection: AsyncConnection, *queries: tuple[Select[Any], Table]) -> Tally:
    tally: Counter[str] = Counter()
    for query, table in queries:
        for prisoner, number in await connection.execute(query.group_by(table.c.prisoner)):
            tally[prisoner] += int(number)
    return tally
