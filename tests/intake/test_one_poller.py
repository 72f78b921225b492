"""Two processes polling for one bot beside one database: the second one waits until the first has gone."""

import asyncio
from pathlib import Path

from bot.playground import Playground
from tests.fire.processes import BotProcess, bot_process
from tests.support.phone import Phone


async def test_the_second_poller_waits_and_takes_over(
    playground: Playground, database_url: str, tmp_path: Path
) -> None:
    olena = Phone(playground, playground.person("Olena", "en"))
    folders = [tmp_path / "first", tmp_path / "second"]
    for one in folders:
        one.mkdir()
    async with (
        bot_process(playground, database_url, folders[0]) as first,
        bot_process(playground, database_url, folders[1]) as second,
    ):
        await first.starts()
        taking_over = asyncio.create_task(second.starts())
        await _says(second, "this one waits until it has gone")
        await olena.types("/start")
        assert "Write a letter" in olena.buttons()
        assert "another process polls with this token" not in first.log + second.log, "Telegram saw one"
        await first.is_killed()
        await taking_over
        assert "Help" in await olena.types("/help")
        assert await second.stops() == 0


async def _says(bot: BotProcess, words: str) -> None:
    async with asyncio.timeout(30):
        while words not in bot.log:  # noqa: ASYNC110  (another process writes it)
            await asyncio.sleep(0.05)
