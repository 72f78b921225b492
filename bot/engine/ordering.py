"""Lines of updates: one person's in order, many people's at once; each line has a limit."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field

from bot.chat.event import Event
from bot.chat.screen import Message
from bot.chat.turn import Handler
from bot.engine.engine import Decision, Engine
from bot.engine.outbox import Outbox
from bot.errors import report
from bot.telegram.outcome import NotDeliveredError
from db.database import is_database_away

log = logging.getLogger(__name__)

LONGEST_LINE = 20  # of one person; who sends faster than that is asked to slow down
PAUSES = (0.5, 1, 2, 4, 8)  # while the database is away; the last one again and again
MOST_FAILURES = 3  # then an update is given up, so that it does not stop the others

Done = Callable[[bool], None]


@dataclass(slots=True)
class _Line:
    """One person's events under way; the next one waits for the last one of these."""

    length: int = 0
    last: "_Place | None" = None
    is_too_fast: bool = False


@dataclass(slots=True)
class _Place:
    """One event in a line: the next is decided after it was decided, and answered after it was answered."""

    decided: asyncio.Event = field(default_factory=asyncio.Event)
    spoken: asyncio.Event = field(default_factory=asyncio.Event)


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
        waits_for_database: bool,
    ) -> None:
        self._engine = engine
        self._outbox = outbox
        self._handle = handler
        self._apology = apology  # by the id of the error
        self._fetched = fetched  # an event with what has to be fetched for it
        self._waits = waits_for_database
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
            if event.query_id is not None:
                self._run(self._engine.delivery.answer_query(event.query_id))
            if not line.is_too_fast:
                line.is_too_fast = True
                self._run(self._tell(event, "trouble.too-fast"))
            return
        line.length += 1
        earlier, line.last = line.last, _Place()
        self._run(self._take(event, done, line, line.last, earlier))

    async def drain(self, seconds: float) -> None:
        """Let everything under way come to its end."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)

    async def _take(
        self, event: Event, done: Done, line: _Line, place: _Place, earlier: _Place | None
    ) -> None:
        finished = False
        try:
            if earlier:
                await earlier.decided.wait()
            decision = await self._decide(await self._fetched(event))
            finished = True
            place.decided.set()
            if self._is_noted(event, decision):
                done(True)
            if earlier:
                await earlier.spoken.wait()
            self._outbox.owe(await self._engine.speak(event, decision))
        except Exception as error:
            finished = finished or self._is_given_up(event, error)
            if finished or not is_database_away(error):
                report(error)
        finally:
            done(finished)
            place.decided.set()
            place.spoken.set()
            line.length -= 1
            if not line.length:
                self._lines.pop(event.user_id, None)

    def _is_noted(self, event: Event, decision: Decision) -> bool:
        """Whether a start would know that this was asked: else it is confirmed when it has been answered."""
        heard = decision.view.conversation.has_heard
        bot = self._engine.context.bot_id
        return not decision.screen.after and heard(bot, event.update_id, event.own_message_id)

    async def _decide(self, event: Event) -> Decision:
        """Decide; wait for a database that is away; show the present screen where a handler fails."""
        handler, attempt = self._handle, 0
        while True:
            try:
                decision = await self._engine.decide(event, handler)
            except Exception as error:
                if is_database_away(error):
                    if attempt:  # not just a moment
                        await self._say_that_it_waits(event)
                        if not self._waits:
                            raise
                    await asyncio.sleep(PAUSES[min(attempt, len(PAUSES) - 1)])
                    attempt += 1
                elif handler is self._handle:
                    handler = self._apology(report(error))
                else:
                    raise
            else:
                if self._told_to_wait:
                    log.info("the database answers again")
                    self._told_to_wait.clear()
                self._failures.pop(event.update_id, None)
                return decision

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

    def _run(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
