"""The figures: how many letters of each kind, kept by the database so that a million are not counted anew.

Triggers on `pledges` append every change to `figure_changes`; `fold` adds them up in `figures`; `counted`
reads both, so a figure is never late. Appending never makes two transactions wait for each other, as
adding to one shared counter would.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Date,
    FromClause,
    Select,
    String,
    Subquery,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from db.database import add_up, lock_names
from db.tables import figure_changes, figures

EVER = date(2000, 1, 1)  # the day of kinds that are counted as a whole


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both included; None where it is open."""

    since: date | None = None
    until: date | None = None

    def within(self, day: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        """The conditions on a column of days."""
        first = [] if self.since is None else [day >= self.since]
        return first if self.until is None else [*first, day <= self.until]


ALL = Period()


@dataclass(frozen=True, slots=True)
class Kind:
    """What letters are counted by: a value and a day of each; a letter without the day is not counted."""

    value: Callable[[Any], ColumnElement[str]]
    day: Callable[[Any], ColumnElement[Any]]


def _ever(_row: Any) -> ColumnElement[Any]:
    return literal(EVER, Date)


def _ever_if(known: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((known.is_not(None), literal(EVER, Date)))


def _days(row: Any, days: ColumnElement[Any]) -> ColumnElement[str]:
    return row.country + " " + cast(days, String)  # type: ignore[no-any-return]


KINDS = {
    "recipient": Kind(lambda row: row.prisoner, _ever),
    "origin": Kind(lambda row: row.prisoner + " " + row.country, _ever),
    "prisoner": Kind(lambda row: row.prisoner, lambda row: row.pledged_on),
    "country": Kind(lambda row: row.country, lambda row: row.pledged_on),
    "language": Kind(lambda row: row.letter_language, lambda row: row.pledged_on),
    "greeting": Kind(lambda row: row.greeting, lambda row: row.pledged_on),
    "source": Kind(lambda row: row.source, lambda row: row.pledged_on),
    "due": Kind(lambda row: row.country, lambda row: row.mail_by),
    # Who never said that it is posted has posted it by the day it was received.
    "mailed": Kind(
        lambda row: row.country, lambda row: func.coalesce(row.mailed_on, row.received_on, row.handed_over_on)
    ),
    "received": Kind(lambda row: row.country, lambda row: func.coalesce(row.received_on, row.handed_over_on)),
    "handed-over": Kind(lambda row: row.country, lambda row: row.handed_over_on),
    "journey": Kind(lambda row: _days(row, row.travelled), lambda row: _ever_if(row.travelled)),
    "after-mail-by": Kind(lambda row: _days(row, row.after_mail_by), lambda row: _ever_if(row.after_mail_by)),
}


def counted(kind: str, period: Period = ALL) -> Subquery:
    """Rows (value, day, state, letters) of one kind in this period; several may have the same key."""
    columns = figures.c
    kept = select(columns.value, columns.day, columns.state, columns.letters).where(
        columns.kind == kind, *period.within(columns.day)
    )
    return union_all(kept, _new(kind, figure_changes, period)).subquery()


async def by_state(connection: AsyncConnection) -> dict[str, int]:
    """All letters ever, by the state each is in."""
    rows = counted("recipient")
    letters = func.sum(rows.c.letters)
    found = await connection.execute(select(rows.c.state, letters).group_by(rows.c.state))
    return {state: int(number) for state, number in found}


async def fold(connection: AsyncConnection) -> None:
    """Add up the changes since the last time; reading gives the same before and after."""
    await lock_names(connection, [b"figures."])
    await add_up(connection, figure_changes, figures, "letters", _all_kinds)


def _all_kinds(changes: FromClause) -> Select[Any]:
    rows = union_all(
        *(_new(kind, changes, ALL).add_columns(literal(kind).label("kind")) for kind in KINDS)
    ).subquery()
    key = [rows.c[column.name] for column in figures.primary_key]
    total = func.sum(rows.c.letters)
    return select(*key, total).group_by(*key).having(total != 0)


def _new(kind: str, changes: FromClause, period: Period) -> Select[Any]:
    how = KINDS[kind]
    row = changes.c
    day = how.day(row)
    rows = select(
        how.value(row).label("value"), day.label("day"), row.state.label("state"), row.change.label("letters")
    )
    return rows.where(day.is_not(None), *period.within(day))
