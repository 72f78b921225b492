"""/metrics shows right numbers, nothing about a person, and costs next to nothing."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import routes as app
from bot.chat.event import Event
from bot.monitoring.http_server import health, serving
from bot.monitoring.metrics import KINDS, POLL_ERRORS, SEND_ERRORS, STATES, Metrics
from bot.playground import Playground
from bot.playground.faults import blocked, flood, refused, server_error
from bot.run import Running
from tests.conftest import Night
from tests.support.phone import Phone
from tests.support.records import TODAY, a_pledge, keep
from tests.support.supporter import Supporter

Read = Callable[[], "aiohttp.client._RequestContextManager"]
CALM = {("kind", one) for one in KINDS} | {("kind", name) for name in (*SEND_ERRORS, *POLL_ERRORS)}
ALLOWED_LABELS = (
    CALM
    | {("state", state) for state in STATES}
    | {("queue", queue) for queue in ("turns", "lines", "owed")}
    | {("by", "polling")}
)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


@pytest.fixture
async def address(bot: Running) -> AsyncIterator[str]:
    """The address of the bot's own HTTP."""
    listen = f"127.0.0.1:{free_port()}"
    metrics = bot.engine.metrics
    async with serving(listen, [*health(bot.database, metrics.liveness), metrics.route(bot.database)]):
        yield f"http://{listen}"


async def read(address: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Every sample by its name and labels."""
    async with aiohttp.ClientSession() as session, session.get(f"{address}/metrics") as answer:
        assert answer.status == 200
        text = await answer.text()
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def of(samples: dict[tuple[str, frozenset[tuple[str, str]]], float], name: str, **labels: str) -> float:
    return samples[name, frozenset(labels.items())]


async def test_updates_turns_and_answers_are_counted(address: str, olena: Phone) -> None:
    await olena.types("/start")
    await olena.presses("Write a letter")
    await olena.types("what is this")
    samples = await read(address)
    assert of(samples, "mektup_updates_total", kind="command") == 1
    assert of(samples, "mektup_updates_total", kind="press") == 1
    assert of(samples, "mektup_updates_total", kind="text") == 1
    assert of(samples, "mektup_turn_seconds_count") == 3
    assert of(samples, "mektup_answer_seconds_count") == 3
    assert of(samples, "mektup_answer_seconds_sum") >= of(samples, "mektup_turn_seconds_sum") > 0
    assert of(samples, "mektup_oldest_update_seconds") == 0
    async with asyncio.timeout(5):  # confirmed when answered; the line ends when that is noted
        while of(await read(address), "mektup_queue_length", queue="lines"):
            pass


async def test_conversations_and_pledges_are_those_of_the_last_night_in_steps(
    address: str, ann: Supporter, bot: Running, night: Night
) -> None:
    await ann.promises()
    await keep(bot.config.database_url, *(a_pledge("asanov", mailed_on=TODAY) for _ in range(12)))
    await night()
    samples = await read(address)
    assert of(samples, "mektup_pledges", state="mailed") == 10
    assert of(samples, "mektup_pledges", state="pledged") == 0, "one is not shown"
    assert of(samples, "mektup_conversations") == 0
    assert of(samples, "mektup_database_up") == 1


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")  # its own RetryAfter says it
async def test_calls_that_fail_are_counted_by_kind(
    address: str, olena: Phone, playground: Playground
) -> None:
    for trouble in (flood(1), server_error(502), refused(400, "Bad Request: chat not found"), blocked()):
        playground.faults.cause(trouble, method="sendMessage", times=1)
        await olena.types("/start")
    samples = await read(address)
    for kind in ("too-many", "server", "refused", "blocked"):
        assert of(samples, "mektup_send_errors_total", kind=kind) == 1, kind
    assert of(samples, "mektup_send_errors_total", kind="timed-out") == 0


async def test_an_update_that_hangs_grows_old(
    address: str, olena: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    metrics = Metrics()
    done = metrics.watched("text", lambda _finished: None)
    assert metrics.registry.get_sample_value("mektup_oldest_update_seconds") < 1  # type: ignore[operator]
    metrics.watched("text", lambda _finished: None)
    later = time.monotonic() + 100
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert metrics.registry.get_sample_value("mektup_oldest_update_seconds") > 90  # type: ignore[operator]
    done(False)
    assert metrics.registry.get_sample_value("mektup_answer_seconds_count") == 0


async def test_no_label_carries_a_person(address: str, olena: Phone) -> None:
    await olena.types("/start")
    await olena.types("Olena from Lviv")
    for _, labels in await read(address):
        assert {(name, value) for name, value in labels if name != "le"} <= ALLOWED_LABELS


async def test_the_numbers_stay_readable_while_the_database_is_away(
    address: str, bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(bot.database, "read", away)
    assert of(await read(address), "mektup_database_up") == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_counting_costs_next_to_nothing_beside_a_turn(bot: Running) -> None:
    """Per update, in time of this process: the calls the hot path makes, beside a turn that only looks."""
    event = Event(update_id=1, kind="command", user_id=7, chat_id=7, client_language="en", command="help")
    turns = 200
    began = time.process_time()
    for _ in range(turns):
        await bot.engine.decide(event, app.handle)
    turn = (time.process_time() - began) / turns
    metrics = Metrics()
    began = time.process_time()
    for _ in range(20 * turns):
        done = metrics.watched("command", lambda _finished: None)
        with metrics.turn.time():
            pass
        done(True)
    counting = (time.process_time() - began) / (20 * turns)
    assert counting / turn < 0.05, f"counting {counting * 1e6:.1f} µs, a turn {turn * 1e6:.0f} µs"
