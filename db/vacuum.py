"""Purges the tables' files of deleted and changed rows: each database in its own way."""

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, bindparam, delete, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

PATIENCE_MILLISECONDS = 200  # supporters wait meanwhile
LOCK_NOT_AVAILABLE = "55P03"
ORDERED = ("contacts", "notices", "pledges", "changed", "early_receipts", "figures")


async def leave_nothing(connection: AsyncConnection) -> bool:
    """Purge the files; False if some is still there since somebody reads or uses the tables: try again."""
    return await (_cut_log(connection) if connection.dialect.name == "sqlite" else _rewrite(connection))


async def lose_order(connection: AsyncConnection) -> bool:
    """Nothing in the tables' files tells in which order rows came; False if somebody was in the way."""
    if connection.dialect.name == "sqlite":  # the night has put every row elsewhere
        await _shrink(connection)
        return await _cut_log(connection)
    await connection.execution_options(isolation_level="AUTOCOMMIT")
    try:
        await connection.execute(text(f"SET lock_timeout = {PATIENCE_MILLISECONDS}"))
        for table in ORDERED:  # writes it anew in the order of its key, and freezes xmin
            await connection.execute(text(f"CLUSTER {table} USING pk_{table}"))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        return False
    finally:
        if not connection.invalidated:  # a stop in the middle has closed it
            await connection.execute(text("RESET lock_timeout"))
    return True


async def put_elsewhere(connection: AsyncConnection, key: Column[Any], rewritten: Sequence[Any]) -> None:
    """Delete these rows of SQLite in an order drawn by lot, before they are inserted again.

    A row that SQLite overwrites stays where it lay, which tells when it came.
    """
    keys = list(rewritten)
    secrets.SystemRandom().shuffle(keys)
    if keys:
        rows = [{"one": one} for one in keys]
        await connection.execute(delete(key.table).where(key == bindparam("one")), rows)


async def _shrink(connection: AsyncConnection) -> None:
    """Write SQLite's file anew where most of it is empty, which is after many conversations have ended."""
    raw = await connection.get_raw_connection()
    execute = raw.driver_connection.execute_fetchall  # type: ignore[union-attr]
    [(empty,)] = await execute("PRAGMA freelist_count")
    [(pages,)] = await execute("PRAGMA page_count")
    if empty > pages / 2:
        await execute("VACUUM")


async def _cut_log(connection: AsyncConnection) -> bool:
    """Cut off SQLite's log, which keeps older pages; deleted bytes themselves are overwritten."""
    raw = await connection.get_raw_connection()
    execute = raw.driver_connection.execute_fetchall  # type: ignore[union-attr]
    [(usual,)] = await execute("PRAGMA busy_timeout")
    await execute(f"PRAGMA busy_timeout={PATIENCE_MILLISECONDS}")
    [(busy, _, _)] = await execute("PRAGMA wal_checkpoint(TRUNCATE)")
    await execute(f"PRAGMA busy_timeout={usual}")
    return not busy


async def _rewrite(connection: AsyncConnection) -> bool:
    """Write PostgreSQL's tables anew: a plain vacuum frees the place of dead rows, but keeps their bytes.

    A rewriting vacuum carries along what somebody may still read and keeps no count of it, hence a plain one
    before: its count tells. Both skip a table in use without an error, which the time of the last vacuum and
    the number of the table's file tell.
    """
    await connection.execution_options(isolation_level="AUTOCOMMIT")
    before = await connection.scalar(text("SELECT clock_timestamp()"))
    files = (await connection.execute(_FILES)).one()
    await connection.execute(text("VACUUM (SKIP_LOCKED) conversations, contacts, notices"))
    gone = await connection.scalar(_GONE, {"before": before})
    await connection.execute(text("VACUUM (FULL, SKIP_LOCKED) conversations, contacts, notices"))
    return bool(gone) and set(files).isdisjoint((await connection.execute(_FILES)).one())


_GONE = text(
    "SELECT bool_and(last_vacuum >= :before AND n_dead_tup = 0)"
    " AND to_regclass('conversations_anew') IS NULL"  # a night writes rows into it, erased ones too
    " FROM pg_stat_user_tables"
    " WHERE relid IN ('conversations'::regclass, 'contacts'::regclass, 'notices'::regclass)"
)
_FILES = text(
    "SELECT pg_relation_filenode('conversations'), pg_relation_filenode('contacts'),"
    " pg_relation_filenode('notices')"
)
