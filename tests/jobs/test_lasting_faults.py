"""A deaf bot is not green: /ready, the figures and one line to organizers say what is wrong."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.jobs import lasting_faults
from bot.monitoring.http_server import health, serving
from bot.monitoring.liveness import UNHEARD_SECONDS, UNSWEPT_SECONDS, Liveness
from bot.playground import Playground
from bot.playground.faults import dropped_before, refused
from bot.run import Running
from tests.conftest import ORGANIZER, on_sqlite
from tests.fire.processes import free_port
from tests.support.phone import Phone

CONFLICT = refused(409, "Conflict: terminated by other getUpdates request; make sure that only one bot runs")
AT_ONCE = dict.fromkeys(lasting_faults.PATIENCE, 0.0)


async def ready(bot: Running) -> tuple[int, str]:
    listen = f"127.0.0.1:{free_port()}"
    async with (
        serving(listen, health(bot.database, bot.engine.metrics.liveness)),
        aiohttp.ClientSession() as session,
    ):
        async with session.get(f"http://{listen}/health") as alive:
            assert (alive.status, await alive.text()) == (200, "alive\n")
        async with session.get(f"http://{listen}/ready") as answer:
            return answer.status, await answer.text()


async def present(bot: Running, copies: Path | None = None) -> list[str]:
    return await lasting_faults.troubles(bot.engine, bot.clock, copies)


def figure(bot: Running, name: str, **labels: str) -> float:
    value = bot.engine.metrics.registry.get_sample_value(name, labels)
    assert value is not None
    return value


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@asynccontextmanager
async def full_disk(bot: Running, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Everything can be read, and nothing can be written."""

    class Full:
        async def __aenter__(self) -> Any:
            raise OSError(28, "No space left on device")

        async def __aexit__(self, *_: object) -> None: ...

    with monkeypatch.context() as patch:
        patch.setattr(bot.database, "write", Full)
        yield


async def test_a_well_bot_is_ready_and_no_trouble_is_seen(bot: Running, olena: Phone) -> None:
    await olena.types("/start")
    assert await present(bot) == []
    assert await ready(bot) == (200, "ready\n")
    assert figure(bot, "mektup_commit_age_seconds") < 30
    assert figure(bot, "mektup_heard_age_seconds", by="polling") < 60
    assert figure(bot, "mektup_clock_trusted") == 1


async def test_a_database_that_takes_nothing_is_seen_without_anybody_writing(
    bot: Running, olena: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await olena.types("/start")
    async with full_disk(bot, monkeypatch):
        assert await present(bot) == ["alarm.database"]
        assert await ready(bot) == (503, "the database takes nothing\n")
    assert await present(bot) == []
    assert await ready(bot) == (200, "ready\n")


@on_sqlite
async def test_another_process_with_the_same_token_is_seen(
    bot: Running, olena: Phone, playground: Playground
) -> None:
    await olena.types("/start")
    playground.faults.cause(CONFLICT, method="getUpdates")
    liveness = bot.engine.metrics.liveness
    olena.person.starts("")  # ends the question that is held; the next one is refused
    await until(lambda: liveness.is_contested)
    assert await present(bot) == ["alarm.conflict"]
    status, said = await ready(bot)
    assert status == 503
    assert "another process" in said
    assert figure(bot, "mektup_poll_errors_total", kind="conflict") >= 1
    playground.faults.clear()
    olena.person.starts("")
    await until(lambda: not liveness.is_contested)
    assert await present(bot) == []


def unready(liveness: Liveness) -> list[str]:
    return liveness.unready()


def test_who_polls_and_hears_nothing_for_a_while_is_deaf() -> None:
    now = [0.0]
    liveness = Liveness(lambda: now[0])
    assert unready(liveness) == []
    liveness.intake = "polling"
    assert unready(liveness) == ["Telegram is not heard"], "not yet"
    liveness.heard("polling")
    assert unready(liveness) == []
    now[0] += UNHEARD_SECONDS + 1
    assert unready(liveness) == ["Telegram is not heard"]
    liveness.heard("webhook")
    now[0] += 24 * 3600  # a silent day: nobody wrote
    assert unready(liveness) == []


@on_sqlite
async def test_a_day_without_forgetting_and_two_nights_without_a_copy_are_seen(
    bot: Running, olena: Phone, tmp_path: Path
) -> None:
    await olena.types("/start")
    folder = tmp_path / "copies"
    folder.mkdir()
    assert await present(bot, folder) == [], "a new folder has time"
    copy = folder / "mektup-2016-01-05.copy"
    copy.touch()
    assert await present(bot, folder) == []
    two_nights_ago = time.time() - lasting_faults.COPIES_SECONDS - 1
    os.utime(copy, (two_nights_ago, two_nights_ago))
    assert await present(bot, folder) == ["alarm.copies"]
    assert figure(bot, "mektup_copy_age_seconds") > lasting_faults.COPIES_SECONDS
    liveness = bot.engine.metrics.liveness
    liveness._swept -= UNSWEPT_SECONDS + 1
    assert await present(bot) == ["alarm.late"]
    liveness.swept()
    assert await present(bot) == []


@on_sqlite
async def test_organizers_get_one_line_when_it_lasts_and_one_when_it_is_over(
    bot: Running, phone: Callable[..., Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    organizer = phone("Organizer", "en", ORGANIZER)
    await organizer.types("/start")
    before, looks = len(organizer.messages), 0

    async def look() -> list[str]:
        nonlocal looks
        looks += 1
        return await present(bot)

    watching = asyncio.create_task(lasting_faults.watch(bot.engine, look, pause=0.01, patience=AT_ONCE))
    async with full_disk(bot, monkeypatch):
        await organizer.reads_until("cannot write")
        seen = looks
        await until(lambda: looks > seen + 5)
    await organizer.reads_until("This is over")
    seen = looks
    await until(lambda: looks > seen + 5)
    watching.cancel()
    await asyncio.wait({watching})
    assert len(organizer.messages) == before + 2


@on_sqlite
async def test_what_is_over_soon_is_not_told(bot: Running, phone: Callable[..., Phone]) -> None:
    organizer = phone("Organizer", "en", ORGANIZER)
    await organizer.types("/start")
    before, looks = len(organizer.messages), 0

    async def look() -> list[str]:
        nonlocal looks
        looks += 1
        return ["alarm.unheard"] if looks in (2, 3) else []

    watching = asyncio.create_task(lasting_faults.watch(bot.engine, look, pause=0.01))
    await until(lambda: looks > 6)
    watching.cancel()
    await asyncio.wait({watching})
    assert len(organizer.messages) == before


@on_sqlite
async def test_what_could_not_be_told_while_telegram_was_away_is_told_after_it(
    bot: Running, phone: Callable[..., Phone], playground: Playground
) -> None:
    organizer = phone("Organizer", "en", ORGANIZER)
    await organizer.types("/start")
    playground.faults.cause(dropped_before(), method="sendMessage")
    away, looks = [True], 0

    async def look() -> list[str]:
        nonlocal looks
        looks += 1
        return ["alarm.unheard"] if away[0] else []

    watching = asyncio.create_task(lasting_faults.watch(bot.engine, look, pause=0.01, patience=AT_ONCE))
    await until(lambda: looks >= 2)
    playground.faults.clear()
    away[0] = False
    assert "does not reach Telegram" in await organizer.reads_until("This is over")
    watching.cancel()
    await asyncio.wait({watching})
