"""A real process that hears nothing, or not all: alive and not ready, and it hears again by itself."""

import asyncio
import time
from pathlib import Path

import aiohttp
import pytest

from bot.monitoring.liveness import UNHEARD_SECONDS
from bot.playground import Playground
from bot.playground.faults import dropped_before, refused
from tests.drills.servers import server
from tests.fire.processes import free_port, settings_of
from tests.support.figures import figure
from tests.support.phone import Phone

CONFLICT = refused(409, "Conflict: terminated by other getUpdates request; make sure that only one bot runs")


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_a_deaf_bot_says_so_and_hears_again(
    playground: Playground, database_url: str, tmp_path: Path
) -> None:
    listen = f"127.0.0.1:{free_port()}"
    olena = Phone(playground, playground.person("Olena", "en"))
    async with (
        server(tmp_path / "server", {**settings_of(playground, database_url), "LISTEN": listen}) as bot,
        aiohttp.ClientSession(f"http://{listen}") as session,
    ):
        await until_ready(session, 200, "ready")
        seconds = list[float]()
        for fault, said, limit in (
            (dropped_before(), "Telegram is not heard", UNHEARD_SECONDS + 90),
            (CONFLICT, "another process takes this bot's updates", 60),
        ):
            playground.faults.cause(fault, method="getUpdates")
            began = time.monotonic()
            await until_ready(session, 503, said, limit)
            seconds.append(time.monotonic() - began)
            async with session.get("/health") as answer:
                assert answer.status == 200
            olena.person.sends("/help")
            playground.faults.clear()
            await until_ready(session, 200, "ready")
            assert "Help" in await olena.settles()
        async with session.get("/metrics") as answer:
            figures = await answer.text()
        assert 'mektup_poll_errors_total{kind="conflict"}' in figures
        assert 'mektup_poll_errors_total{kind="' in figures.replace('kind="conflict"', "")
        await bot.stops()
        assert bot.errors == [] or all("another process polls" in one for one in bot.errors)
    kind = database_url.partition(":")[0]
    figure(f"deaf on {kind}: said after {seconds[0]:.0f} s, a conflict after {seconds[1]:.0f} s")


async def until_ready(session: aiohttp.ClientSession, status: int, said: str, seconds: float = 60) -> None:
    """Until /ready answers so."""
    async with asyncio.timeout(seconds):
        while True:
            async with session.get("/ready") as answer:
                if answer.status == status and said in await answer.text():
                    return
            await asyncio.sleep(0.2)
