"""One small server: SQLite, polling, restarted while people write, under the unit's restrictions."""

import asyncio
from pathlib import Path

import aiohttp
import pytest

from bot.playground import Playground
from tests.drills.servers import server
from tests.fire.processes import free_port, settings_of
from tests.fire.walkers import Walkers
from tests.support.figures import figure
from tests.support.records import pledges_in


async def test_a_restart_loses_nothing(playground: Playground, tmp_path: Path) -> None:
    await _drill(playground, tmp_path, people=12, restarts=2, seconds=1.5)


@pytest.mark.soak
@pytest.mark.timeout(1200)
async def test_restarts_all_day_lose_nothing(playground: Playground, tmp_path: Path) -> None:
    await _drill(playground, tmp_path, people=24, restarts=30, seconds=4)


async def _drill(playground: Playground, folder: Path, *, people: int, restarts: int, seconds: float) -> None:
    url = f"sqlite+aiosqlite:///{folder / 'mektup.db'}"
    listen = f"127.0.0.1:{free_port()}"
    settings = {**settings_of(playground, url), "LOG_LEVEL": "INFO", "LISTEN": listen}
    stopped = list[float]()
    async with server(folder / "server", settings) as bot, aiohttp.ClientSession() as session:
        async with Walkers(playground, people) as walkers:
            for _ in range(restarts):
                await asyncio.sleep(seconds)
                walkers.check()
                async with session.get(f"http://{listen}/health") as answer:
                    assert answer.status == 200
                stopped.append(await bot.stops())
                await bot.starts()
            await walkers.finish()
        async with session.get(f"http://{listen}/metrics") as answer:
            assert "mektup_updates_total" in await answer.text()
        stopped.append(await bot.stops())
        assert bot.errors == []
    stored = [pledge["code"] for pledge in await pledges_in(url)]
    figure(
        f"small server: {restarts} restarts, {walkers.taps} taps, {len(stored)} pledges, "
        f"slowest stop {max(stopped):.1f} s, slowest answer {max(walkers.seconds):.1f} s"
    )
    assert max(stopped) < 10
    assert walkers.unanswered == []
    assert sorted(walkers.codes()) == sorted(stored)
    assert walkers.promises == len(stored) > 0
    assert (folder / "mektup.db").stat().st_mode & 0o077 == 0, "the database is its owner's alone"
