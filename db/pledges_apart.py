"""Promises that count nowhere: held by a night until an organizer says yes, or struck out by one.

A letter that arrives counts whatever was said of its promise. Functions take a connection and never commit.
"""

import hashlib
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db import pledges as promised
from db.pledges import Pledge, read_code
from db.tables import pledges

HELD = (
    0  # in `apart`: a night's doubt; above it the entry that struck it out, below the one that counted it in
)
LEAST = 20  # promises for one person on one day are no doubt yet
TIMES = 5  # as many as usual for one person on one day
USUAL_DAYS = 28
SHOWN_DAYS = 28  # how far back groups are offered


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Promises of one day for one person, of which nothing was received: of one source and language, all that
    a night holds apart, or the one with this code.
    """

    day: date
    prisoner: str
    source: str | None = None
    language: str | None = None
    letters: int = 0
    held: bool = False
    code: str | None = None

    @property
    def id(self) -> str:
        """Names the group on a button: the same whatever else has happened."""
        if self.code:
            return self.code
        key = f"{self.day} {self.prisoner} {self.source} {self.language} {self.held}"
        return hashlib.sha256(key.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A day out of line, and how many of its promises are from conversations begun that day."""

    group: Group
    fresh: int


async def groups(connection: AsyncConnection, today: date) -> list[Group]:
    """What can be struck out: held ones first, then the largest."""
    columns = pledges.c
    key = (columns.pledged_on, columns.prisoner, columns.source, columns.letter_language)
    recent = columns.pledged_on > today - timedelta(days=SHOWN_DAYS)
    found = select(*key, func.count()).where(*_OPEN, _COUNTED, recent).group_by(*key)
    counted = [
        Group(day=day, prisoner=prisoner, source=source, language=language, letters=letters)
        for day, prisoner, source, language, letters in await connection.execute(found)
    ]
    return [*await held(connection), *sorted(counted, key=lambda one: (-one.letters, one.day, one.id))]


async def find(connection: AsyncConnection, name: str, today: date) -> Group | None:
    """The group with this id, or of the one promise with this code."""
    code = read_code(name)
    one = await promised.find(connection, code) if code else None
    if one and not (one.apart or 0) > 0 and not one.received_on and not one.handed_over_on:
        return Group(day=one.pledged_on, prisoner=one.prisoner, letters=1, code=code)
    return next((group for group in await groups(connection, today) if group.id == name), None)


async def held(connection: AsyncConnection) -> list[Group]:
    """What nights hold apart."""
    columns = pledges.c
    key = (columns.pledged_on, columns.prisoner)
    found = select(*key, func.count()).where(columns.apart == HELD, *_OPEN).group_by(*key).order_by(*key)
    return [
        Group(day=day, prisoner=prisoner, letters=letters, held=True)
        for day, prisoner, letters in await connection.execute(found)
    ]


async def strike(connection: AsyncConnection, group: Group, entry: int) -> None:
    """These promises count no more, under an entry of the journal."""
    await _set_apart(connection, entry, *_of(group))


async def not_struck(connection: AsyncConnection, entry: int) -> None:
    """What this entry of the journal has struck out counts again."""
    await _set_apart(connection, None, pledges.c.apart == entry)


async def count_in(connection: AsyncConnection, group: Group, entry: int) -> None:
    """A held group counts, under an entry of the journal."""
    await _set_apart(connection, -entry, *_of(group))


async def not_counted_in(connection: AsyncConnection, entry: int) -> None:
    """What this entry of the journal has counted in is held again; not what the office has received since."""
    await _set_apart(connection, HELD, *_OPEN, pledges.c.apart == -entry)


async def doubtful(connection: AsyncConnection, new: Sequence[Pledge], begun: Container[str]) -> list[Doubt]:
    """The days out of line with these new promises; `begun` are those of conversations begun that day."""
    many = Counter((one.pledged_on, one.prisoner) for one in new)
    fresh = Counter((one.pledged_on, one.prisoner) for one in new if one.code in begun)
    doubts = []
    for (day, prisoner), number in many.items():
        already, usual = await _already(connection, day, prisoner), await _usual(connection, day)
        if number + already > max(LEAST, TIMES * usual):
            group = Group(day=day, prisoner=prisoner, letters=number, held=True)
            doubts.append(Doubt(group=group, fresh=fresh[day, prisoner]))
    return doubts


async def _already(connection: AsyncConnection, day: date, prisoner: str) -> int:
    of_day = (pledges.c.pledged_on == day, pledges.c.prisoner == prisoner)
    return await connection.scalar(select(func.count()).select_from(pledges).where(*of_day)) or 0


async def _usual(connection: AsyncConnection, day: date) -> float:
    """Promises for one person on one day that had any, on average over the last weeks."""
    before = pledges.c.pledged_on.between(day - timedelta(days=USUAL_DAYS), day - timedelta(days=1))
    a_day = select(func.count().label("letters")).where(before, _COUNTED)
    days = a_day.group_by(pledges.c.pledged_on, pledges.c.prisoner).subquery()
    return float(await connection.scalar(select(func.avg(days.c.letters))) or 0)


async def _set_apart(connection: AsyncConnection, apart: int | None, *which: ColumnElement[bool]) -> None:
    await promised.touch(connection, *which)
    await connection.execute(update(pledges).where(*which).values(apart=apart))


def _of(group: Group) -> list[ColumnElement[bool]]:
    columns = pledges.c
    if group.code:
        return [columns.code == group.code]
    of_day = [*_OPEN, columns.pledged_on == group.day, columns.prisoner == group.prisoner]
    if group.held:
        return [*of_day, columns.apart == HELD]
    source = columns.source.is_not_distinct_from(group.source)
    return [*of_day, _COUNTED, columns.letter_language == group.language, source]


_COUNTED = or_(pledges.c.apart.is_(None), pledges.c.apart < HELD)
_OPEN = (pledges.c.received_on.is_(None), pledges.c.handed_over_on.is_(None))
