"""Tells which processes are alive: each holds a lock of PostgreSQL's. Of SQLite there is one process only."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import Database, is_database_away

LOOK_SECONDS = 5.0  # between two looks whether the lock's session is still there
LOCK = 0x6D61696C  # with the number of an instance


@asynccontextmanager
async def present(database: Database, instance: int) -> AsyncIterator[None]:
    """Make `is_alive` of this number true in every replica while the block lasts and the server is there."""
    if database.is_sqlite:
        yield
        return
    held = asyncio.Event()
    holding = asyncio.create_task(_hold(database, instance, held))
    waiting = asyncio.create_task(held.wait())
    try:
        await asyncio.wait((holding, waiting), return_when=asyncio.FIRST_COMPLETED)
        if not held.is_set():
            holding.result()
        yield
    finally:
        for task in (holding, waiting):
            task.cancel()
        await asyncio.wait((holding, waiting))


async def is_alive(connection: AsyncConnection, instance: int) -> bool:
    """Tell whether this instance is present; on SQLite any other has died."""
    if connection.dialect.name == "sqlite":
        return False
    return not await connection.scalar(_TRY, {"kind": LOCK, "instance": instance})


async def _hold(database: Database, instance: int, held: asyncio.Event) -> None:
    """The lock goes with its session, and is taken again in the next one."""
    while True:
        try:
            async with database.session() as connection:
                await connection.execute(_TAKE, {"kind": LOCK, "instance": instance})
                held.set()
                while True:
                    await asyncio.sleep(LOOK_SECONDS)
                    await connection.execute(text("SELECT 1"))
        except Exception as error:
            if not is_database_away(error):
                raise
        await asyncio.sleep(LOOK_SECONDS)


_TAKE = text("SELECT pg_advisory_lock(:kind, :instance)")
_TRY = text("SELECT pg_try_advisory_xact_lock(:kind, :instance)")
