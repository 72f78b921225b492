"""A real process under a clock that jumps: nothing is lost, and it goes on when the clock is right."""

import asyncio
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.config import Config
from bot.jobs.night import carry
from bot.playground import Playground
from tests.conftest import polling_bot
from tests.drills.servers import Server, server
from tests.fire.processes import settings_of
from tests.support.organizer import rows_of
from tests.support.phone import Phone
from tests.support.records import only_pledge_in, sealed_in
from tests.support.supporter import Supporter
from tests.supporter.test_pledge_card import reminded

FAKETIME = next(iter(Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.skipif(FAKETIME is None, reason="needs Debian's package faketime")
@pytest.mark.parametrize("jumps", [("-3d", "+90m", "+400d"), ("asleep +400d",)], ids=["awake", "asleep"])
async def test_a_clock_that_jumps_destroys_nothing(
    playground: Playground, config: Config, database_url: str, tmp_path: Path, jumps: Sequence[str]
) -> None:
    """Forwards, backwards, by hours and days, and while the whole process slept, as a suspended machine."""
    shift = tmp_path / "shift"
    shift.write_text("+0")
    settings = {
        **settings_of(playground, database_url),
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(shift),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    ann = Supporter(Phone(playground, playground.person("Ann", "en")), "en")
    async with polling_bot(config) as running:
        code = await reminded(ann)
        assert await carry(running.engine)
    async with server(tmp_path / "server", settings) as bot:
        before = await everything(database_url)
        assert all(before.values())
        for number, jump in enumerate(jumps, 1):
            if jump.startswith("asleep"):
                bot.signals(signal.SIGSTOP)
                await asyncio.sleep(3)
            shift.write_text(jump.split()[-1])
            bot.signals(signal.SIGCONT)
            await _says(bot, "until it is right", number)
            await asyncio.sleep(25)  # one look at what is due, at least
            assert await everything(database_url) == before
            shift.write_text("+0")
            await _says(bot, "the clock is right again", number)
            said = len(ann.phone.messages)
            ann.phone.person.sends(code)
            async with asyncio.timeout(20):
                while len(ann.phone.messages) < said + 2:  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
        assert (await only_pledge_in(database_url))["expired_on"] is None
        await bot.stops()


async def everything(url: str) -> Mapping[str, Any]:
    """What a wrong clock would erase; of conversations the number, for each answer seals one anew."""
    kept = {table: await rows_of(url, table) for table in ("contacts", "notices")}
    return kept | {"conversations": len(await sealed_in(url))}


async def _says(bot: Server, words: str, times: int) -> None:
    async with asyncio.timeout(90):
        while bot.log.count(words) < times:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
