"""Try the bot in a browser, without Telegram and without a token."""

import argparse
import asyncio
import tempfile
from pathlib import Path

from bot.config import read_config
from bot.errors import set_up_logging
from bot.playground import Playground
from bot.run import run
from db.vault import new_secret


def options(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--port", type=int, default=8080, help="port on 127.0.0.1 (default: 8080)")


def main(options: argparse.Namespace) -> None:
    """Serve the chat page until Ctrl-C; the database is a temporary file."""
    asyncio.run(_play(options.port))


async def _play(port: int) -> None:
    with tempfile.TemporaryDirectory(prefix="mektup-play-") as folder:
        async with Playground(port=port) as playground:
            given = read_config()
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
            await run(config)


ORGANIZER_ID = 1001
# Who is on the page at first: name, language of the client, Telegram id.
PEOPLE = (
    ("Olena", "uk", None),
    ("Ann", "en", None),
    ("Zarema", "crh", None),
    ("Organizer", "uk", ORGANIZER_ID),
)
