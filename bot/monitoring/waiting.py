"""Waiting at the start for what is away: the database, Telegram."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.monitoring.supervisor import Supervisor
from bot.telegram.outcome import (
    BlockedError,
    LaterError,
    NotDeliveredError,
    RefusedError,
    UnknownBotError,
)
from db.database import is_database_away

log = logging.getLogger(__name__)

T = TypeVar("T")

LONGEST_PAUSE_SECONDS = 30.0


async def until_there(what: str, attempt: Callable[[], Awaitable[T]], supervisor: Supervisor) -> T:
    """Try until it answers; say each time what is waited for."""
    pause = 1.0
    while True:
        try:
            return await attempt()
        except (UnknownBotError, BlockedError, RefusedError):
            raise
        except Exception as error:
            if not isinstance(error, NotDeliveredError) and not is_database_away(error):
                raise
            if isinstance(error, LaterError):
                pause = max(pause, error.seconds)
            why = error.name if isinstance(error, NotDeliveredError) else type(error).__name__
            log.warning("%s does not answer (%s); waiting %.0f s", what, why, pause)
            supervisor.ready(f"waiting: {what} does not answer")
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
