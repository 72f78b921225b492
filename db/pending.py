"""The outlook: letters still to come, and how long and how often comparable ones took; only reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.figures import EVER, Period, counted

RIPE_DAYS = 45  # after so many days it is clear whether a letter has come
_ARRIVED = ("received", "handed-over")


@dataclass(frozen=True, slots=True)
class Awaited:
    """Letters of one sort that may still come, counted from the day in their key.

    `open` by (country, day); `took` of those that have come, by (country, days); of those whose day is
    long past, `came` of `ripe` have come.
    """

    open: Mapping[tuple[str, date], int]
    took: Mapping[tuple[str, int], int]
    came: int
    ripe: int


@dataclass(frozen=True, slots=True)
class Pending:
    """`waiting` are promised and not yet posted, from their mail-by date; `travelling` are posted.

    `promised_on` counts the waiting ones by the day of the promise, `overdue` those past their date.
    """

    waiting: Awaited
    travelling: Awaited
    promised_on: Mapping[date, int]
    overdue: int


async def pending(connection: AsyncConnection, today: date) -> Pending:
    """What is still to come."""
    waiting = await _awaited(connection, "due", "pledged", "after-mail-by", today)
    travelling = await _awaited(connection, "mailed", "mailed", "journey", today)
    rows = counted("language")
    promised = await connection.execute(
        select(rows.c.day, func.sum(rows.c.letters)).where(rows.c.state == "pledged").group_by(rows.c.day)
    )
    return Pending(
        waiting,
        travelling,
        {day: number for day, number in promised if number},
        sum(number for (_, day), number in waiting.open.items() if day < today),
    )


async def _awaited(connection: AsyncConnection, kind: str, state: str, times: str, today: date) -> Awaited:
    rows = counted(kind)
    still_open = await connection.execute(
        select(rows.c.value, rows.c.day, func.sum(rows.c.letters))
        .where(rows.c.state == state)
        .group_by(rows.c.value, rows.c.day)
    )
    took: dict[tuple[str, int], int] = {}
    for value, number in await _by_value(connection, times, _ARRIVED):
        country, _, days = value.rpartition(" ")
        took[country, int(days)] = number
    ripe = counted(kind, Period(until=today - timedelta(days=RIPE_DAYS)))
    found = await connection.execute(select(ripe.c.state, func.sum(ripe.c.letters)).group_by(ripe.c.state))
    fates: dict[str, int] = dict(found.all())
    return Awaited(
        {(country, day): number for country, day, number in still_open if number},
        took,
        came=sum(fates.get(one, 0) for one in _ARRIVED),
        ripe=sum(fates.values()),
    )


async def _by_value(connection: AsyncConnection, kind: str, states: Sequence[str]) -> list[tuple[str, int]]:
    rows = counted(kind, Period(EVER, EVER))
    found = await connection.execute(
        select(rows.c.value, func.sum(rows.c.letters)).where(rows.c.state.in_(states)).group_by(rows.c.value)
    )
    return [(value, number) for value, number in found if number]
