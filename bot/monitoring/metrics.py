"""Figures about the running bot for Prometheus: counts, times, states; none is about a person."""

import asyncio
import itertools
import time
from collections.abc import Callable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.monitoring.liveness import Intake, Liveness
from bot.telegram.outcome import ContestedError, NotDeliveredError
from db import health, public_figures
from db.database import ANSWER_SECONDS, Database, is_database_away

DATABASE_SECONDS = 15.0  # how old what is counted in the database may be
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
STATES = ("pledged", "mailed", "received", "handed-over", "answered", "withdrawn", "expired")
KINDS = ("text", "command", "other", "press", "group", "blocked")

# Names of the errors in bot/telegram/outcome.py; the last one counts whatever else there is.
SEND_ERRORS = ("blocked", "too-many", "refused", "timed-out", "not-reached", "server", "other")
POLL_ERRORS = ("conflict", "too-many", "timed-out", "not-reached", "server", "other")

Done = Callable[[bool], None]


class Metrics:
    """One registry of its own. Watching an update costs a few microseconds."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.turn = self._histogram("mektup_turn_seconds", "Deciding an update, with the wait for its commit")
        self._answer = self._histogram(
            "mektup_answer_seconds", "From the arrival of an update until it is committed and answered"
        )
        updates = self._counter("mektup_updates", "Updates that arrived", "kind")
        self._updates = {kind: updates.labels(kind) for kind in KINDS}
        failed = self._counter("mektup_send_errors", "Calls of the Bot API that failed", "kind")
        self._failed = {name: failed.labels(name) for name in SEND_ERRORS}
        self._queues = Gauge(
            "mektup_queue_length", "What waits in this process", ["queue"], registry=self.registry
        )
        self._conversations = self._gauge(
            "mektup_conversations", "Conversations stored at the last night, in steps of five"
        )
        pledges = Gauge(
            "mektup_pledges",
            "Pledges by state at the last night, in steps of five",
            ["state"],
            registry=self.registry,
        )
        self._pledges = {state: pledges.labels(state) for state in STATES}
        self._database_up = self._gauge("mektup_database_up", "1 if the database answered, else 0")
        self._gauge("mektup_oldest_update_seconds", "Age of the oldest update under way").set_function(
            self._oldest
        )
        self.liveness = Liveness()
        self._gauge(
            "mektup_commit_age_seconds", "Since a transaction that writes has committed"
        ).set_function(lambda: self.liveness.write_age)
        self._gauge("mektup_sweep_age_seconds", "Since what was due has been forgotten").set_function(
            lambda: self.liveness.sweep_age
        )
        self._heard = Gauge(
            "mektup_heard_age_seconds", "Since Telegram was heard", ["by"], registry=self.registry
        )
        poll_errors = self._counter("mektup_poll_errors", "Questions for updates that failed", "kind")
        self._poll_errors = {name: poll_errors.labels(name) for name in POLL_ERRORS}
        self._overdue = self._gauge("mektup_notices_overdue", "Reminders and news that should have been said")
        self.clock_trusted = self._gauge("mektup_clock_trusted", "1 if the clock is right, else 0")
        self.copy_age = self._gauge("mektup_copy_age_seconds", "Since the newest copy was written")
        self.copy_age.set(float("nan"))  # nobody has said where copies are
        self._numbers = itertools.count()
        self._under_way: dict[int, float] = {}  # in the order of arrival

    def watched(self, kind: str, done: Done) -> Done:
        """Count an update and follow it until `done`, which the answer replaces."""
        self._updates[kind].inc()
        number, began = next(self._numbers), time.monotonic()
        self._under_way[number] = began

        def followed(finished: bool) -> None:
            if self._under_way.pop(number, None) is not None and finished:
                self._answer.observe(time.monotonic() - began)
            done(finished)

        return followed

    def send_failed(self, error: NotDeliveredError) -> None:
        """Count a failed call of the Bot API; one that is repeated counts each time."""
        self._failed.get(error.name, self._failed["other"]).inc()

    def takes_by(self, intake: Intake) -> None:
        """From now on Telegram is heard in this way."""
        self.liveness.intake = intake
        self._heard.labels(intake).set_function(lambda: self.liveness.heard_age)

    def poll_failed(self, error: NotDeliveredError) -> None:
        """A question for updates failed."""
        self.liveness.is_contested = isinstance(error, ContestedError)
        self._poll_errors.get(error.name, self._poll_errors["other"]).inc()

    def queue(self, name: str, length: Callable[[], int]) -> None:
        """Show the length of a queue, asked for at each reading."""
        self._queues.labels(name).set_function(length)

    def route(self, database: Database) -> Route:
        """Serve GET /metrics; what is counted in the database is read at most every fifteen seconds."""
        read_until = 0.0

        async def answer(_request: Request) -> Response:
            nonlocal read_until
            if time.monotonic() >= read_until:
                read_until = time.monotonic() + DATABASE_SECONDS
                await self._read(database)
            return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

        return Route("/metrics", answer)

    async def _read(self, database: Database) -> None:
        try:
            async with asyncio.timeout(ANSWER_SECONDS), database.read() as connection:
                stored, by_state = await public_figures.numbers(connection)
                late = await health.overdue_notices(connection, int(time.time()))
        except Exception as error:
            if not is_database_away(error):
                raise
            self._database_up.set(0)
            return
        self._database_up.set(1)
        self._conversations.set(stored)
        self._overdue.set(late)
        for state, gauge in self._pledges.items():
            gauge.set(by_state.get(state, 0))

    def _oldest(self) -> float:
        began = next(iter(self._under_way.values()), None)
        return 0.0 if began is None else time.monotonic() - began

    def _counter(self, name: str, what: str, label: str) -> Counter:
        return Counter(name, what, [label], registry=self.registry)

    def _gauge(self, name: str, what: str) -> Gauge:
        return Gauge(name, what, registry=self.registry)

    def _histogram(self, name: str, what: str) -> Histogram:
        return Histogram(name, what, buckets=SECONDS, registry=self.registry)
