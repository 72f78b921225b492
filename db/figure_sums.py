"""The figures: how many letters of each kind. The night keeps the sums, so that none are counted anew.

`figures` is as of the last night. What has happened since is a handful: pledges the office has touched (their
former state is in `changed`) and notes in sealed rows; a `Moment` adds the difference whenever it is asked.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import pledges
from db.database import add_up
from db.notes import Note
from db.pledges import Pledge
from db.tables import changed, early_receipts, figures
from db.tables import pledges as pledges_table

EVER = date(2000, 1, 1)  # the day of kinds that are counted as a whole
ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both included; None where it is open."""

    since: date | None = None
    until: date | None = None

    def within(self, day: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        """The conditions on a column of days."""
        first = [] if self.since is None else [day >= self.since]
        return first if self.until is None else [*first, day <= self.until]

    def holds(self, day: date) -> bool:
        """Whether this day lies in it."""
        return (self.since or date.min) <= day <= (self.until or date.max)


ALL = Period()


@dataclass(frozen=True, slots=True)
class Kind:
    """What letters are counted by: a value and a day of each; a letter without the day is not counted."""

    value: Callable[[Pledge], str]
    day: Callable[[Pledge], date | None]


def _days(pledge: Pledge, since: date | None) -> int | None:
    return (pledge.received_on - since).days if pledge.received_on and since else None


def _took(since: Callable[[Pledge], date | None]) -> Kind:
    return Kind(
        lambda one: f"{one.country or ''} {_days(one, since(one))}",
        lambda one: None if _days(one, since(one)) is None else EVER,
    )


KINDS = {
    "recipient": Kind(lambda one: one.prisoner, lambda _: EVER),
    "origin": Kind(lambda one: f"{one.prisoner} {one.country or ''}", lambda _: EVER),
    "prisoner": Kind(lambda one: one.prisoner, lambda one: one.pledged_on),
    "country": Kind(lambda one: one.country or "", lambda one: one.pledged_on),
    "language": Kind(lambda one: one.letter_language, lambda one: one.pledged_on),
    "greeting": Kind(lambda one: one.greeting, lambda one: one.pledged_on),
    "source": Kind(lambda one: one.source or "", lambda one: one.pledged_on),
    "due": Kind(lambda one: one.country or "", lambda one: one.mail_by),
    # Who never said that it is posted has posted it by the day it was received.
    "mailed": Kind(
        lambda one: one.country or "", lambda one: one.mailed_on or one.received_on or one.handed_over_on
    ),
    "received": Kind(lambda one: one.country or "", lambda one: one.received_on or one.handed_over_on),
    "handed-over": Kind(lambda one: one.country or "", lambda one: one.handed_over_on),
    "answered": Kind(lambda one: one.country or "", lambda one: one.answered_on),
    "journey": _took(lambda one: one.mailed_on),
    "after-mail-by": _took(lambda one: one.mail_by),
}

Key = tuple[str, str, date, str]  # kind, value, day, state: as in the table


@dataclass(frozen=True, slots=True)
class Count:
    """So many letters of one value and day in one state."""

    value: str
    day: date
    state: str
    letters: int


class Moment:
    """The figures of one moment: a connection that only reads, and a way to what the sealed rows hold.

    Without that way the figures are those of the last night and of the office's acts since.
    """

    def __init__(
        self,
        connection: AsyncConnection,
        open_notes: Callable[[AsyncConnection], Awaitable[Sequence[Note]]] | None = None,
    ) -> None:
        self.connection = connection
        self.fresh = 0  # letters no night has counted yet, once `counted` was asked
        self._open = open_notes
        self._since: Counter[Key] | None = None

    async def counted(self, kind: str, period: Period = ALL) -> list[Count]:
        """The letters of one kind in this period; a value, day and state come once."""
        columns = figures.c
        kept = select(columns.value, columns.day, columns.state, columns.letters).where(
            columns.kind == kind, *period.within(columns.day)
        )
        sums: Counter[tuple[str, date, str]] = Counter()
        for value, day, state, letters in await self.connection.execute(kept):
            sums[value, day, state] = letters
        for (of_kind, value, day, state), letters in (await self._difference()).items():
            if of_kind == kind and period.holds(day):
                sums[value, day, state] += letters
        return [Count(*key, letters) for key, letters in sums.items() if letters]

    async def _difference(self) -> Counter[Key]:
        """What to add to the sums of the last night."""
        if self._since is None:
            before, now = await touched(self.connection)
            notes = await self._open(self.connection) if self._open else ()
            now |= await pledges.some(self.connection, {one.code for one in notes} - now.keys())
            early = {row.code: row.day for row in await self.connection.execute(select(early_receipts))}
            then = dict(now) | before
            for note in notes:
                self.fresh += note.code not in now and note.pledge is not None
                if known := now.get(note.code) or note.pledge:
                    known = note.over(known)
                    now[note.code] = replace(known, received_on=known.received_on or early.get(note.code))
            self._since = tally(now.values())
            self._since.subtract(tally(then.values()))
        return self._since


def tally(letters: Iterable[Pledge]) -> Counter[Key]:
    """How these letters are counted."""
    sums: Counter[Key] = Counter()
    for pledge in filter(attrgetter("counts"), letters):
        state = pledge.state
        for name, kind in KINDS.items():
            if day := kind.day(pledge):
                sums[name, kind.value(pledge), day, state] += 1
    return sums


async def by_state(moment: Moment) -> dict[str, int]:
    """All letters ever, by the state each is in."""
    sums: Counter[str] = Counter()
    for one in await moment.counted("recipient"):
        sums[one.state] += one.letters
    return dict(sums)


async def touched(connection: AsyncConnection) -> tuple[dict[str, Pledge], dict[str, Pledge]]:
    """Pledges that have changed since the last night: as they were then, and as they are."""
    here = select(pledges_table).join(changed, changed.c.code == pledges_table.c.code)
    before, now = (await connection.execute(select(changed)), await connection.execute(here))
    return _by_code(before), _by_code(now)


async def settle(connection: AsyncConnection, new: Iterable[Pledge]) -> None:
    """The night: the sums hold these letters from now on, and what became of those that were touched."""
    before, now = await touched(connection)
    sums = tally((*new, *now.values()))
    sums.subtract(tally(before.values()))
    await _add(connection, sums)
    await connection.execute(delete(changed))
    await connection.execute(delete(figures).where(figures.c.letters == 0))


async def recount(connection: AsyncConnection) -> None:
    """All sums made anew from all pledges: after a copy was put in."""
    await connection.execute(delete(figures))
    await connection.execute(delete(changed))
    found = await connection.stream(select(pledges_table))
    async for rows in found.partitions(ROWS_AT_ONCE):
        await _add(connection, tally(Pledge(**row._mapping) for row in rows))


def _by_code(rows: Iterable[Any]) -> dict[str, Pledge]:
    return {row.code: Pledge(**row._mapping) for row in rows}


async def _add(connection: AsyncConnection, sums: Counter[Key]) -> None:
    rows = list(_rows(sums))
    for start in range(0, len(rows), ROWS_AT_ONCE):
        await add_up(connection, figures, rows[start : start + ROWS_AT_ONCE])


def _rows(sums: Counter[Key]) -> Iterator[dict[str, Any]]:
    for (kind, value, day, state), letters in sorted(sums.items()):
        if letters:
            yield {"kind": kind, "value": value, "day": day, "state": state, "letters": letters}
