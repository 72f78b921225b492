"""Another process of the bot that sends what is due until it is killed: `python -m tests.support.replica`."""

import asyncio
import sys

from bot.config import Config
from bot.jobs import reminders
from bot.run import started


async def main(bot_api_url: str, token: str, database_url: str, secret: str, a_second: str) -> None:
    reminders.PER_SECOND = int(a_second)
    config = Config(
        _env_file=None, bot_token=token, bot_api_url=bot_api_url, database_url=database_url, secret_key=secret
    )
    async with started(config) as running:
        print("ready", flush=True)  # noqa: T201
        while True:
            await reminders.say_due(running.engine)
            await asyncio.sleep(0.1)


asyncio.run(main(*sys.argv[1:]))
