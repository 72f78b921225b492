"""The engine: the only place that begins and commits a supporter's transaction."""

import asyncio
import contextlib
import secrets
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.questions import current
from bot.conversation.screen import NOTHING, Screen
from bot.conversation.screens.parcel import with_letters
from bot.conversation.state import Conversation
from bot.conversation.view import View
from bot.delivery import Delivery, Spoken
from bot.house import House
from bot.i18n import Translate
from bot.intake.event import Event
from db import conversations, pledges
from db.conversations import Row
from db.pledges import Facts
from db.session import Database

LARGEST_GROUP = 64
FACTS_LIVE_SECONDS = 1.0  # how old the numbers beside the names may be


class Turn:
    """One update being decided, inside its transaction. A handler reads, changes `conversation`,
    and returns the screen; nothing it does lasts if it raises.
    """

    def __init__(
        self,
        event: Event,
        house: House,
        connection: AsyncConnection,
        facts: Facts,
        conversation: Conversation,
    ) -> None:
        self.event = event
        self.house = house
        self.connection = connection
        self.conversation = conversation
        self.today = house.today()
        self.facts_changed = False  # the numbers beside the names are other ones now
        self.erased = False  # what is gone shall leave no trace in the database's files
        self._facts = facts

    @property
    def t(self) -> Translate:
        """The language this person reads."""
        return self.house.languages[
            self.house.language_of(self.conversation.language, self.event.client_language)
        ]

    @property
    def view(self) -> View:
        """Everything a screen may look at."""
        return View(self.conversation, self.house, self.t, self._facts, self.today)

    @property
    def is_organizer(self) -> bool:
        """Whether the sender is one; asked at every tap."""
        return self.event.user_id in self.house.organizers

    def change(self, **fields: Any) -> None:
        """Change the conversation; every button drawn before is old from now on.

        The first visit is a random number, so that buttons from before /forget stay old.
        """
        visit = (self.conversation.visit or secrets.randbelow(1_000_000)) + 1
        self.conversation = replace(self.conversation, visit=visit, **fields)


Handler = Callable[[Turn], Awaitable[Screen]]


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

    def __init__(self, database: Database, delivery: Delivery, house: House) -> None:
        self.database = database
        self.delivery = delivery
        self.house = house
        self._waiting: deque[_Job] = deque()
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
        job = _Job(event, handler, asyncio.get_running_loop().create_future())
        self._waiting.append(job)
        self._wake.set()
        return await job.decision

    async def speak(self, event: Event, decision: Decision, attempted: Callable[[], None]) -> None:
        """Say it, then note what has arrived: only then may anything of a finished letter be erased."""
        try:
            spoken = await self.delivery.speak(event, decision.screen, attempted)
            in_private = event.chat_id == event.user_id
            if in_private and decision.remembered and (spoken.message_ids or spoken.blocked):
                await self.decide(event, _note(spoken, decision.letters))
        finally:
            self._sending.difference_update(decision.letters)

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
            for job, (screen, view) in zip(jobs, committed, strict=True):
                job.succeed(self._decision(screen, view))

    async def _commit(self, jobs: "Sequence[_Job]") -> list[tuple[Screen, View]]:
        house = self.house
        screens: list[tuple[Screen, View]] = []
        facts_changed = erased = False
        async with self.database.write() as connection:
            facts = await self._read_facts(connection)
            people = tuple({job.event.user_id: None for job in jobs})
            stored = await conversations.lock(connection, house.vault, people)
            before = {person: _opened(person, stored.get(person)) for person in people}
            now = dict(before)
            for job in jobs:
                turn = Turn(job.event, house, connection, facts, now[job.event.user_id])
                screens.append((await _decided(turn, job.handler), turn.view))
                now[job.event.user_id] = turn.conversation
                facts_changed |= turn.facts_changed
                erased |= turn.erased
            changed = {person: _row(now[person]) for person in people if now[person] != before[person]}
            await conversations.keep(connection, house.vault, changed)
        if facts_changed:
            self._facts_until = 0.0
        if erased:
            await self.database.forget_deleted()
        return screens

    async def _read_facts(self, connection: AsyncConnection) -> Facts:
        if time.monotonic() > self._facts_until:
            self._facts = await pledges.facts(connection)
            self._facts_until = time.monotonic() + FACTS_LIVE_SECONDS
        return self._facts

    def _decision(self, screen: Screen, view: View) -> Decision:
        """A finished letter rides on whatever is said next, until it is known to have arrived."""
        letters = [one for one in view.conversation.letters if not one.sent and one.code not in self._sending]
        self._sending.update(letter.code for letter in letters)
        return Decision(
            with_letters(view, screen, letters) if letters else screen,
            tuple(letter.code for letter in letters),
            remembered=view.conversation != Conversation(view.conversation.user_id),
        )


@dataclass(frozen=True, slots=True)
class _Job:
    event: Event
    handler: Handler
    decision: asyncio.Future[Decision]

    def succeed(self, decision: Decision) -> None:
        if not self.decision.done():
            self.decision.set_result(decision)

    def fail(self, error: Exception) -> None:
        if not self.decision.done():
            self.decision.set_exception(error)


async def _decided(turn: Turn, handler: Handler) -> Screen:
    event, before = turn.event, turn.conversation
    if event.update_id in before.seen:  # delivered again: nothing changes, the present is redrawn
        return current(turn.view)
    screen = await handler(turn)
    if turn.conversation not in (before, Conversation(event.user_id)):
        message_ids = () if event.message_id is None else (event.message_id,)
        turn.conversation = turn.conversation.heard(event.update_id, message_ids, turn.today)
    return screen


def _note(spoken: Spoken, codes: Sequence[str]) -> Handler:
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
