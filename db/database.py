"""Opens either database: the only file that knows which one it is."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Table, event, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db.address import split_address
from db.database_errors import is_damaged
from db.health import find_damage
from db.locks import Locks
from db.schema import migrate
from db.vacuum import leave_nothing, lose_order

BUSY_TIMEOUT_SECONDS = 5
ANSWER_SECONDS = 2
SQLITE_READERS = 4
POSTGRES_GROUPS = 4
MIGRATION_LOCK = 0x6D656B74  # any number will do, as long as every replica takes the same


class Database:
    """Writers and readers of one database.

    SQLite has one writer, so it gets one writing connection and a pool of readers; PostgreSQL has one pool.
    Errors never carry bound parameters: they would be letters and keys.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_damaged = False  # part of it cannot be read; until the next start
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._writer = _sqlite_engine(url, connections=1, begin="BEGIN IMMEDIATE")
            self._reader = _sqlite_engine(url, connections=SQLITE_READERS, begin="BEGIN")
            file = make_url(url).database
            self.locks = Locks(None, file=Path(f"{file}-poller") if file else None)
        else:
            bare, options = split_address(url)
            self._writer = self._reader = create_async_engine(bare, hide_parameters=True, **options)
            self.locks = Locks(self._writer, pooled="pooler=true" in url)

    @property
    def groups_at_once(self) -> int:
        """How many groups of turns it pays to have under way at the same time."""
        return 1 if self.is_sqlite else POSTGRES_GROUPS

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open one transaction that may write; commit at the end, roll back on any exception."""
        with self._noticing():
            async with self._writer.begin() as connection:
                yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open one transaction that only reads, and never waits for a writer."""
        with self._noticing():
            async with self._reader.begin() as connection:
                yield connection

    @asynccontextmanager
    async def snapshot(self, lock_seconds: int = 0) -> AsyncIterator[AsyncConnection]:
        """Open one long reading transaction that sees a single moment, however much is written meanwhile.

        It waits so long for a lock of somebody else, and 0 is for ever.
        """
        with self._noticing():
            async with self._reader.connect() as connection:
                if not self.is_sqlite:
                    await connection.execution_options(isolation_level="REPEATABLE READ")
                async with connection.begin():
                    if lock_seconds and not self.is_sqlite:
                        await connection.execute(text(f"SET LOCAL lock_timeout = '{lock_seconds}s'"))
                    yield connection

    async def migrate(self) -> None:
        """Bring the schema to the newest version; replicas that start together wait for each other."""
        async with self._writer.begin() as connection:
            if not self.is_sqlite:
                await connection.execute(text("SET LOCAL lock_timeout = 0"))
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
            await connection.run_sync(migrate)

    async def move_log(self) -> None:
        """Move SQLite's log into its file now, beside the writers: else one of them does it at its commit."""
        if self.is_sqlite:
            async with self._reader.connect() as connection:
                raw = await connection.get_raw_connection()
                await raw.driver_connection.execute_fetchall("PRAGMA wal_checkpoint(PASSIVE)")  # type: ignore[union-attr]

    async def lose_order(self) -> bool:
        """Write the tables anew in the order of their keys; False if somebody is in the way of it."""
        async with self._writer.connect() as connection:
            return await lose_order(connection)

    async def forget_deleted(self) -> bool:
        """Leave nothing of deleted and changed rows in the tables' files; False if some is still there."""
        async with self._writer.connect() as connection:
            return await leave_nothing(connection)

    async def answers(self) -> bool:
        """Tell whether the database is there and its tables too."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS), self.read() as connection:
                await connection.execute(text("SELECT 1 FROM conversations LIMIT 1"))
        except Exception as error:
            if is_database_away(error):
                return False
            raise
        return True

    async def look_for_damage(self) -> None:
        """Read all of an SQLite file; PostgreSQL keeps watch by itself."""
        async with self.read() as connection:
            self.is_damaged |= await find_damage(connection)

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self.is_damaged |= is_damaged(error)
            raise

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        for engine in {self._writer, self._reader}:
            await engine.dispose()


def is_database_away(error: BaseException) -> bool:
    """Tell whether the database did not answer, cannot write now or is damaged: what was asked must wait."""
    if isinstance(error, PoolTimeoutError | OSError) or is_damaged(error):
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or (error.orig is not None and is_database_away(error.orig))
    if sqlite_code := getattr(error, "sqlite_errorcode", None):
        return sqlite_code & 0xFF in _SQLITE_LATER  # the higher bits only say more exactly where
    return (getattr(error, "sqlstate", None) or "").startswith(_POSTGRES_LATER)


async def insert_or_ignore(
    connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> int:
    """Insert rows whose primary key is not there yet; how many were new."""
    result = await connection.execute(insert_for(connection, table).on_conflict_do_nothing(), rows)
    return result.rowcount


async def insert_or_replace(
    connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows, or give the rows with the same primary key these values."""
    statement = insert_for(connection, table)
    key = [column.name for column in table.primary_key]
    values = {name: statement.excluded[name] for name in rows[0] if name not in key}
    await connection.execute(statement.on_conflict_do_update(index_elements=key, set_=values), rows)


async def add_up(connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, or add their one value to that of the rows with the same primary key."""
    if not rows:
        return
    key = [column.name for column in table.primary_key]
    (counter,) = (name for name in rows[0] if name not in key)
    statement = insert_for(connection, table)
    total = table.c[counter] + statement.excluded[counter]
    await connection.execute(
        statement.on_conflict_do_update(index_elements=key, set_={counter: total}), list(rows)
    )


async def continue_numbers(connection: AsyncConnection, table: Table) -> None:
    """Let the numbers of a table that was filled with given ones go on after the highest."""
    number = table.autoincrement_column
    if number is not None and connection.dialect.name != "sqlite":  # SQLite takes the highest by itself
        sequence = func.pg_get_serial_sequence(table.name, number.name)
        highest = select(func.coalesce(func.max(number), 0) + 1).scalar_subquery()
        await connection.execute(select(func.setval(sequence, highest, False)))


async def lock_names(connection: AsyncConnection, names: Sequence[bytes]) -> None:
    """Lock what has no row of its own (a newcomer, the figures, the office) against all replicas."""
    if connection.dialect.name != "sqlite":  # there, BEGIN IMMEDIATE has locked everything already
        for name in names:
            number = int.from_bytes(name[:8], "big", signed=True)
            await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def insert_for(connection: AsyncConnection, table: Table) -> Any:
    """This dialect's INSERT, which knows what to do where a key is there already."""
    # the engine has loaded the module of its own dialect; the other one would slow every start
    return sys.modules[f"sqlalchemy.dialects.{connection.dialect.name}"].insert(table)


def _sqlite_engine(url: str, *, connections: int, begin: str) -> AsyncEngine:
    engine = create_async_engine(url, hide_parameters=True, pool_size=connections, max_overflow=0)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves; the driver's own comes too late
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # a promise survives a power cut
            "foreign_keys=ON",
            "secure_delete=ON",  # a deleted row is overwritten with zeros
            f"busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        # Reading first and writing later fails at once with "database is locked" when two do it;
        # taking the lock at the start waits instead.
        connection.exec_driver_sql(begin)

    return engine


_SQLITE_LATER = frozenset(
    (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    )
)
# SQLSTATE: connection lost, read-only standby, rolled back, no resources, stopped by an operator, I/O.
_POSTGRES_LATER = ("08", "25006", "40", "53", "55P03", "57", "58")
