"""SIGKILL at random moments, most in the middle of a batch, under load: nothing lost, nothing twice."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground import Playground
from tests.fire.processes import bot_process, webhook_settings
from tests.fire.walkers import Walkers
from tests.support.figures import figure
from tests.support.records import pledges_in

KILLS, SOAK_KILLS = 15, 50  # for each kind of intake with each kind of database
A_FEW = 5
WALKERS = 16
PATIENCE_SECONDS = (
    30.0  # with the last life; a letter with its papers needs one of a second, most are shorter
)


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    """A Telegram that repeats a webhook call after a tenth of a second, not after two."""
    async with Playground(time_scale=0.05, floods=False) as playground:
        yield playground


@pytest.mark.parametrize(
    ("intake", "database_url"), [("polling", "sqlite"), ("webhook", "postgres")], indirect=["database_url"]
)
async def test_a_few_kills_lose_nothing_and_double_nothing(
    intake: str, playground: Playground, database_url: str, tmp_path: Path
) -> None:
    await _drill(intake, playground, database_url, tmp_path, A_FEW, longest=0.9)


@pytest.mark.soak
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("intake", ["polling", "webhook"])
async def test_sixty_kills_lose_nothing_and_double_nothing(
    intake: str, playground: Playground, database_url: str, tmp_path: Path
) -> None:
    await _drill(intake, playground, database_url, tmp_path, KILLS, longest=0.9)


@pytest.mark.soak
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("intake", ["polling", "webhook"])
async def test_two_hundred_kills(
    intake: str, playground: Playground, database_url: str, tmp_path: Path
) -> None:
    await _drill(intake, playground, database_url, tmp_path, SOAK_KILLS, longest=2.5)


async def _drill(
    intake: str, playground: Playground, database_url: str, folder: Path, kills: int, longest: float
) -> None:
    """So many lives of at most so many seconds."""
    chance = random.Random(2016)
    settings = webhook_settings() if intake == "webhook" else {}
    in_batch = 0
    async with bot_process(playground, database_url, folder, **settings) as bot:
        await bot.starts()
        async with Walkers(playground, WALKERS, patience=PATIENCE_SECONDS) as walkers:
            for _ in range(kills):
                await asyncio.sleep(chance.uniform(0.05, longest))
                if chance.random() < 0.8:
                    await _until_busy(playground)
                walkers.check()
                in_batch += len(playground.telegram.updates.waiting) > 1
                await bot.is_killed()
                await bot.starts()
                walkers.disturbed += 1
            await walkers.finish()
        began = time.perf_counter()
        assert await bot.stops() == 0
        assert time.perf_counter() - began < 10

    stored = [pledge["code"] for pledge in await pledges_in(database_url)]
    figure(
        f"{intake}, {database_url.partition(':')[0]}: {kills} kills, {in_batch} in mid-batch, "
        f"{walkers.taps} taps, {len(walkers.unanswered)} unanswered, {len(stored)} pledges, "
        f"slowest answer {max(walkers.seconds):.1f} s"
    )
    assert in_batch > kills / 2
    assert walkers.unanswered == []
    assert sorted(walkers.codes()) == sorted(stored), "each code is in one chat, and in the database once"
    assert walkers.promises == len(stored)


async def _until_busy(playground: Playground) -> None:
    for _ in range(1000):
        if len(playground.telegram.updates.waiting) > 2:
            return
        await asyncio.sleep(0.001)
