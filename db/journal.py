"""The organizers' journal: what was done, when, by which pseudonym; an undo is an entry of its own."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal

from sqlalchemy import Exists, Select, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import insert_or_ignore
from db.tables import journal

Action = Literal[
    "received",
    "counted",
    "country",
    "handed-over",
    "released",
    "held",
    "struck",
    "counted-in",
    "evening",
    "wrote",
    "moved",
    "imported",
    "undone",
]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing an organizer did. `subject` is a pledge's code or an arrival's id;
    `happened_on` the day it is about, where that is another one than the day it was written.
    """

    day: date
    organizer: str
    action: Action
    prisoner: str | None = None
    subject: str | None = None
    count: int = 1
    happened_on: date | None = None
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact with its number in the journal, whether it was undone, and what it undid itself."""

    id: int
    fact: Fact
    undone: bool
    undid: Action | None


async def write(connection: AsyncConnection, fact: Fact) -> int:
    """Write a fact down; return its number."""
    return int(
        (await connection.execute(insert(journal).values(asdict(fact)).returning(journal.c.id))).scalar_one()
    )


async def undo(connection: AsyncConnection, entry: Entry, day: date, organizer: str) -> bool:
    """Write down that an entry is undone; False if it was already: once only, by constraint."""
    undone = replace(entry.fact, day=day, organizer=organizer, action="undone", undoes=entry.id)
    return await insert_or_ignore(connection, journal, [asdict(undone)]) == 1


async def entry(connection: AsyncConnection, number: int) -> Entry | None:
    """Read the entry with this number."""
    found = await connection.execute(_entries().where(journal.c.id == number))
    return next((_entry(row) for row in found), None)


async def last(
    connection: AsyncConnection, organizer: str, day: date, actions: tuple[Action, ...]
) -> Entry | None:
    """Find what this organizer did last on this day, of these kinds and not undone."""
    own = (journal.c.organizer == organizer, journal.c.day == day, journal.c.action.in_(actions))
    latest = _entries().where(*own, ~_undone()).order_by(journal.c.id.desc()).limit(1)
    return next((_entry(row) for row in await connection.execute(latest)), None)


async def counted_by_another(connection: AsyncConnection, fact: Fact) -> Entry | None:
    """Find the latest time that somebody else counted as many for this person on this day, not undone."""
    same = (journal.c.day, journal.c.action, journal.c.prisoner, journal.c.count)
    alike = [column == getattr(fact, column.name) for column in same]
    others = _entries().where(*alike, journal.c.organizer != fact.organizer, ~_undone())
    found = await connection.execute(others.order_by(journal.c.id.desc()).limit(1))
    return next((_entry(row) for row in found), None)


async def page(connection: AsyncConnection, number: int, size: int) -> list[Entry]:
    """Read the newest entries, page by page from 1."""
    newest = _entries().order_by(journal.c.id.desc()).limit(size).offset((number - 1) * size)
    return [_entry(row) for row in await connection.execute(newest)]


async def length(connection: AsyncConnection) -> int:
    """Count the entries."""
    return int((await connection.execute(select(func.count()).select_from(journal))).scalar_one())


_COLUMNS = tuple(column for column in journal.c if column.name != "id")


def _undone() -> Exists:
    later = journal.alias("later")
    return select(later.c.id).where(later.c.undoes == journal.c.id).exists()


def _entries() -> Select[Any]:
    earlier = journal.alias("earlier")
    undid = select(earlier.c.action).where(earlier.c.id == journal.c.undoes).scalar_subquery()
    return select(journal.c.id, _undone().label("undone"), undid.label("undid"), *_COLUMNS)


def _entry(row: Any) -> Entry:
    number, undone, undid, *fact = row
    return Entry(number, Fact(*fact), bool(undone), undid)
