"""Long polling that confirms an update only after its turn was committed."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from bot.engine.ordering import Ordering
from bot.intake.reading import Reading
from bot.intake.updates import ALLOWED_UPDATES
from bot.monitoring.metrics import Metrics
from bot.telegram.outcome import ContestedError, LaterError, NotDeliveredError, UnknownBotError
from bot.telegram.transport import Transport

log = logging.getLogger(__name__)

BATCH = 100  # the most getUpdates gives
HOLD_SECONDS = 25  # how long Telegram holds an empty answer

# Telegram answers a repeated offset with its oldest update only, when it comes sooner than this.
REPEAT_SECONDS = 0.5
GLANCE_SECONDS = 0.05  # how long to wait for the slow ones before looking for others' updates
LONGEST_HOLD_BACK_SECONDS = 8.0
LONGEST_PAUSE_SECONDS = 8
GOODBYE_SECONDS = 1.0

_OTHER = "another process polls with this token"
_WEBHOOK = (
    "a webhook is set for this bot, so that nothing can be polled: "
    "set WEBHOOK_URL to use it, or remove it with `mektup run --delete-webhook`"
)


Updates = list[dict[str, Any]]


class Polling:
    """Uses Telegram as the inbox: what is not confirmed comes again, to this process or the next."""

    def __init__(
        self,
        transport: Transport,
        ordering: Ordering,
        bot_name: str,
        metrics: Metrics | None = None,
        until_alone: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`until_alone` waits as long as another process polls beside the same database."""
        self._transport = transport
        self._ordering = ordering
        self._metrics = metrics or Metrics()
        self._until_alone = until_alone
        self._metrics.takes_by("polling")
        self._next = 0
        self._asked = 0  # the offset of the last question
        self._answered = 0.0  # when its answer came
        self._unconfirmed: set[int] = set()  # taken and not done: from the first of these on all comes again
        self._known: set[int] = set()  # what is not taken again when it comes, done or not
        self._done_since = False  # whether any was done, or must come again, since the last answer
        self._failed_since = False
        self._hold_back = 0.0
        self._progress = asyncio.Event()
        self._reading = Reading(ordering, bot_name)

    async def run(self) -> None:
        """Fetch and hand on, until cancelled.

        Raises:
            UnknownBotError: Telegram does not know this bot.
        """
        pause = 1.0
        while True:
            if self._until_alone:
                await self._until_alone()
            try:
                updates = await self._fetch()
                self._metrics.liveness.heard("polling")
                pause = 1.0
            except UnknownBotError:
                raise
            except ContestedError as error:
                self._metrics.poll_failed(error)
                log.error("%s; waiting %.0f s", _WEBHOOK if "webhook" in error.why else _OTHER, pause)
            except NotDeliveredError as error:
                self._metrics.poll_failed(error)
                log.warning("Telegram does not answer (%s); waiting %.0f s", error.name, pause)
                if isinstance(error, LaterError):
                    pause = max(pause, error.seconds)
            else:
                for update in updates:
                    self._take(update)
                await self._until_worth_asking()
                continue
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def confirm(self) -> None:
        """Tell Telegram what is done, when stopping; if that fails it comes again and is recognised."""
        if self._offset == self._asked:
            return
        with contextlib.suppress(NotDeliveredError):
            content = {"offset": self._offset, "timeout": 0, "limit": 1}
            await self._transport.call("getUpdates", content, seconds=GOODBYE_SECONDS)

    @property
    def _offset(self) -> int:
        """The first update that is not done; everything below is confirmed."""
        return min(self._unconfirmed, default=self._next)

    async def _fetch(self) -> Updates:
        """Ask for what waits or comes meanwhile, and confirm what is done; return what is not known yet."""
        self._asked = self._offset
        content = {
            "offset": self._asked,
            "timeout": HOLD_SECONDS,
            "limit": BATCH,
            "allowed_updates": ALLOWED_UPDATES,
        }
        updates: Updates = await self._transport.call("getUpdates", content, seconds=HOLD_SECONDS + 10)
        self._answered = asyncio.get_running_loop().time()
        self._done_since = self._failed_since = False
        self._known = {one for one in self._known if one >= self._asked}
        self._give_up_what_is_gone({one["update_id"] for one in updates})
        if not updates and not self._unconfirmed:
            # All is confirmed: ask without an offset. Ids restart at random after a silent week, and one
            # below the offset would be taken as confirmed.
            self._next = 0
            self._known.clear()
        return [one for one in updates if one["update_id"] not in self._known]

    def _give_up_what_is_gone(self, shown: set[int]) -> None:
        """Forget updates that were not shown again: Telegram keeps a tap for 150 seconds."""
        last = max(shown, default=None)
        awaited = self._unconfirmed - self._known - shown
        self._unconfirmed -= {one for one in awaited if last is None or one < last}

    def _take(self, update: dict[str, Any]) -> None:
        update_id = update["update_id"]
        self._next = max(self._next, update_id + 1)
        self._unconfirmed.discard(update_id)
        self._known.add(update_id)
        if event := self._reading.event(update):
            self._unconfirmed.add(update_id)
            self._ordering.put(event, self._done(update_id))

    def _done(self, update_id: int) -> Callable[[bool], None]:
        def done(finished: bool) -> None:
            if finished:
                self._unconfirmed.discard(update_id)
                self._done_since = True
            elif update_id in self._unconfirmed:
                self._known.discard(update_id)  # unconfirmed and unknown: it is fetched again
                self._failed_since = True
            self._progress.set()

        return done

    async def _until_worth_asking(self) -> None:
        """Wait until all are done, or those of others may have come.

        The same offset is never asked again too soon; nor, as long as nothing can be done, anything.
        """
        while self._unconfirmed & self._known and (moment := self._seconds_to_wait()) > 0:
            self._progress.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(moment):
                    await self._progress.wait()
        if self._done_since:
            self._hold_back = 0.0
        elif self._failed_since:  # the database is away
            self._hold_back = min(self._hold_back * 2 or REPEAT_SECONDS, LONGEST_HOLD_BACK_SECONDS)
            await asyncio.sleep(self._hold_back)
        if self._offset == self._asked and self._unconfirmed:
            await asyncio.sleep(self._seconds_to_wait())

    def _seconds_to_wait(self) -> float:
        """Count from the last answer: the question had arrived before it."""
        pause = REPEAT_SECONDS if self._offset == self._asked else GLANCE_SECONDS
        return max(self._answered + pause - asyncio.get_running_loop().time(), 0.0)
