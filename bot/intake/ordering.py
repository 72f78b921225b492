"""One person in order, many at once: a bounded line for each person, and no line waits for another."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field

from telegram.error import TelegramError

from bot import app
from bot.conversation.screen import Screen
from bot.conversation.screens import trouble
from bot.errors import is_database_away, report
from bot.intake.event import Event
from bot.turn import Decision, Engine, Handler, Turn

log = logging.getLogger(__name__)

LONGEST_LINE = 20  # of one person; who sends faster than that is asked to slow down
PATIENCE_SECONDS = 3.0  # after the commit, an answer that is still on its way counts as attempted
PAUSES = (0.5, 1, 2, 4, 8)  # while the database is away; the last one again and again

Done = Callable[[bool], None]


@dataclass(slots=True)
class _Line:
    """One person's events under way; the next one waits for the last one of these."""

    length: int = 0
    last: "_Place | None" = None
    told_too_fast: bool = False


@dataclass(slots=True)
class _Place:
    """One event in a line: the next may be decided after this was decided, and spoken after it was spoken."""

    decided: asyncio.Event = field(default_factory=asyncio.Event)
    spoken: asyncio.Event = field(default_factory=asyncio.Event)


class Ordering:
    """Takes events from polling or webhook and says when each may be confirmed to Telegram."""

    def __init__(self, engine: Engine, *, waits_for_database: bool) -> None:
        self._engine = engine
        self._waits = waits_for_database
        self._lines: dict[int, _Line] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def waiting(self) -> int:
        """Events in all lines."""
        return sum(line.length for line in self._lines.values())

    def put(self, event: Event, done: Done) -> None:
        """Place an event at the end of its person's line.

        `done(True)` is called when its transaction has committed and its answer was attempted,
        `done(False)` when it must come again; a second call says nothing new.
        """
        line = self._lines.setdefault(event.user_id, _Line())
        if line.length >= LONGEST_LINE:
            done(True)
            if not line.told_too_fast:
                line.told_too_fast = True
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
        committed = False
        try:
            if earlier:
                await earlier.decided.wait()
            decision = await self._decide(event)
            committed = True
            place.decided.set()
            patience = asyncio.get_running_loop().call_later(PATIENCE_SECONDS, done, True)
            if earlier:
                await earlier.spoken.wait()
            await self._engine.speak(event, decision, lambda: done(True))
            patience.cancel()
        except Exception as error:
            report(error)
        finally:
            done(committed)
            place.decided.set()
            place.spoken.set()
            line.length -= 1
            if not line.length:
                self._lines.pop(event.user_id, None)

    async def _decide(self, event: Event) -> Decision:
        """Decide; wait for a database that is away; a handler that fails leaves the present screen."""
        attempt = 0
        while True:
            try:
                return await self._engine.decide(event, app.handle)
            except Exception as error:
                if not is_database_away(error):
                    return await self._engine.decide(event, _apology(report(error)))
                if not self._waits:
                    raise
                if attempt == 0:
                    log.error("the database does not answer; updates wait and are tried again")
                    await self._tell(event, "trouble.saving-later")
                await asyncio.sleep(PAUSES[min(attempt, len(PAUSES) - 1)])
                attempt += 1

    async def _tell(self, event: Event, key: str) -> None:
        """One line that needs no database."""
        house = self._engine.house
        t = house.languages[house.language_of(None, event.client_language)]
        try:
            await self._engine.delivery.send(event.chat_id, trouble.line(t, key))
        except TelegramError as error:
            log.info("a line did not arrive: %s", type(error).__name__)

    def _run(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _apology(error_id: str) -> Handler:
    async def apologise(turn: Turn) -> Screen:
        return trouble.something_broke(turn.view, error_id)

    return apologise
