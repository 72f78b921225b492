"""Keeps what all replicas send together within Telegram's limit; a process that is alone pays nothing."""

import asyncio
import logging
import time

from db.database import Database, is_database_away
from db.pacing import seconds_until_next

log = logging.getLogger(__name__)

PER_SECOND = 30
AT_ONCE = 6  # messages for which one statement reserves the time


class Pace:
    """Lets messages go one after the other, each in a moment that no other replica uses."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = asyncio.Lock()
        self._next = 0.0  # by the monotonic clock
        self._left = 0

    async def turn(self) -> None:
        """Return when a message may be sent; at once if the database is away, for somebody must say so."""
        if self._database.locks.replicas < 2:
            return
        async with self._lock:
            now = time.monotonic()
            if not self._left or now - self._next > AT_ONCE / PER_SECOND:  # too old a stretch is over
                self._next, self._left = now + await self._reserve(), AT_ONCE
            self._left -= 1
            moment, self._next = self._next, self._next + 1 / PER_SECOND
            await asyncio.sleep(moment - time.monotonic())

    async def _reserve(self) -> float:
        try:
            async with self._database.write() as connection:
                return await seconds_until_next(connection, 1000 * AT_ONCE // PER_SECOND)
        except Exception as error:
            if not is_database_away(error):
                raise
            log.info("the pace of all replicas is not known (%s)", type(error).__name__)
            return 0.0
