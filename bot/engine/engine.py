"""The engine: the only place that begins and commits a supporter's transaction."""

import asyncio
import logging
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.context import AppContext
from bot.chat.event import Event
from bot.chat.notes_since_night import notes_with
from bot.chat.screen import Reading, Screen
from bot.chat.state import Conversation
from bot.chat.state_storage import read_state
from bot.chat.turn import Handler, Turn
from bot.chat.view import View
from bot.engine.afterwards import answered
from bot.engine.committing import Committed, Job, decided_together
from bot.error_logs import report
from bot.monitoring.metrics import Metrics
from bot.telegram.delivery import Delivery
from bot.telegram.outcome import BlockedError, NotDeliveredError
from db import conversations, public_figures
from db.database import Database, is_database_away
from db.figure_sums import Moment
from db.public_figures import Facts

log = logging.getLogger(__name__)

LARGEST_GROUP = 64
FACTS_LIVE_SECONDS = 1.0  # how old the numbers beside the names may be


@dataclass(frozen=True, slots=True)
class Decision:
    """What a committed turn says, and the conversation as it is from then on."""

    screen: Screen
    view: View


class Engine:
    """Decides turns in groups: all that wait are read, decided and written in one transaction,
    because one statement for fifty rows costs hardly more than for one.

    `redraw` makes the card of this letter, or without a code the present screen, as it is now;
    `nobody_there` is the handler for somebody who has stopped the bot.
    """

    def __init__(
        self,
        database: Database,
        delivery: Delivery,
        context: AppContext,
        metrics: Metrics,
        *,
        redraw: Callable[[Turn, str], Awaitable[Screen]],
        nobody_there: Handler,
    ) -> None:
        self.database = database
        self.delivery = delivery
        self.context = context
        self.metrics = metrics
        self.redraw = redraw
        self.nobody_there = nobody_there
        self.instance = secrets.randbelow(2**31 - 1) + 1  # this process, in what it owes
        self.traces_left = asyncio.Event()  # something erased is still in the database's files
        self.is_stopping = False
        self._waiting: deque[Job] = deque()
        metrics.queue("turns", self._waiting.__len__)
        self._wake = asyncio.Event()
        self._workers: list[asyncio.Task[None]] = []
        self._facts = Facts({}, {})
        self._facts_until = 0.0

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
        [outcome] = await self.decide_all([event], handler)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def decide_all(self, events: Sequence[Event], handler: Handler) -> list[Decision | Exception]:
        """Run the handler for one person's events, in their order, in one transaction.

        Where one of them spoils it for the others, each has its own, until the database is away.
        """
        with self.metrics.turn.time():
            outcomes = await self._committed(events, handler)
        return [await self._drawn(one) for one in outcomes]

    async def _committed(self, events: Sequence[Event], handler: Handler) -> Sequence[Committed | Exception]:
        job = Job(events, handler, asyncio.get_running_loop().create_future())
        self._waiting.append(job)
        self._wake.set()
        return await job.result

    async def _drawn(self, outcome: Committed | Exception) -> Decision | Exception:
        if isinstance(outcome, Exception):
            return outcome
        screen, view = outcome
        try:
            if isinstance(screen, Reading):
                # beside the writers, so that no supporter waits for figures
                async with self.moment() as moment:
                    screen = await screen.screen(moment)
        except Exception as error:
            return error
        return Decision(screen, view)

    async def speak(self, event: Event, decision: Decision, is_last: Callable[[], bool]) -> Conversation:
        """Send the answer; what does not arrive, or arrives too late, is owed from then on.

        `is_last` tells whether no later answer to the same person comes behind this one. Return the
        conversation after that.
        """
        screen, drawn, ids = decision.screen, decision.view.conversation, None
        try:
            ids = await self.delivery.answer(event, screen)
        except BlockedError:
            return await self._noted(event, self.nobody_there) if event.is_private else drawn
        except NotDeliveredError as error:
            log.info("an answer did not arrive: %s", error.name)
        is_noted = ids is None or ((ids or self._may_be_overtaken) and not drawn.is_empty)
        if is_noted and event.is_private:
            return await self._noted(event, answered(event, screen, ids, drawn, is_last))
        return drawn

    @property
    def _may_be_overtaken(self) -> bool:
        """Whether another process may answer the same person: a replica, or whoever comes after a stop."""
        return self.is_stopping or self.database.locks.replicas > 1

    async def _noted(self, event: Event, handler: Handler) -> Conversation:
        """Note what has become of an answer: no turn of anybody, so it is not counted as one."""
        [outcome] = await self._committed([event], handler)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome[1].conversation

    @asynccontextmanager
    async def moment(self) -> AsyncIterator[Moment]:
        """The figures of one moment, with what sealed rows hold since the last night."""
        async with self.database.snapshot() as connection:
            yield Moment(connection, notes_with(self.context.vault))

    async def conversation_of(self, person: int) -> Conversation:
        """What is stored of this person now; an empty conversation where there is nothing."""
        async with self.database.read() as connection:
            state = await conversations.look(connection, self.context.vault, person)
        return read_state(state) or Conversation(user_id=person)

    def forget_facts(self) -> None:
        """The next turn reads anew what is published."""
        self._facts_until = 0.0

    async def leave_no_trace(self) -> None:
        """Purge the files after an erasing has committed; a failure undoes nothing, retention tries again."""
        try:
            if await self.database.forget_deleted():
                return
        except Exception as error:
            report(error)
        self.traces_left.set()

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            jobs = [self._waiting.popleft() for _ in range(min(len(self._waiting), LARGEST_GROUP))]
            if not self._waiting:
                self._wake.clear()
            if jobs:
                await self._decide_group(jobs)

    async def _decide_group(self, jobs: Sequence[Job]) -> None:
        try:
            committed = await self._commit(jobs)
        except Exception as error:
            if len(jobs) == 1:
                jobs[0].end(await self._one_by_one(jobs[0], error))
                return
            # one of them spoils it for all: each on its own, none behind another
            await asyncio.gather(*(self._decide_group([job]) for job in jobs))
        else:
            for job, outcomes in zip(jobs, committed, strict=True):
                job.end(outcomes)

    async def _one_by_one(self, job: Job, error: Exception) -> list[Committed | Exception]:
        """Decide a person's events in transactions of their own, where together they ended in this error."""
        outcomes = list[Committed | Exception]()
        for event in job.events if len(job.events) > 1 else ():
            try:
                outcomes += (await self._commit([replace(job, events=[event])]))[0]
            except Exception as own:
                error = own
                if is_database_away(own):
                    break
                outcomes.append(own)
        return outcomes + [error] * (len(job.events) - len(outcomes))

    async def _commit(self, jobs: Sequence[Job]) -> list[list[Committed]]:
        async with self.database.write() as connection:
            facts = await self._read_facts(connection)
            group = await decided_together(connection, self.context, facts, jobs, self.instance)
        if group.reread:
            self.context = group.reread
        if group.facts_changed:
            self.forget_facts()
        if group.erased:
            await self.leave_no_trace()
        return group.committed

    async def _read_facts(self, connection: AsyncConnection) -> Facts:
        if time.monotonic() > self._facts_until:
            self._facts = await public_figures.facts(connection)
            self._facts_until = time.monotonic() + FACTS_LIVE_SECONDS
        return self._facts
