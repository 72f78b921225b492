"""When something breaks, the log and the organizers get an id and a kind, never what anybody wrote."""

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import AsyncIterator, Callable

import pytest

from bot.chat.turn import Turn
from bot.error_logs import JsonLines, report
from bot.jobs import alarm
from bot.run import Running
from bot.supporter import typed_text
from tests.conftest import ORGANIZER
from tests.support.phone import Phone

SECRET_WORDS = "my neighbour is called Refat"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Which database it is does not matter here."""
    return sqlite_url


@pytest.fixture
def organizer(phone: Callable[..., Phone]) -> Phone:
    """The organizer's phone."""
    return phone("Organizer", "en", ORGANIZER)


@pytest.fixture
async def watched(bot: Running) -> AsyncIterator[Running]:
    """The bot with its alarm, which here pauses half a second and not a minute."""
    watching = asyncio.create_task(alarm.watch(bot.engine, pause=0.5))
    await asyncio.sleep(0)
    yield bot
    watching.cancel()
    await asyncio.wait({watching})


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot whose texts are heard by nobody."""

    async def fails(turn: Turn) -> None:
        raise ValueError(f"cannot read {turn.event.text}")

    monkeypatch.setattr(typed_text, "hear", fails)


async def test_an_error_reaches_the_organizers_by_its_id_and_without_a_word(
    watched: Running, broken: None, olena: Phone, organizer: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    await organizer.types("/start")
    said = await olena.types(SECRET_WORDS)
    told = await organizer.reads_until("ValueError")
    error_id = told.partition("помилка ")[2].split()[0] if "помилка" in told else told.split("error ")[1][:8]
    assert len(error_id) == 8
    assert error_id in said
    assert error_id in caplog.text
    assert "Refat" not in told
    assert "Refat" not in caplog.text


async def test_many_errors_make_one_line_and_then_a_count(
    watched: Running, broken: None, olena: Phone, organizer: Phone
) -> None:
    await organizer.types("/start")
    before = len(organizer.messages)
    for _ in range(4):
        await olena.types(SECRET_WORDS)
    await organizer.reads_until("2")
    async with asyncio.timeout(5):
        while len(organizer.messages) < before + 2:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    first, second = (message.text for message in organizer.messages[before:])
    assert "\n" not in first
    assert "2" in second.splitlines()[1]  # the second line tells of one and counts two


async def test_an_organizer_who_never_came_stops_nobody(watched: Running, broken: None, olena: Phone) -> None:
    await olena.types(SECRET_WORDS)
    assert "Write a letter" in str((await olena.types("/start"), olena.buttons()))


def test_a_line_of_json_holds_the_id_and_hides_tokens() -> None:
    said = list[str]()

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(self.format(record))

    ear, logger = Ear(), logging.getLogger("bot.error_logs")
    ear.setFormatter(JsonLines())
    logger.addHandler(ear)
    try:
        error_id = report(ValueError(SECRET_WORDS))
        logger.warning("at /bot%s/getMe", "123456789:AAabcdefghijklmnopqrstuvwxyz0123456")
        logger.error("it broke", exc_info=ValueError(SECRET_WORDS))
    finally:
        logger.removeHandler(ear)
    first, second, third = map(json.loads, said)
    assert first["error_id"] == error_id
    assert first["level"] == "ERROR"
    assert first["time"].endswith("+00:00")
    assert "[hidden]" in second["message"]
    assert third["message"] == "it broke (ValueError)"
    assert "Refat" not in "".join(said)


def test_log_format_json_makes_every_line_json() -> None:
    program = "from bot.error_logs import set_up_logging; set_up_logging('INFO', 'json'); 1 / 0"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    [line] = done.stderr.splitlines()
    assert json.loads(line)["message"].startswith("error ")
