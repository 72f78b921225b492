"""Lines of updates: one person's in order, many people's at once; each line has a limit."""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from bot.chat.event import Event
from bot.chat.screen import Message
from bot.chat.turn import Handler
from bot.engine.engine import Decision, Engine
from bot.engine.outbox import Outbox
from bot.error_logs import report
from bot.telegram.outcome import NotDeliveredError
from db.database import is_database_away

log = logging.getLogger(__name__)

LONGEST_LINE = 20  # of one person; who sends faster than that is asked to slow down
AWAY_SECONDS = 0.5  # until a database that is away is tried again, before an update must come again
MOST_FAILURES = 3  # then an update is given up, so that it does not stop the others

Done = Callable[[bool], None]


@dataclass(slots=True)
class _Line:
    """One person's events under way: those that wait to be decided, and the answer given last."""

    length: int = 0  # with those that are being decided and answered
    waiting: deque[tuple[Event, Done]] = field(default_factory=deque)
    is_served: bool = False
    answering: asyncio.Task[None] | None = None
    is_too_fast: bool = False


class Ordering:
    """Takes events from polling or webhook and says when each may be confirmed to Telegram."""

    def __init__(
        self,
        engine: Engine,
        outbox: Outbox,
        handler: Handler,
        apology: Callable[[str], Handler],
        *,
        fetched: Callable[[Event], Awaitable[Event]],
    ) -> None:
        self._engine = engine
        self._outbox = outbox
        self._handle = handler
        self._apology = apology  # by the id of the error
        self._fetched = fetched  # an event with what has to be fetched for it
        self._lines: dict[int, _Line] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._failures: Counter[int] = Counter()
        self._told_to_wait: set[int] = set()
        engine.metrics.queue("lines", lambda: self.waiting)

    @property
    def waiting(self) -> int:
        """Events in all lines."""
        return sum(line.length for line in self._lines.values())

    def reads_files_of(self, user_id: int) -> bool:
        """Tell whether each photo of this person counts."""
        return user_id in self._engine.context.organizers

    def put(self, event: Event, done: Done) -> None:
        """Place an event at the end of its person's line.

        `done(True)` is called when its transaction has committed, `done(False)` when it must come again;
        a second call says nothing new.
        """
        done = self._engine.metrics.watched(event.kind, done)
        line = self._lines.setdefault(event.user_id, _Line())
        if line.length >= LONGEST_LINE:
            done(True)
            self.dismiss(event.query_id)
            if not line.is_too_fast:
                line.is_too_fast = True
                self._run(self._tell(event, "trouble.too-fast"))
            return
        line.length += 1
        line.waiting.append((event, done))
        if not line.is_served:
            line.is_served = True
            self._run(self._serve(line))

    def dismiss(self, query_id: str | None) -> None:
        """Stop the little clock on a button whose tap needs no turn."""
        if query_id is not None:
            self._run(self._engine.delivery.answer_query(query_id))

    async def drain(self, seconds: float) -> None:
        """Let everything under way come to its end."""
        self._engine.is_stopping = True
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._tasks:
                    await asyncio.wait(set(self._tasks))

    async def _serve(self, line: _Line) -> None:
        """Decide whatever waits in a line together, until nothing does."""
        while line.waiting:
            taken = [line.waiting.popleft()]
            while line.waiting and not any(one.file_id for one in (taken[-1][0], line.waiting[0][0])):
                taken.append(line.waiting.popleft())  # what has to be fetched is decided alone
            outcomes = await self._outcomes([event for event, _ in taken])
            if _is_away(outcomes[-1]):  # what came behind them must come again behind them
                outcomes = [*outcomes, *[outcomes[-1]] * len(line.waiting)]
                taken += line.waiting
                line.waiting.clear()
            for (event, done), outcome in zip(taken, outcomes, strict=True):
                line.answering = self._run(self._answer(line, event, done, outcome, line.answering))
        line.is_served = False

    async def _answer(
        self,
        line: _Line,
        event: Event,
        done: Done,
        outcome: Decision | Exception,
        earlier: asyncio.Task[None] | None,
    ) -> None:
        """Confirm an event that was decided, and speak when its person's earlier ones were answered."""
        finished = isinstance(outcome, Decision)
        try:
            if isinstance(outcome, Exception):
                raise outcome
            if self._is_noted(event, outcome):
                done(True)
            if earlier:
                await asyncio.wait({earlier})
            self._outbox.owe(await self._engine.speak(event, outcome, lambda: line.length == 1))
        except Exception as error:
            finished = finished or self._is_given_up(event, error)
            if finished or not is_database_away(error):
                report(error)
        finally:
            done(finished)
            line.length -= 1
            if not line.length:
                self._lines.pop(event.user_id, None)

    def _is_noted(self, event: Event, decision: Decision) -> bool:
        """Whether a start would know that this was asked: else it is confirmed when it has been answered."""
        heard = decision.view.conversation.has_heard
        bot = self._engine.context.bot_id
        return not decision.screen.after and heard(bot, event.update_id, event.own_message_id)

    async def _outcomes(self, events: Sequence[Event]) -> Sequence[Decision | Exception]:
        """Decide; try once more where the database is away; show the present screen where a handler fails."""
        outcomes = list[Decision | Exception]()
        for is_again in (False, True):
            rest = events[len(outcomes) :]
            try:
                rest = [await self._fetched(rest[0]), *rest[1:]]
                outcomes += await self._engine.decide_all(rest, self._handle)
            except Exception as error:  # the file of the only one was not fetched
                outcomes += [error] * len(rest)
            if not _is_away(outcomes[-1]):
                if self._told_to_wait:
                    log.info("the database answers again")
                    self._told_to_wait.clear()
                break
            if is_again:
                await self._say_that_it_waits(events[0])
                break
            outcomes = [one for one in outcomes if not _is_away(one)]
            await asyncio.sleep(AWAY_SECONDS)
        return [await self._apologised(*both) for both in zip(events, outcomes, strict=True)]

    async def _apologised(self, event: Event, outcome: Decision | Exception) -> Decision | Exception:
        if isinstance(outcome, Exception) and not is_database_away(outcome):
            [outcome] = await self._engine.decide_all([event], self._apology(report(outcome)))
        if isinstance(outcome, Decision):
            self._failures.pop(event.update_id, None)
        return outcome

    def _is_given_up(self, event: Event, error: Exception) -> bool:
        """Tell whether this update has failed too often; an absent database is not counted."""
        if is_database_away(error):
            return False
        self._failures[event.update_id] += 1
        if self._failures[event.update_id] < MOST_FAILURES:
            return False
        del self._failures[event.update_id]
        log.error("an update failed %d times and is given up", MOST_FAILURES)
        return True

    async def _say_that_it_waits(self, event: Event) -> None:
        """Tell each person once, until the database is there again."""
        if not self._told_to_wait:
            what = "is damaged" if self._engine.database.is_damaged else "does not answer"
            log.error("the database %s; updates wait and are tried again", what)
        if event.user_id not in self._told_to_wait:
            self._told_to_wait.add(event.user_id)
            await self._tell(event, "trouble.saving-later")

    async def _tell(self, event: Event, key: str) -> None:
        """Send one line that needs no database."""
        context = self._engine.context
        t = context.languages[context.language_of(None, event.client_language)]
        try:
            await self._engine.delivery.send(event.chat_id, Message(t(key)))
        except NotDeliveredError as error:
            log.info("a line did not arrive: %s", error.name)

    def _run(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _is_away(outcome: Decision | Exception) -> bool:
    return isinstance(outcome, Exception) and is_database_away(outcome)
