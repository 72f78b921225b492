"""Folding: what changed is added to the figures every half minute, so that reading them stays short."""

import asyncio

from bot.engine.engine import Engine
from bot.errors import report
from db.database import is_database_away
from db.figures import fold

PAUSE_SECONDS = 30.0


async def keep(engine: Engine) -> None:
    """Fold until cancelled; while the database is away the changes wait, and count all the same."""
    while True:
        try:
            async with engine.database.write() as connection:
                await fold(connection)
        except Exception as error:
            if not is_database_away(error):
                report(error)
        await asyncio.sleep(PAUSE_SECONDS)
