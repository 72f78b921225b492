"""An event loop without a selector: time jumps to what happens next, and a seed decides the order."""

import asyncio
import heapq
import itertools
from asyncio import events
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import Any, cast

from tests.simulation.time_line import TimeLine

OUT_OF_TURN = 0.2  # how often another callback than the oldest is run
SHORT_SECONDS = 4.0  # a wait that a quiet day does not jump over: pauses before another attempt
THREAD_SECONDS = 0.2  # what a thread may take


class NothingEverError(Exception):
    """Nothing waits for anything that will come."""


class _Task(asyncio.Task[Any]):
    """A task whose place in a set does not depend on where in memory it lies."""

    _numbers = itertools.count()

    def __init__(self, *given: Any, **named: Any) -> None:
        self._number = next(self._numbers)
        super().__init__(*given, **named)

    def __hash__(self) -> int:
        return self._number

    def __eq__(self, other: object) -> bool:
        return self is other


class SimulatedLoop(asyncio.BaseEventLoop):
    """Runs callbacks one at a time; `steps` counts them, so that a crash can come after any of them."""

    _ready: Any
    _scheduled: Any

    def __init__(self, line: TimeLine) -> None:
        super().__init__()
        self.line = line
        self.steps = 0
        self.sleeps: Callable[[], float] = lambda: 0.0  # how far a machine that nobody needs sleeps on
        _Task._numbers = itertools.count()
        self.set_task_factory(cast(Any, _task))

    def time(self) -> float:
        return self.line.now

    def run_until(self, is_over: Callable[[], bool]) -> None:
        """Turn until it is over."""
        events._set_running_loop(self)
        try:
            while not is_over():
                self._turn()
        finally:
            events._set_running_loop(None)

    def _turn(self) -> None:
        ready, scheduled, line = self._ready, self._scheduled, self.line
        while scheduled and scheduled[0]._cancelled:
            heapq.heappop(scheduled)
        if not ready:
            self._pass()
        line.act()
        while scheduled and scheduled[0]._when <= line.now:
            handle = heapq.heappop(scheduled)
            if not handle._cancelled:
                ready.append(handle)
        if ready:
            if len(ready) > 1 and line.chance.random() < OUT_OF_TURN:
                place = line.chance.randrange(len(ready))
                ready.rotate(-place)
                handle = ready.popleft()
                ready.rotate(place)
            else:
                handle = ready.popleft()
            self.steps += 1
            if not handle._cancelled:
                handle._run()

    def _pass(self) -> None:
        """Let time pass until something happens: to the next timer, or over many while all is quiet."""
        line = self.line
        timer = self._scheduled[0]._when if self._scheduled else float("inf")
        moment = min(timer, line.next)
        if moment - line.now >= SHORT_SECONDS and (far := self.sleeps()):
            moment = min(max(moment, line.now + far), line.next)
        if moment == float("inf"):
            raise NothingEverError
        line.now = max(line.now, moment)

    # what only a loop with a selector, threads and signals has

    def _process_events(self, event_list: Any) -> None: ...

    def _write_to_self(self) -> None: ...

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None: ...

    def add_signal_handler(self, sig: int, callback: Any, *args: Any) -> None: ...  # type: ignore[override]

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override]
        """Do a thread's work at once, and tell its end after a while."""
        future = self.create_future()
        try:
            result, error = func(*args), None
        except Exception as raised:
            result, error = None, raised

        def end() -> None:
            if not future.done():
                future.set_exception(error) if error else future.set_result(result)

        self.call_later(self.line.chance.random() * THREAD_SECONDS, end)
        return future


def _task(
    loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, Any], context: Context | None = None
) -> Any:
    return _Task(coroutine, loop=loop, context=context)
