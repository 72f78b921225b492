"""Bring the database to the newest schema (the bot does this by itself when it starts)."""

import argparse
import asyncio

from bot.config import read_config
from db.database import Database
from db.schema import newest_revision


def options(_parser: argparse.ArgumentParser) -> None:
    """Take none."""


def main(_options: argparse.Namespace) -> None:
    """Migrate, and say to what."""
    asyncio.run(_migrate(Database(read_config().database_url)))
    print(f"the schema is {newest_revision()}")


async def _migrate(database: Database) -> None:
    try:
        await database.migrate()
    finally:
        await database.close()
