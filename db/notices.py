"""What is to be said later: rows with a time, claimed one by one by any replica. Functions never commit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import insert_or_ignore, insert_or_replace
from db.pledges import ROWS_AT_ONCE, Codes, Pledge
from db.tables import contacts, notices, pledges, prisoners

Kind = Literal["before", "after", "received", "handed-over", "moved", "released"]
Key = tuple[str, Kind]  # the code, and what is said of it
REMINDERS: tuple[Kind, ...] = ("before", "after")
BEFORE_DAYS = 3
AFTER_DAYS = 3


@dataclass(frozen=True, slots=True)
class Due:
    """A message whose time has come, by its row's time; its hour is in the sealed contact."""

    due_at: int
    code: str
    kind: Kind
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that nobody else will send. `released_on` is the recipient's release, if any."""

    code: str
    kind: Kind
    due_at: int
    sealed: bytes
    news: bool
    pledge: Pledge
    released_on: date | None

    @property
    def key(self) -> Key:
        """Which message it is."""
        return self.code, self.kind


def reminder_days(mail_by: date, today: date = date.min) -> dict[Kind, date]:
    """The days of a pledge's reminders that lie after `today`."""
    days: dict[Kind, date] = {
        "before": mail_by - timedelta(days=BEFORE_DAYS),
        "after": mail_by + timedelta(days=AFTER_DAYS),
    }
    return {kind: day for kind, day in days.items() if day > today}


async def plan(connection: AsyncConnection, times: Mapping[str, Mapping[Kind, int]]) -> None:
    """The reminders of these pledges, each at its time, instead of the ones they had."""
    codes = sorted(times)
    for start in range(0, len(codes), ROWS_AT_ONCE):
        await forget(connection, codes[start : start + ROWS_AT_ONCE], REMINDERS)
    rows = [
        {"code": code, "kind": kind, "due_at": at, "taken": False}
        for code, planned in sorted(times.items())
        for kind, at in planned.items()
    ]
    if rows:
        await insert_or_replace(connection, notices, rows)


async def announce(connection: AsyncConnection, kind: Kind, codes: Codes, due_at: int) -> int:
    """News for those of these pledges whose supporters wish them; how many."""
    wished = select(contacts.c.code).where(contacts.c.code.in_(codes), contacts.c.news)
    rows = [
        {"code": code, "kind": kind, "due_at": due_at, "taken": False}
        for code in await connection.scalars(wished)
    ]
    return await insert_or_ignore(connection, notices, rows) if rows else 0


async def forget(connection: AsyncConnection, codes: Codes, kinds: Sequence[Kind]) -> None:
    """These messages are not to be said any more; one that is on its way cannot be called back."""
    await connection.execute(
        delete(notices).where(notices.c.code.in_(codes), notices.c.kind.in_(kinds), ~notices.c.taken)
    )


async def reminded(connection: AsyncConnection, code: str) -> bool:
    """Whether a reminder of this pledge is still to come."""
    return (await connection.execute(_WAITING.where(notices.c.code == code).limit(1))).first() is not None


async def reminded_of(connection: AsyncConnection, codes: Collection[str]) -> frozenset[str]:
    """Those of these pledges of which a reminder is still to come."""
    wanted, found = sorted(codes), set[str]()
    for start in range(0, len(wanted), ROWS_AT_ONCE):
        some = notices.c.code.in_(wanted[start : start + ROWS_AT_ONCE])
        found |= set(await connection.scalars(_WAITING.where(some)))
    return frozenset(found)


async def due(connection: AsyncConnection, now: int, after: Due | None, limit: int) -> list[Due]:
    """The next page of what is due, the longest due first."""
    page = (
        select(notices.c.due_at, notices.c.code, notices.c.kind, contacts.c.sealed)
        .join(contacts, contacts.c.code == notices.c.code)
        .where(~notices.c.taken, notices.c.due_at <= now)
        .order_by(notices.c.due_at, notices.c.code, notices.c.kind)
        .limit(limit)
    )
    if after:
        order = tuple_(notices.c.due_at, notices.c.code, notices.c.kind)
        page = page.where(order > tuple_(after.due_at, after.code, after.kind))
    return [Due(*row) for row in await connection.execute(page)]


async def claim(connection: AsyncConnection, ready: Sequence[Due]) -> Claimed | None:
    """Take one of these that nobody has taken; None when none is left.

    PostgreSQL skips rows another replica is taking at this moment; on SQLite writers come one by one.
    """
    keys = [(one.code, one.kind) for one in ready]
    key = tuple_(notices.c.code, notices.c.kind)
    free = select(notices.c.code, notices.c.kind).where(key.in_(keys), ~notices.c.taken)
    one = free.order_by(notices.c.due_at).limit(1).with_for_update(skip_locked=True).cte("one")
    taking = update(notices).where(key.in_(select(one.c.code, one.c.kind))).values(taken=True)
    taken = (await connection.execute(taking.returning(notices))).one_or_none()
    if taken is None:
        return None
    about = (
        select(pledges, contacts.c.sealed, contacts.c.news, prisoners.c.released_on)
        .join(contacts, contacts.c.code == pledges.c.code)
        .outerjoin(prisoners, prisoners.c.id == pledges.c.prisoner)
        .where(pledges.c.code == taken.code)
    )
    if (row := (await connection.execute(about)).one_or_none()) is None:
        return None
    *pledge, sealed, news, released_on = row
    return Claimed(taken.code, taken.kind, taken.due_at, sealed, news, Pledge(*pledge), released_on)


async def taken(connection: AsyncConnection) -> frozenset[Key]:
    """The messages that somebody has taken."""
    rows = await connection.execute(select(notices.c.code, notices.c.kind).where(notices.c.taken))
    return frozenset((code, kind) for code, kind in rows)


async def put_back(connection: AsyncConnection, keys: Sequence[Key]) -> None:
    """They were not said, or nobody knows: somebody may take them again."""
    chosen = tuple_(notices.c.code, notices.c.kind).in_(keys)
    await connection.execute(update(notices).where(chosen, notices.c.taken).values(taken=False))


async def finish(connection: AsyncConnection, claimed: Claimed) -> None:
    """It was said, or is not to be said."""
    is_it = (notices.c.code == claimed.code, notices.c.kind == claimed.kind, notices.c.taken)
    await connection.execute(delete(notices).where(*is_it))


_WAITING = select(notices.c.code).where(notices.c.kind.in_(REMINDERS), ~notices.c.taken)
