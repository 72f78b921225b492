"""Try the bot in a browser, without Telegram and without a token."""

import argparse
import asyncio
import errno
import os
import tempfile
from contextlib import AsyncExitStack
from datetime import tzinfo
from pathlib import Path

from bot.campaign.loading import load_campaign
from bot.config import ConfigError, read_config
from bot.error_logs import set_up_logging
from bot.playground import Playground
from bot.run import run
from db.vault import new_secret


def options(parser: argparse.ArgumentParser) -> None:
    """Say where to listen."""
    usual = f"default: {PORT}, or any free one if that is taken"
    parser.add_argument("--port", type=int, help=f"port on 127.0.0.1 ({usual})")


def main(options: argparse.Namespace) -> None:
    """Serve the chat page until Ctrl-C; the database is a temporary file."""
    asyncio.run(_play(options.port))


async def _play(port: int | None) -> None:
    with tempfile.TemporaryDirectory(prefix="mektup-play-") as folder:
        async with AsyncExitStack() as doors:
            given = read_config()
            playground = await _opened(doors, port, load_campaign(given.campaign).campaign.zone)
            config = read_config(
                bot_token=playground.token,
                bot_api_url=playground.api_url,
                database_url=f"sqlite+aiosqlite:///{Path(folder) / 'play.db'}",
                secret_key=new_secret(),
                organizer_ids=given.organizer_ids or frozenset({ORGANIZER_ID}),
                webhook_url=None,
            )
            for name, language, number in PEOPLE:
                playground.person(name, language, number)
            set_up_logging("WARNING")
            print(f"Open {playground.api_url}/ in a browser. Ctrl-C stops it; nothing is kept.", flush=True)
            await run(config, now=playground.now)


async def _opened(doors: AsyncExitStack, port: int | None, zone: tzinfo) -> Playground:
    try:
        return await doors.enter_async_context(Playground(port=PORT if port is None else port, zone=zone))
    except (OSError, OverflowError) as error:
        if port is not None:
            why = os.strerror(error.errno or 0) if isinstance(error, OSError) else "there is no such port"
            raise ConfigError(f"--port {port}: {why}; without --port any free one is taken") from None
        if not isinstance(error, OSError) or error.errno != errno.EADDRINUSE:
            raise
    return await doors.enter_async_context(Playground(port=0, zone=zone))


PORT = 8080
ORGANIZER_ID = 1001
# Who is on the page at first: name, language of the client, Telegram id.
PEOPLE = (
    ("Olena", "uk", None),
    ("Ann", "en", None),
    ("Zarema", "crh", None),
    ("Organizer", "uk", ORGANIZER_ID),
)
