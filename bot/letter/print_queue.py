"""Printing beside the event loop: one file at a time for each person, in good time, so many a day."""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from threading import Event
from typing import Self

from bot.letter.printing_errors import AlreadyPrinting, TooBusy, TooMany, TooSlow

FILES_A_DAY = 20
SECONDS = 20.0  # waiting for its turn included


@dataclass(frozen=True)
class Allowance:
    """How many files a person has had today; kept by the caller, in the sealed conversation."""

    day: date
    used: int = 0

    def spend(self, today: date, limit: int = FILES_A_DAY) -> Self:
        """The allowance after one more file. Raises `TooMany` when today's are gone."""
        used = self.used if self.day == today else 0
        if used >= limit:
            raise TooMany(limit)
        return type(self)(today, used + 1)


@dataclass(frozen=True)
class PrintQueue:
    """Made once beside the event loop, with one thread: the other cores are for the conversations."""

    seconds: float = SECONDS
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "paper"))
    _people: set[Hashable] = field(default_factory=set)

    async def print(self, person: Hashable, work: Callable[[], bytes]) -> bytes:
        """The bytes of `work`. Raises `AlreadyPrinting`, `TooBusy`, `TooSlow`, or whatever `work` raises.

        A thread cannot be stopped: work that is too slow goes on, and until it ends its person gets no more.
        """
        if person in self._people:
            raise AlreadyPrinting
        self._people.add(person)
        begun = Event()

        def begin() -> bytes:
            begun.set()
            return work()

        job = asyncio.get_running_loop().run_in_executor(self._thread, begin)
        job.add_done_callback(lambda done: self._finish(person, done))
        done, _ = await asyncio.wait([job], timeout=self.seconds)
        if done:
            return job.result()
        if begun.is_set():
            raise TooSlow
        job.cancel()
        raise TooBusy

    def close(self) -> None:
        """Let the work in hand end, take no more."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _finish(self, person: Hashable, job: "asyncio.Future[bytes]") -> None:
        self._people.discard(person)
        if not job.cancelled():
            job.exception()  # taken note of, so that nobody logs the work of a person who stopped waiting
