"""Since when the bot hears, writes and forgets: behind /ready, the figures and the lines to organizers."""

import time
from collections.abc import Callable
from typing import Literal

UNHEARD_SECONDS = 90.0  # an empty question for updates takes 35 s at most, the pause after a failure 8 s
UNSWEPT_SECONDS = 26 * 3600.0

Intake = Literal["polling", "webhook"]


class Liveness:
    """Moments of the monotonic clock: a wrong clock on the wall does not hide that the bot is deaf."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self.began = now()
        self.intake: Intake | None = None
        self.is_contested = False  # somebody else takes this bot's updates
        self.stands_by = False  # and that is another process beside the same database: as it should be
        self._heard: float | None = None
        self._wrote = self.began
        self._cannot_write = False
        self._swept = self.began

    def heard(self, intake: Intake) -> None:
        """Telegram answered a question for updates, or brought one."""
        self.intake, self._heard, self.is_contested = intake, self._now(), False

    def wrote(self, well: bool) -> None:
        """A transaction that writes has committed, or could not."""
        self._cannot_write = not well
        if well:
            self._wrote = self._now()

    def swept(self) -> None:
        """What was due has been forgotten."""
        self._swept = self._now()

    @property
    def heard_age(self) -> float:
        """Seconds since Telegram was heard, or since the start."""
        return self._now() - (self.began if self._heard is None else self._heard)

    @property
    def write_age(self) -> float:
        """Seconds since the last commit, or since the start."""
        return self._now() - self._wrote

    @property
    def sweep_age(self) -> float:
        """Seconds since what was due was forgotten, or since the start."""
        return self._now() - self._swept

    @property
    def is_deaf(self) -> bool:
        """Whether polling brings nothing, not even an empty answer; who takes a webhook cannot tell."""
        return self.intake == "polling" and not self.stands_by and self.heard_age > UNHEARD_SECONDS

    @property
    def cannot_write(self) -> bool:
        """Whether the last try to write failed."""
        return self._cannot_write

    def unready(self) -> list[str]:
        """Why an update could not be taken now, one sentence each."""
        reasons = []
        if self._cannot_write:
            reasons.append("the database takes nothing")
        if self.stands_by:
            reasons.append("another process polls beside this database; this one waits")
        elif self.is_contested:
            reasons.append("another process takes this bot's updates, or a webhook is set")
        elif self.intake == "polling" and (self._heard is None or self.is_deaf):
            reasons.append("Telegram is not heard")
        return reasons
