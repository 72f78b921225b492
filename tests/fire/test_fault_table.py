"""Every fault at every moment, by both intakes: whoever is owed something has it soon after its end."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr

from bot import run as running_bot
from bot.config import Config
from bot.jobs import reminders
from bot.jobs.night import carry
from bot.playground import Playground
from bot.playground.api_calls import Call
from bot.playground.faults import Trouble
from bot.run import Running, started
from tests.conftest import ORGANIZER, polling_bot
from tests.fire.processes import WEBHOOK_SECRET, free_port
from tests.fire.struck import (
    ALL,
    AT_A_REMINDER,
    AT_AN_EXPORT,
    AT_THE_FILES,
    AT_THE_LETTER,
    AT_THE_PROMISE,
    FOR_EVER,
    IN_THE_PARCEL,
    METHODS,
    POLL,
    QUICK,
    Fault,
    Moment,
    Struck,
    everybody_comes,
    has_the_letter,
)
from tests.support.clock import Clock
from tests.support.figures import figure
from tests.support.records import pledges_in

LATEST_SECONDS = 10.0  # after the fault's end
BETWEEN_SECONDS = 0.2  # two taps: one printer serves all
TAPS = (AT_THE_LETTER, AT_THE_PROMISE, IN_THE_PARCEL, AT_THE_FILES, AT_AN_EXPORT)

# What a tap calls at each moment, as far as a fault of it does something of its own: in every run.
CHOSEN: tuple[tuple[Moment, str], ...] = (
    (AT_THE_LETTER, "editMessageText"),
    (AT_THE_PROMISE, "sendMessage"),
    (IN_THE_PARCEL, "sendMessage"),
    (AT_THE_FILES, "sendDocument"),
    (AT_AN_EXPORT, "sendDocument"),
)

Row = tuple[Moment, str, Fault]

both_intakes = pytest.mark.parametrize("intake", ["polling", "webhook"])


@pytest.mark.parametrize(
    ("intake", "database_url"), [("polling", "sqlite"), ("webhook", "postgres")], indirect=["database_url"]
)
async def test_whatever_fails_once_everything_arrives(
    intake: str, config: Config, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(moment, method, fault) for moment, method in CHOSEN for fault in QUICK]
    half = rows[::2] if intake == "polling" else rows[1::2]
    await _everything_arrives(half, intake, config, playground, monkeypatch)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_whatever_fails_a_reminder_arrives(
    config: Config, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(AT_A_REMINDER, "sendMessage", fault) for fault in QUICK[::2]]
    await _everything_arrives(rows, "polling", config, playground, monkeypatch)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_question_for_updates_that_fails_is_asked_again(
    config: Config, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(AT_THE_PROMISE, POLL, fault) for fault in QUICK if fault.name == "500 for 3 s"]
    await _everything_arrives(rows, "polling", config, playground, monkeypatch)


@pytest.mark.soak
@pytest.mark.timeout(1200)
@both_intakes
async def test_whatever_fails_however_long_everything_arrives(
    intake: str, config: Config, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(moment, method, fault) for moment in TAPS for method in METHODS for fault in ALL]
    await _everything_arrives(rows, intake, config, playground, monkeypatch)


@pytest.mark.soak
@pytest.mark.timeout(1200)
@both_intakes
async def test_whatever_fails_however_long_every_reminder_arrives(
    intake: str, config: Config, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(AT_A_REMINDER, "sendMessage", fault) for fault in ALL]  # the only call of one
    await _everything_arrives(rows, intake, config, playground, monkeypatch)


@pytest.mark.soak
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("is_late", [False, True])
@pytest.mark.parametrize("fault", ALL, ids=lambda one: one.name)
async def test_however_long_no_update_comes_everything_arrives(
    fault: Fault, is_late: bool, config: Config, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(moment, POLL, fault) for moment in TAPS if moment.is_late == is_late]  # one fault, everybody's
    await _everything_arrives(rows, "polling", config, playground, monkeypatch)


async def _everything_arrives(
    rows: Sequence[Row],
    intake: str,
    config: Config,
    playground: Playground,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    struck = [Struck(playground, *row) for row in rows]

    def trouble(call: Call) -> Trouble:
        return next((one for one in [each.trouble(call) for each in struck] if one != Trouble()), Trouble())

    monkeypatch.setattr(playground, "trouble", trouble)
    organizers = frozenset(one.person for one in struck if one.moment.is_organizers)
    everybody = config.model_copy(update={"organizer_ids": organizers or frozenset({ORGANIZER})})
    async with _bot(intake, everybody) as bot:
        await everybody_comes(bot, struck)
        saying = await _time_of_reminders(bot, struck) if AT_A_REMINDER in {row[0] for row in rows} else None
        late = await asyncio.gather(
            *(
                _lateness(one, 0.0 if one.method == POLL else number * BETWEEN_SECONDS)
                for number, one in enumerate(struck)
            )
        )
        if saying:
            saying.cancel()
            await asyncio.wait({saying})
        stored = [pledge["code"] for pledge in await pledges_in(bot.config.database_url)]
    missing = [
        f"{one.name}: {seconds:.1f} s"
        for one, seconds in zip(struck, late, strict=True)
        if seconds > LATEST_SECONDS
    ]
    _tell(struck, late, f"{intake}, {config.database_url.partition(':')[0]}")
    assert missing == [], "\n".join(missing)
    promises = sum(
        one.moment.has_all == has_the_letter or one.moment in (AT_A_REMINDER, AT_THE_FILES) for one in struck
    )
    assert len(stored) == len(set(stored)) == promises


async def _lateness(one: Struck, seconds: float) -> float:
    """Seconds from the fault's end until everything owed is there; 0 before it, endless if it never comes."""
    if one.moment.button:
        await asyncio.sleep(seconds)
        if one.method == POLL and not one.moment.is_late:  # the question that would bring the tap fails
            one.is_struck = True
            one.who.phone.playground.telegram.updates.wake()
            while one.ends_at == FOR_EVER:  # noqa: ASYNC110  (the next question comes at once)
                await asyncio.sleep(0.01)
        one.begins()
    if one.moment.is_late:
        await one.who.phone.playground.until(lambda: one.who.letters() or None, 60)
        one.is_struck = True
    if one.fault.name == "403" and one.method != POLL:  # nobody is there any more: nothing is owed
        return 0.0
    end = time.monotonic() + one.fault.longest(one.method) + LATEST_SECONDS + 20
    while not one.moment.has_all(one):
        if time.monotonic() > end:
            return FOR_EVER
        await asyncio.sleep(0.05)
    return 0.0 if one.ends_at == FOR_EVER else max(0.0, time.monotonic() - one.ends_at)


async def _time_of_reminders(bot: Running, struck: Sequence[Struck]) -> asyncio.Task[None]:
    """A night has passed, and twelve days: the bot says what is due from now on."""
    await carry(bot.engine)
    for one in struck:
        one.begins()
    Clock(bot.engine).passes(days=12)
    return asyncio.create_task(reminders.look_after(bot.engine, bot.clock))


@asynccontextmanager
async def _bot(intake: str, config: Config) -> AsyncIterator[Running]:
    if intake == "polling":
        async with polling_bot(config) as bot:
            yield bot
        return
    door = f"127.0.0.1:{free_port()}"
    webhook = {"webhook_url": f"http://{door}/telegram", "webhook_secret": SecretStr(WEBHOOK_SECRET)}
    async with started(config.model_copy(update=webhook | {"listen": door})) as bot:
        taking = asyncio.create_task(running_bot._take_from_webhook(bot))
        yield bot
        taking.cancel()
        await asyncio.wait({taking})


def _tell(struck: Sequence[Struck], late: Sequence[float], where: str) -> None:
    latest: dict[str, list[float]] = defaultdict(list)
    for one, seconds in zip(struck, late, strict=True):
        latest[one.moment.name].append(seconds)
    for moment, some in latest.items():
        in_time = sum(one <= LATEST_SECONDS for one in some)
        hit = sum(one.moment.name == moment and one.ends_at != FOR_EVER for one in struck)
        figure(
            f"{where}, {moment}: {in_time} of {len(some)} in time, {hit} struck, "
            f"the latest {max(some):.1f} s after its fault's end"
        )
