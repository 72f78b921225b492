"""Virtual time, and chance from a seed: what `time`, `os.urandom` and `secrets` say meanwhile."""

import contextlib
import heapq
import os
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, cast

import pytest


class TimeLine:
    """Seconds since 1970 that pass only when somebody lets them, and what the world does at each moment."""

    def __init__(self, seed: int, begins: datetime) -> None:
        self.now = begins.timestamp()
        self.chance = random.Random(seed)  # the world's: people, faults, crashes, schedules
        self.bytes = random.Random(f"bytes {seed}")  # the bot's own: nonces, codes
        self._planned: list[tuple[float, int, Callable[[], None]]] = []
        self._number = 0

    def plan(self, seconds: float, act: Callable[[], None]) -> None:
        """Let the world do this after so many seconds."""
        self._number += 1
        heapq.heappush(self._planned, (self.now + max(seconds, 0.0), self._number, act))

    @property
    def next(self) -> float:
        """When the world acts next."""
        return self._planned[0][0] if self._planned else float("inf")

    def act(self) -> None:
        """Do what the world has planned up to now."""
        while self._planned and self._planned[0][0] <= self.now:
            heapq.heappop(self._planned)[2]()

    def moment(self) -> datetime:
        """The bot's clock on the wall."""
        return datetime.fromtimestamp(self.now, UTC)

    def until(self, hour: int, minute: int, zone: tzinfo) -> float:
        """Seconds until it is that late there, today or tomorrow."""
        here = self.moment().astimezone(zone)
        then = here.replace(hour=hour, minute=minute, second=0, microsecond=0)
        if then <= here:
            then = (then + timedelta(days=1)).replace(hour=hour)
        return then.timestamp() - self.now


@contextlib.contextmanager
def instead_of_real(line: TimeLine) -> Iterator[None]:
    """Let every clock and every source of chance in this process be those of the simulation."""

    def urandom(size: int) -> bytes:
        return line.bytes.randbytes(size)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(time, "time", lambda: line.now)
        patched.setattr(time, "monotonic", lambda: line.now)
        patched.setattr(os, "urandom", urandom)
        patched.setattr(cast(Any, random), "_urandom", urandom)  # behind `secrets` and SystemRandom
        yield
