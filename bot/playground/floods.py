"""Limits of one chat: bursts are allowed, and then Telegram says how long to wait."""

from collections import deque
from dataclasses import dataclass, field
from math import ceil

from bot.playground.api_types import ApiError

# Telegram's FAQ for bots: "In a single chat, avoid sending more than one message per second. We may allow
# short bursts"; "In a group, bots are not be able to send more than 20 messages per minute."
A_MINUTE_IN_A_GROUP = 20
BURST = 20  # not told anywhere: as many as in a group's minute


@dataclass(slots=True)
class Flood:
    """What the bot has said lately in one chat."""

    said: deque[float] = field(default_factory=deque)
    owed: float = 0.0  # messages beyond one a second
    since: float = 0.0

    def message(self, now: float, in_group: bool) -> None:
        """Count one more message; ApiError where it is one too many."""
        wait = self._group(now) if in_group else self._private(now)
        if wait > 0:
            raise too_many(ceil(wait))

    def _private(self, now: float) -> float:
        self.owed = max(self.owed - max(now - self.since, 0), 0.0)
        self.since = now
        if self.owed + 1 > BURST:
            return self.owed + 1 - BURST
        self.owed += 1
        return 0.0

    def _group(self, now: float) -> float:
        while self.said and self.said[0] <= now - 60:
            self.said.popleft()
        if len(self.said) >= A_MINUTE_IN_A_GROUP:
            return self.said[0] + 60 - now
        self.said.append(now)
        return 0.0


def too_many(retry_after: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after)
