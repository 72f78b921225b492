"""Seals every conversation anew, in the order of the keys, while taps go on: nothing tells who came when."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, MetaData, Table, delete, exists, insert, literal_column, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from db.conversations import BEFORE_ALL, Row, open_state, seal_state
from db.database import Database, insert_or_replace
from db.tables import ANEW, conversations
from db.vacuum import LOCK_NOT_AVAILABLE, put_elsewhere
from db.vault import Vault

ROWS_AT_ONCE = 50  # sealed in one transaction: on SQLite a tap waits for no more
PAUSE_SECONDS = 0.005  # between two of them, so that taps that wait come first
SLICES_A_MOVE = 6  # before SQLite's log is so long (1,000 pages) that a commit has to move it into the file
LOCK_MILLISECONDS = 50  # taps wait behind whoever waits for the lock
LOCK_TRIES = 20

Change = Callable[[bytes], Row | None]
BESIDE = conversations.to_metadata(MetaData(), name=ANEW)
_VERSION: ColumnElement[str] = literal_column("xmin::text").label("version")  # PostgreSQL's: who wrote it


async def renew(database: Database, vault: Vault, change: Change) -> bool:
    """Seal each row anew as `change` makes it of its state (None erases it); False if taps left no moment.

    Every row is written, whether it changes or not: nothing tells those that did. What no secret of ours
    opens is written as it is.
    """
    if database.is_sqlite:
        await _renew_in_place(database, vault, change)
        return True
    return await _renew_beside(database, vault, change)


async def _renew_in_place(database: Database, vault: Vault, change: Change) -> None:
    after: int | None = BEFORE_ALL
    slices = 0
    while after is not None:
        if slices % SLICES_A_MOVE == 0:
            await database.move_log()
        slices += 1
        async with database.write() as connection:
            rows = await _page(connection, after)
            await put_elsewhere(connection, conversations.c.key, [row["key"] for row in rows])
            await _add(connection, conversations, _renewed(rows, vault, change))
        after = rows[-1]["key"] if rows else None
        await asyncio.sleep(PAUSE_SECONDS)


async def _renew_beside(database: Database, vault: Vault, change: Change) -> bool:
    """Write PostgreSQL's rows into another table, which takes the place of the first under a short lock.

    Written in place they would leave their older versions behind, and a table is rewritten under one lock.
    """
    async with database.write() as connection:
        await connection.execute(text(f"DROP TABLE IF EXISTS {ANEW}"))  # of a night that died
        await connection.execute(text(f"CREATE TABLE {ANEW} (LIKE conversations INCLUDING ALL)"))
        since = await _oldest_running(connection)
    after: int | None = BEFORE_ALL
    seen: dict[int, str] = {}  # the version of each row that was taken over
    while after is not None:
        async with database.write() as connection:
            rows = await _page(connection, after, _VERSION)
            seen |= {row["key"]: row.pop("version") for row in rows}
            await _add(connection, BESIDE, _renewed(rows, vault, change))
        after = rows[-1]["key"] if rows else None
        await asyncio.sleep(PAUSE_SECONDS)
    async with database.write() as connection:
        newer = await _oldest_running(connection)
        await _follow(connection, vault, change, since, seen)
        await connection.execute(text(f"ANALYZE {ANEW}"))
    for _ in range(LOCK_TRIES):
        if await _take_the_place(database, vault, change, newer, dict(seen)):
            return True
        await asyncio.sleep(LOCK_MILLISECONDS / 1000)
    return False


async def _take_the_place(
    database: Database, vault: Vault, change: Change, since: int, seen: dict[int, str]
) -> bool:
    """Nobody reads or writes meanwhile; who waits finds the new table by its name."""
    try:
        async with database.write() as connection:
            await connection.execute(text(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}"))
            await connection.execute(text("LOCK TABLE conversations IN ACCESS EXCLUSIVE MODE"))
            await _follow(connection, vault, change, since, seen)
            await connection.execute(text("DROP TABLE conversations"))
            await connection.execute(text(f"ALTER TABLE {ANEW} RENAME TO conversations"))
            for made, usual in _INDEXES.items():
                await connection.execute(text(f"ALTER INDEX {made} RENAME TO {usual}"))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        return False
    return True


async def _follow(
    connection: AsyncConnection, vault: Vault, change: Change, since: int, seen: dict[int, str]
) -> None:
    """Do to the other table what taps have done to this one since that transaction; note it in `seen`.

    Somebody's long transaction makes `since` old: a row of a version that was seen stays where it lies,
    in the order of the keys, and the others follow in that order too.
    """
    touched = select(conversations, _VERSION).where(
        literal_column("age(xmin)") <= literal_column(f"age('{since}'::xid)")
    )
    found = [dict(row._mapping) for row in await connection.execute(touched.order_by(conversations.c.key))]
    rows = [row for row in found if row["version"] != seen.get(row["key"])]
    seen |= {row["key"]: row.pop("version") for row in rows}
    kept = _renewed(rows, vault, change)
    if kept:
        await insert_or_replace(connection, BESIDE, kept)
    over = {row["key"] for row in rows} - {row["key"] for row in kept}
    there = exists().where(conversations.c.key == BESIDE.c.key)
    await connection.execute(delete(BESIDE).where(~there | BESIDE.c.key.in_(over)))


async def _oldest_running(connection: AsyncConnection) -> int:
    """The oldest transaction that may still write: what is not seen now, it or a later one writes."""
    oldest = await connection.scalar(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text"))
    return int(oldest or 0) % 2**32  # rows know no more of it


async def _page(connection: AsyncConnection, after: int, *more: ColumnElement[str]) -> list[dict[str, Any]]:
    page = select(conversations, *more).where(conversations.c.key > after).order_by(conversations.c.key)
    return [dict(row._mapping) for row in await connection.execute(page.limit(ROWS_AT_ONCE))]


async def _add(connection: AsyncConnection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        await connection.execute(insert(table), rows)


def _renewed(rows: list[dict[str, Any]], vault: Vault, change: Change) -> list[dict[str, Any]]:
    return [kept for row in rows if (kept := _one_renewed(vault, change, **row))]


def _one_renewed(
    vault: Vault, change: Change, key: int, sealed: bytes, forget_on: date
) -> dict[str, Any] | None:
    state = open_state(vault, key, sealed)
    if not state:
        return {"key": key, "sealed": sealed, "forget_on": forget_on}
    if (row := change(state)) is None:
        return None
    return {"key": key, "sealed": seal_state(vault, key, row.state), "forget_on": row.forget_on}


# As LIKE names them, and as the tables do.
_INDEXES = {
    f"{ANEW}_pkey": "pk_conversations",
    f"{ANEW}_forget_on_idx": "ix_conversations_forget_on",
}
