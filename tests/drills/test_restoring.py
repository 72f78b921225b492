"""A copy taken while people write, restored elsewhere: every promise of before the last night is in it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import delete

from bot.playground import Playground
from db.tables import nights
from tests.conftest import new_postgres_database
from tests.drills.servers import DEPLOY, Server, server
from tests.fire.processes import settings_of
from tests.fire.walkers import Walkers
from tests.support.figures import figure
from tests.support.phone import Phone
from tests.support.records import connected, pledges_in


async def test_a_copy_taken_under_load_is_whole(
    playground: Playground, database_url: str, postgres: str, tmp_path: Path
) -> None:
    await _drill(playground, database_url, postgres, tmp_path, people=6, copies=1, seconds=2.0)


@pytest.mark.soak
@pytest.mark.timeout(1200)
async def test_copies_taken_under_load_all_day_are_whole(
    playground: Playground, database_url: str, postgres: str, tmp_path: Path
) -> None:
    await _drill(playground, database_url, postgres, tmp_path, people=24, copies=12, seconds=5.0)


async def _drill(
    playground: Playground, url: str, postgres: str, folder: Path, *, people: int, copies: int, seconds: float
) -> None:
    settings = {**settings_of(playground, url), "LOG_LEVEL": "INFO"}
    shown = list[set[str]]()
    async with server(folder / "server", settings) as bot:
        async with Walkers(playground, people, patience=60.0) as walkers:
            for number in range(copies):
                await asyncio.sleep(seconds)
                while not walkers.codes():  # noqa: ASYNC110  a busy machine needs longer for the first letters
                    await asyncio.sleep(0.1)
                walkers.check()
                shown.append(set(walkers.codes()))
                await bot.stops()
                await _night_is_missed(url)
                await bot.starts()
                await _carries(bot, nights=number + 2)  # the first had nothing to carry
                await _mektup(folder, settings, "backup", str(folder / f"{number}.copy"))
            await walkers.finish()
        await bot.stops()
        assert bot.errors == []
    assert walkers.unanswered == []
    everything = set(walkers.codes())
    found = list[int]()
    for number, before in enumerate(shown):
        async with _elsewhere(url, postgres, folder, number) as other:
            restored = settings | {"DATABASE_URL": other}
            await _mektup(folder, restored, "restore", str(folder / f"{number}.copy"))
            codes = {pledge["code"] for pledge in await pledges_in(other)}
            found.append(len(codes))
            assert before <= codes <= everything
            if number == copies - 1:
                async with server(folder / "restored", restored) as bot:
                    olena = Phone(playground, playground.person("Olena", "en"))
                    assert "Promised" in await olena.types(sorted(before)[0])
    figure(f"restored from {url.partition(':')[0]}: shown {[len(one) for one in shown]}, found {found}")
    assert shown[-1]


@asynccontextmanager
async def _elsewhere(url: str, postgres: str, folder: Path, number: int) -> AsyncIterator[str]:
    """An empty database of the other kind."""
    if url.startswith("sqlite"):
        async with new_postgres_database(postgres, f"restored_{number}") as other:
            yield other
    else:
        yield f"sqlite+aiosqlite:///{folder / f'restored-{number}.db'}"


async def _night_is_missed(url: str) -> None:
    """The next start of a bot lets a night pass: until then no table knows the letters of today."""
    async with connected(url) as connection:
        await connection.execute(delete(nights))


async def _carries(bot: Server, nights: int) -> None:
    async with asyncio.timeout(30):
        while bot.log.count("the night mail: ") < nights:  # noqa: ASYNC110  (another process writes it)
            await asyncio.sleep(0.05)


async def _mektup(folder: Path, settings: dict[str, str], *arguments: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(DEPLOY.parent), **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
