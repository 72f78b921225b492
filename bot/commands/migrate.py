"""Bring the database to the newest schema (the bot does this by itself when it starts)."""

import argparse
import asyncio

from bot.config import read_config
from db.database import Database
from db.schema import newest_revision


def main(_options: argparse.Namespace) -> None:
    """Migrate, and say to what."""
    asyncio.run(_migrate(read_config().database_url))
    print(f"the schema is {newest_revision()}")


async def _migrate(url: str) -> None:
    async with Database(url) as database:
        await database.migrate()
