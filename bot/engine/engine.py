"""The engine: the only place that begins and commits a supporter's transaction."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.context import AppContext
from bot.chat.event import Event
from bot.chat.screen import NOTHING, Reading, Screen, Shown
from bot.chat.state import Conversation, Letter
from bot.chat.turn import Handler, Turn
from bot.chat.view import View
from bot.errors import report
from bot.metrics import Metrics
from bot.telegram.delivery import Delivery, Spoken
from db import conversations, pledges
from db.conversations import Row
from db.database import Database
from db.pledges import Facts

# The screen with these finished letters above it.
Attach = Callable[[View, Screen, Sequence[Letter]], Screen]

LARGEST_GROUP = 64
FACTS_LIVE_SECONDS = 1.0  # how old the numbers beside the names may be


@dataclass(frozen=True, slots=True)
class Decision:
    """What a committed turn has to say. `letters` are the codes of finished letters it carries;
    `remembered` is false for somebody of whom nothing is stored.
    """

    screen: Screen
    letters: tuple[str, ...]
    remembered: bool


class Engine:
    """Decides turns in groups: all that wait are read, decided and written in one transaction,
    because one statement for fifty rows costs hardly more than for one.
    """

    def __init__(
        self,
        database: Database,
        delivery: Delivery,
        context: AppContext,
        metrics: Metrics,
        *,
        attach: Attach,
        nobody_there: Handler,
    ) -> None:
        self.database = database
        self.delivery = delivery
        self.context = context
        self.metrics = metrics
        self._attach = attach
        self._nobody_there = nobody_there
        self.traces_left = asyncio.Event()  # something erased is still in the database's files
        self._waiting: deque[_Job] = deque()
        metrics.queue("turns", self._waiting.__len__)
        self._wake = asyncio.Event()
        self._workers: list[asyncio.Task[None]] = []
        self._facts = Facts({}, {})
        self._facts_until = 0.0
        self._sending: set[str] = set()

    def start(self) -> None:
        """Begin to decide."""
        self._workers = [asyncio.create_task(self._work()) for _ in range(self.database.groups_at_once)]

    async def stop(self) -> None:
        """Stop deciding; what still waits has changed nothing and will be delivered again."""
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def decide(self, event: Event, handler: Handler) -> Decision:
        """Run the handler in a transaction that has committed when this returns.

        Raises:
            Exception: what the handler or the database raised; then nothing has changed.
        """
        with self.metrics.turn.time():
            screen, view = await self._committed(event, handler)
        if isinstance(screen, Reading):  # beside the writers, so that no supporter waits for figures
            async with self.database.snapshot() as connection:
                screen = await screen.screen(connection)
        return self._decision(event, screen, view)

    async def speak(self, event: Event, decision: Decision, attempted: Callable[[], None]) -> None:
        """Say it, then note what has arrived: only then may anything of a finished letter be erased."""
        try:
            spoken = await self.delivery.speak(event, decision.screen, attempted)
            if spoken.blocked and event.is_private:
                await self._committed(event, self._nobody_there)
            elif decision.remembered and spoken.message_ids and event.is_private:
                await self._committed(event, _noted(spoken, decision.letters))
        finally:
            self._sending.difference_update(decision.letters)

    async def leave_no_trace(self) -> None:
        """After an erasing has committed, so a failure here must not undo it; retention tries again."""
        try:
            if await self.database.forget_deleted():
                return
        except Exception as error:
            report(error)
        self.traces_left.set()

    def _decision(self, event: Event, screen: Screen, view: View) -> Decision:
        """A finished letter rides on whatever is said next in private, until it is known to have arrived."""
        letters = [
            one
            for one in view.conversation.letters
            if not one.sent and one.code not in self._sending and event.can_take_letters
        ]
        self._sending.update(letter.code for letter in letters)
        return Decision(
            self._attach(view, screen, letters) if letters else screen,
            tuple(letter.code for letter in letters),
            remembered=view.conversation != Conversation(view.conversation.user_id),
        )

    def _committed(self, event: Event, handler: Handler) -> asyncio.Future[tuple[Shown, View]]:
        job = _Job(event, handler, asyncio.get_running_loop().create_future())
        self._waiting.append(job)
        self._wake.set()
        return job.result

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            jobs = [self._waiting.popleft() for _ in range(min(len(self._waiting), LARGEST_GROUP))]
            if not self._waiting:
                self._wake.clear()
            if jobs:
                await self._decide_group(jobs)

    async def _decide_group(self, jobs: "Sequence[_Job]") -> None:
        try:
            committed = await self._commit(jobs)
        except Exception as error:
            if len(jobs) == 1:
                jobs[0].fail(error)
                return
            for job in jobs:  # one of them spoils it for all: each on its own
                await self._decide_group([job])
        else:
            for job, result in zip(jobs, committed, strict=True):
                job.succeed(result)

    async def _commit(self, jobs: "Sequence[_Job]") -> list[tuple[Shown, View]]:
        context = self.context
        screens: list[tuple[Shown, View]] = []
        facts_changed = erased = False
        reread: AppContext | None = None
        async with self.database.write() as connection:
            facts = await self._read_facts(connection)
            people = tuple({job.event.user_id: None for job in jobs})
            stored = await conversations.lock(connection, context.vault, people)
            before = {person: _opened(person, stored.get(person)) for person in people}
            now = dict(before)
            for job in jobs:
                turn = Turn(job.event, context, connection, facts, now[job.event.user_id])
                screens.append((await job.handler(turn), turn.view))
                now[job.event.user_id] = turn.conversation
                facts_changed |= turn.facts_changed
                erased |= turn.erased
                if turn.context is not context:
                    reread = turn.context
            changed = {person: _row(now[person]) for person in people if now[person] != before[person]}
            await conversations.keep(connection, context.vault, changed)
        if reread:
            self.context = reread
        if facts_changed:
            self._facts_until = 0.0
        if erased:
            await self.leave_no_trace()
        return screens

    async def _read_facts(self, connection: AsyncConnection) -> Facts:
        if time.monotonic() > self._facts_until:
            self._facts = await pledges.facts(connection)
            self._facts_until = time.monotonic() + FACTS_LIVE_SECONDS
        return self._facts


@dataclass(frozen=True, slots=True)
class _Job:
    event: Event
    handler: Handler
    result: asyncio.Future[tuple[Shown, View]]

    def succeed(self, result: tuple[Shown, View]) -> None:
        if not self.result.done():
            self.result.set_result(result)

    def fail(self, error: Exception) -> None:
        if not self.result.done():
            self.result.set_exception(error)


def _noted(spoken: Spoken, codes: Sequence[str]) -> Handler:
    """Notes what has arrived: the ids of messages, and that the letters with these codes are in the chat."""

    async def note(turn: Turn) -> Screen:
        if turn.conversation == Conversation(turn.event.user_id):
            return NOTHING  # forgotten meanwhile
        conversation = turn.conversation.spoke(spoken.message_ids, turn.today)
        if spoken.complete:
            letters = tuple(replace(one, sent=one.sent or one.code in codes) for one in conversation.letters)
            conversation = replace(conversation, letters=letters)
        turn.conversation = conversation
        return NOTHING

    return note


def _opened(person: int, stored: bytes | None) -> Conversation:
    if stored:
        with contextlib.suppress(ValueError, TypeError, KeyError):  # of another time: begin anew
            return Conversation.from_bytes(stored)
    return Conversation(person)


def _row(conversation: Conversation) -> Row | None:
    if conversation == Conversation(conversation.user_id):
        return None
    return Row(conversation.to_bytes(), conversation.forget_on)
