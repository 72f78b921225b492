"""Nothing of a deleted or changed row stays in the tables' files: each database in its own way."""

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

PATIENCE_MILLISECONDS = 200  # supporters wait meanwhile
PERSONAL = ("conversations", "contacts", "notices")


async def leave_nothing(connection: AsyncConnection) -> bool:
    """False if some of it is still there, because somebody reads or uses the tables: try again later."""
    return await (_cut_log(connection) if connection.dialect.name == "sqlite" else _rewrite(connection))


async def _cut_log(connection: AsyncConnection) -> bool:
    """SQLite overwrites what it deletes, but its log keeps older pages until it is cut off."""
    raw = await connection.get_raw_connection()
    execute = raw.driver_connection.execute_fetchall  # type: ignore[union-attr]
    [(usual,)] = await execute("PRAGMA busy_timeout")
    await execute(f"PRAGMA busy_timeout={PATIENCE_MILLISECONDS}")
    [(busy, _, _)] = await execute("PRAGMA wal_checkpoint(TRUNCATE)")
    await execute(f"PRAGMA busy_timeout={usual}")
    return not busy


async def _rewrite(connection: AsyncConnection) -> bool:
    """PostgreSQL's vacuum frees the place of dead rows, their bytes stay in it: the tables are written anew.

    A rewriting vacuum carries along what somebody may still read and keeps no count of it, hence a plain one
    before: its count tells. It skips a table in use without an error, which the time of the last one tells.
    """
    await connection.execution_options(isolation_level="AUTOCOMMIT")
    began = await connection.scalar(text("SELECT clock_timestamp()"))
    await connection.execute(text(f"VACUUM (SKIP_LOCKED) {', '.join(PERSONAL)}"))
    gone = await connection.scalar(_GONE, {"began": began, "tables": list(PERSONAL)})
    return await _written_anew(connection) and bool(gone)


async def _written_anew(connection: AsyncConnection) -> bool:
    await connection.execute(text(f"SET lock_timeout = {PATIENCE_MILLISECONDS}"))
    try:
        await connection.execute(text(f"VACUUM (FULL) {', '.join(PERSONAL)}"))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        return False
    finally:
        await connection.execute(text("RESET lock_timeout"))
    return True


_LOCK_NOT_AVAILABLE = "55P03"
_GONE = text(
    "SELECT bool_and(last_vacuum >= :began AND n_dead_tup = 0) FROM pg_stat_user_tables"
    " WHERE relid = ANY (CAST(CAST(:tables AS text[]) AS regclass[]))"
)
