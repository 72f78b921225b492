"""Waiting for what is away (the database, Telegram), and for another process that polls."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.monitoring.liveness import Liveness
from bot.monitoring.systemd import Supervisor
from bot.telegram.outcome import BlockedError, LaterError, NotDeliveredError, RefusedError, UnknownBotError
from db.database import is_database_away
from db.database_errors import in_words, is_damaged
from db.errors import MistakeError

log = logging.getLogger(__name__)

T = TypeVar("T")

LONGEST_PAUSE_SECONDS = 30.0


async def until_alone(may_poll: asyncio.Event, liveness: Liveness, supervisor: Supervisor) -> None:
    """Wait until no other process of this bot polls beside this database."""
    if may_poll.is_set():
        return
    log.warning("another process of this bot polls beside this database; this one waits until it has gone")
    liveness.stands_by = True
    supervisor.ready("waiting: another process polls")
    await may_poll.wait()
    liveness.stands_by = False
    supervisor.ready("running: polling")
    log.info("the other process has gone; this one polls")


async def until_there(what: str, attempt: Callable[[], Awaitable[T]], supervisor: Supervisor) -> T:
    """Try until it answers; say each time what is waited for."""
    pause = 1.0
    while True:
        try:
            return await attempt()
        except (UnknownBotError, BlockedError, RefusedError):
            raise
        except Exception as error:
            if is_damaged(error):
                raise MistakeError(f"database: {in_words(error)}") from None
            if not isinstance(error, NotDeliveredError) and not is_database_away(error):
                raise
            if isinstance(error, LaterError):
                pause = max(pause, error.seconds)
            why = error.name if isinstance(error, NotDeliveredError) else type(error).__name__
            log.warning("%s does not answer (%s); waiting %.0f s", what, why, pause)
            supervisor.ready(f"waiting: {what} does not answer")
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
