"""What the office in Kyiv counted, with a code and without one. Functions never commit."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db import pledges as promised
from db.database import lock_names
from db.pledges import new_code
from db.tables import arrivals, pledges

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
    """What became of one code. `day` is the day it was received first."""

    code: str
    outcome: Literal["received", "already", "unknown"]
    prisoner: str = ""
    day: date | None = None


async def lock(connection: AsyncConnection) -> None:
    """One organizer after the other, in all replicas, until the transaction ends: what was counted holds."""
    await lock_names(connection, [b"office.."])


async def receive(connection: AsyncConnection, code: str, today: date) -> Receipt:
    """Count the letter with this code, once."""
    await lock(connection)
    pledge = await promised.find(connection, code)
    if pledge is None:
        return Receipt(code, "unknown")
    if day := pledge.received_on or pledge.handed_over_on:
        return Receipt(code, "already", pledge.prisoner, day)
    await promised.change(connection, code, received_on=today)
    return Receipt(code, "received", pledge.prisoner, today)


async def not_received(connection: AsyncConnection, code: str) -> bool:
    """It was not received after all; False if it has been handed over meanwhile."""
    kept = (pledges.c.code == code, pledges.c.handed_over_on.is_(None))
    return (await connection.execute(update(pledges).where(*kept).values(received_on=None))).rowcount == 1


async def count(connection: AsyncConnection, today: date, prisoner: str, number: int) -> str:
    """Count letters that came without a code; the id of their arrival."""
    await lock(connection)
    arrival = Arrival(new_code(), today, prisoner, None, number)
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
    return await _tally(connection, coded, bare)


async def waiting(connection: AsyncConnection) -> Tally:
    """Letters received and not yet handed over, per prisoner."""
    coded = select(pledges.c.prisoner, func.count()).where(*_waiting_pledges(ALL))
    bare = select(arrivals.c.prisoner, func.sum(arrivals.c.count)).where(*_waiting_arrivals(ALL))
    return await _tally(connection, coded, bare)


async def hand_over(connection: AsyncConnection, prisoner: str | None, day: date, handover: int) -> None:
    """Mark what waits for one person, or for all, as handed over on this day, under the journal's number."""
    values = {"handed_over_on": day, "handover": handover}
    await connection.execute(update(pledges).where(*_waiting_pledges(prisoner)).values(values))
    await connection.execute(update(arrivals).where(*_waiting_arrivals(prisoner)).values(values))


def handed_over(handover: int) -> Select[Any]:
    """Finds the codes of the letters in the handing over with this number."""
    return select(pledges.c.code).where(pledges.c.handover == handover)


async def take_back(connection: AsyncConnection, handover: int) -> None:
    """Undo the handing over with this number."""
    values = {"handed_over_on": None, "handover": None}
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


async def _tally(connection: AsyncConnection, coded: Select[Any], bare: Select[Any]) -> Tally:
    tally: Counter[str] = Counter()
    for query, column in ((coded, pledges.c.prisoner), (bare, arrivals.c.prisoner)):
        for prisoner, number in await connection.execute(query.group_by(column)):
            tally[prisoner] += int(number)
    return tally
