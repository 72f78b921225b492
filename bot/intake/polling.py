"""Long polling that confirms an update only after it was committed and answered."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.engine.ordering import Ordering
from bot.errors import report
from bot.intake.get_updates import BATCH, HOLD_SECONDS, Updates, ask
from bot.intake.updates import read_event
from bot.metrics import Metrics
from bot.telegram.transport import Transport, seconds_of

log = logging.getLogger(__name__)

GLANCE_SECONDS = 0.05  # how long to wait for the slow ones before looking for others' updates
LONGEST_PAUSE_SECONDS = 30
GOODBYE_SECONDS = 1.0

_OTHER = "another process polls with this token"
_WEBHOOK = (
    "a webhook is set for this bot, so that nothing can be polled: "
    "set WEBHOOK_URL to use it, or remove it with `mektup run --delete-webhook`"
)


class Polling:
    """Telegram is the inbox: what is not confirmed comes again, to this process or the next."""

    def __init__(
        self,
        transport: Transport,
        ordering: Ordering,
        bot_name: str,
        first: Awaitable[Updates] | None = None,  # the answer to a question already asked
        metrics: Metrics | None = None,
    ) -> None:
        self._transport = transport
        self._ordering = ordering
        self._bot_name = bot_name
        self._first = first
        self._metrics = metrics or Metrics()
        self._metrics.takes_by("polling")
        self._next = 0
        self._unconfirmed: set[int] = set()
        self._known: set[int] = set()
        self._progress = asyncio.Event()

    async def run(self) -> None:
        """Fetch and hand on, until cancelled.

        Raises:
            InvalidToken: Telegram does not know this bot.
        """
        pause = 1.0
        while True:
            try:
                updates = await self._fetch()
                self._metrics.liveness.heard("polling")
                pause = 1.0
            except InvalidToken:
                raise
            except Conflict as error:
                self._metrics.poll_failed(error)
                log.error("%s; waiting %.0f s", _WEBHOOK if "webhook" in error.message else _OTHER, pause)
            except TelegramError as error:
                self._metrics.poll_failed(error)
                log.warning("Telegram does not answer (%s); waiting %.0f s", type(error).__name__, pause)
                if isinstance(error, RetryAfter):
                    pause = max(pause, seconds_of(error))
            else:
                for update in updates:
                    self._take(update)
                await self._wait()
                continue
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def confirm(self) -> None:
        """Tell Telegram what is done, when stopping; if that fails it comes again and is recognised."""
        with contextlib.suppress(TelegramError):
            content = {"offset": self._offset, "timeout": 0, "limit": 1}
            await self._transport.call("getUpdates", content, seconds=GOODBYE_SECONDS)

    @property
    def _offset(self) -> int:
        """Everything below is confirmed: up to the first update that is not done."""
        return min(self._unconfirmed, default=self._next)

    async def _fetch(self) -> Updates:
        hold = 0 if self._unconfirmed else HOLD_SECONDS
        self._known = {one for one in self._known if one >= self._offset}
        asking, self._first = self._first or ask(self._transport, self._offset, hold), None
        updates = await asking
        if not updates and not self._unconfirmed:
            # All is confirmed: ask without an offset. Ids restart at random after a silent week, and one
            # below the offset would be taken as confirmed.
            self._next = 0
            self._known.clear()
        new = [one for one in updates if one["update_id"] not in self._known]
        if len(updates) == BATCH and not new:
            # Telegram shows no more than these before the first of them is confirmed.
            self._ordering.hurry()
        return new

    def _take(self, update: dict[str, Any]) -> None:
        update_id = update["update_id"]
        self._next = update_id + 1
        try:
            event = read_event(update, self._bot_name)
        except Exception as error:  # not an update as we know them, and never will be
            report(error)
            event = None
        if event:
            self._known.add(update_id)
            self._unconfirmed.add(update_id)
            self._ordering.put(event, self._done(update_id))

    def _done(self, update_id: int) -> Callable[[bool], None]:
        def done(finished: bool) -> None:
            if finished:
                self._unconfirmed.discard(update_id)
            elif update_id in self._unconfirmed:
                self._known.discard(update_id)  # unconfirmed and unknown: it is fetched again
            self._progress.set()

        return done

    async def _wait(self) -> None:
        """Wait until all are done; but for a slow one only a moment, others may have written meanwhile."""
        deadline = asyncio.get_running_loop().time() + GLANCE_SECONDS
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(deadline):
                while self._unconfirmed:
                    self._progress.clear()
                    await self._progress.wait()
