"""Locks between the processes of one bot: who is there, who polls, one at a time for a job."""

import asyncio
import fcntl
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

PRESENCE_LOCK = 0x6D61696C  # with the number of an instance
POLLING_LOCK = 0x706F6C6C  # with the number of a bot
LOOK_SECONDS = 2.0
ANSWER_SECONDS = 10.0

log = logging.getLogger(__name__)


class Locks:
    """PostgreSQL keeps them for a session or, behind a pooler, a transaction; SQLite has a file for it.

    `replicas` is how many processes are in their `presence` now.
    """

    def __init__(self, engine: AsyncEngine | None, *, pooled: bool = False, file: Path | None = None) -> None:
        self.replicas = 1
        self._engine = engine
        self._pooled = pooled
        self._file = file

    @asynccontextmanager
    async def only_one(self, number: int) -> AsyncIterator[bool]:
        """Tell whether no other replica is in a block of this number; SQLite has no replicas."""
        if self._engine is None:
            yield True
            return
        async with self._engine.begin() as connection:
            statement = text("SELECT pg_try_advisory_xact_lock(:number)")
            yield bool(await connection.scalar(statement, {"number": number}))

    @asynccontextmanager
    async def presence(self, instance: int, bot: int | None) -> AsyncIterator[asyncio.Event]:
        """Make `is_alive` of this number true in every replica while the block lasts.

        The event is set while this process is the one that may poll for this bot; None: it will not.
        """
        looked, may_poll = asyncio.Event(), asyncio.Event()
        if self._engine is None:
            keeping = self._keep_file(looked, may_poll)
        else:
            keeping = self._keep(self._engine, instance, bot, looked, may_poll)
        keeper = asyncio.create_task(keeping)
        try:
            await looked.wait()
            yield may_poll
        finally:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)

    async def is_alive(self, connection: AsyncConnection, instance: int) -> bool:
        """Tell whether this instance is in its `presence`; SQLite has one process, so any other has died."""
        if self._engine is None:
            return False
        return not await connection.scalar(_TRY, {"kind": PRESENCE_LOCK, "number": instance})

    async def _keep(
        self,
        engine: AsyncEngine,
        instance: int,
        bot: int | None,
        looked: asyncio.Event,
        may_poll: asyncio.Event,
    ) -> None:
        """Hold them; take them anew when the server was away: whoever polled goes on until another does."""
        while True:
            try:
                async with self._session(engine) as connection:
                    present = polls = False
                    while True:
                        async with asyncio.timeout(ANSWER_SECONDS):
                            # a former session of ours may not have been given up yet
                            present = present or await self._takes(connection, PRESENCE_LOCK, instance)
                            if bot is not None and not polls:
                                polls = await self._takes(connection, POLLING_LOCK, bot % 2**31)
                                (may_poll.set if polls else may_poll.clear)()
                            self.replicas = await connection.scalar(_COUNT, {"kind": PRESENCE_LOCK}) or 1
                            if self._pooled:
                                await connection.execute(_NOTHING)
                        if present:
                            looked.set()
                        await asyncio.sleep(LOOK_SECONDS)
            except Exception as error:  # whatever a driver raises
                log.info("the locks of this process are taken anew (%s)", type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    @asynccontextmanager
    async def _session(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """A connection to hold locks with; behind a pooler only a transaction keeps its session."""
        if self._pooled:
            async with engine.begin() as connection:
                yield connection
            return
        async with engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            try:
                yield connection
            finally:
                await connection.invalidate()  # the locks go with the session

    async def _takes(self, connection: AsyncConnection, kind: int, number: int) -> bool:
        held = _TRY if self._pooled else _TRY_FOR_SESSION
        return bool(await connection.scalar(held, {"kind": kind, "number": number}))

    async def _keep_file(self, looked: asyncio.Event, may_poll: asyncio.Event) -> None:
        """Hold the lock of a file; the system takes it back when the process ends, however that comes."""
        with self._file.open("ab") if self._file else nullcontext() as file:
            while not may_poll.is_set():
                try:
                    if file:
                        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    may_poll.set()
                except BlockingIOError:
                    looked.set()
                    await asyncio.sleep(LOOK_SECONDS)
            looked.set()
            await asyncio.Event().wait()


_TRY = text("SELECT pg_try_advisory_xact_lock(:kind, :number)")
_TRY_FOR_SESSION = text("SELECT pg_try_advisory_lock(:kind, :number)")
_COUNT = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = :kind AND objsubid = 2"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
# Lets go of what the last SELECT saw, which would keep a vacuum from removing erased rows.
_NOTHING = text("SET LOCAL lock_timeout = '1s'")
