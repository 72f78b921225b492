"""Whether this process's clock is right: what is erased on a wrong day never comes back."""

import email.utils
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.config import TELEGRAM
from bot.engine.engine import Engine
from bot.telegram.outcome import NotDeliveredError
from bot.telegram.transport import Transport
from db.database import is_database_away
from db.health import newest_day

log = logging.getLogger(__name__)

MOST_OFF = timedelta(hours=1)
ANSWER_LIVES_SECONDS = 600.0  # an older answer of Telegram is asked for anew
ROWS_LIVE_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a comparison said. `off` is how far the clock is ahead (negative: behind); None: not yet known."""

    off: timedelta | None
    newest: date | None = None  # the newest row's day, when the clock shows an earlier one

    @property
    def is_trusted(self) -> bool:
        """Whether anything irreversible may be done by this clock."""
        return self.off is not None and abs(self.off) <= MOST_OFF and self.newest is None

    @property
    def is_wrong(self) -> bool:
        """Whether it is known not to be right."""
        return self.off is not None and not self.is_trusted

    def __str__(self) -> str:
        """Why it is not trusted."""
        if self.off is None:
            return "the clock could not be compared with Telegram's yet"
        if self.newest is not None:
            return f"the clock shows a day before {self.newest}, of which something is stored"
        if self.is_trusted:
            return "the clock is right"
        return (
            f"the clock is off by {timedelta(seconds=round(abs(self.off).total_seconds()))} from Telegram's"
        )


class Clock:
    """Compares the clock with the `Date` of Telegram's last answer and with the newest row.

    Telegram's own Date outweighs the rows, which a wrong clock may have written. A Bot API server of one's
    own may share this machine's clock: beside it the rows count too.
    """

    def __init__(
        self, transport: Transport, engine: Engine, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._transport = transport
        self._engine = engine
        self._now = now
        self._newest: date | None = None
        self._newest_until = 0.0
        self._said: Reading | None = None

    async def is_trusted(self) -> bool:
        """Whether anything irreversible may be done now; why not is logged once, and when it is over."""
        reading = await self.read()
        if reading.is_trusted:
            if self._said is not None:
                log.info("the clock is right again; what is due is looked after")
            self._said = None
        elif self._said is None or (self._said.off is None and reading.off is not None):
            self._said = reading
            log.error("%s: nothing is erased, expires or is reminded of until it is right", reading)
        return reading.is_trusted

    async def read(self) -> Reading:
        """Compare; what does not fit is compared with a fresh answer too, for a machine may have slept."""
        newest = None if self._transport.base_url == TELEGRAM else await self._newest_day()
        off = self._off()
        if off is None or abs(off) > MOST_OFF:
            await self._ask()
            off = self._off()
        # Nothing is waited for from here on: whoever trusts the reading takes the day at once, and keeps it.
        today = self._now().astimezone(self._engine.context.campaign.zone).date()
        return Reading(off, newest if newest and newest > today else None)

    def _off(self) -> timedelta | None:
        """Ours less theirs, with the time that has passed since they said it."""
        said = self._transport.last_date
        if said is None or (passed := time.monotonic() - said.at) > ANSWER_LIVES_SECONDS:
            return None
        try:
            theirs = email.utils.parsedate_to_datetime(said.header)
        except ValueError:
            return None
        return self._now() - theirs.astimezone(UTC) - timedelta(seconds=passed)

    async def _ask(self) -> None:
        try:
            await self._transport.bot.get_me()
        except NotDeliveredError as error:
            log.info("Telegram was not asked for the time (%s)", error.name)

    async def _newest_day(self) -> date | None:
        try:
            if time.monotonic() > self._newest_until:
                async with self._engine.database.read() as connection:
                    self._newest = await newest_day(connection)
                self._newest_until = time.monotonic() + ROWS_LIVE_SECONDS
        except Exception as error:
            if not is_database_away(error):
                raise
        return self._newest  # while the database is away, nothing can be erased either
