"""Seal everything anew under the current SECRET_KEY, while the bot runs; then the old one can go."""

import argparse
import asyncio

from bot.chat.state_storage import owner
from bot.config import read_config
from db import contacts, conversations, evenings
from db.database import Database
from db.errors import MistakeError
from db.vault import Vault

ROWS_AT_ONCE = 100  # short transactions: people at the bot hardly wait


def main(_options: argparse.Namespace) -> None:
    """Reseal rows in pages of their own transactions; may be stopped and begun again at any time."""
    config = read_config("secret_key")
    if not config.old_secret_keys:
        raise MistakeError("OLD_SECRET_KEYS: is missing; put the secret there that SECRET_KEY has replaced")
    people, kept, opened = asyncio.run(_rekey(Database(config.database_url), config.vault))
    print(f"{people} conversations, {kept} contacts and {opened} evenings are sealed anew.")
    print("OLD_SECRET_KEYS can go once no copy is needed; the buttons of older cards then only redraw.")


async def _rekey(database: Database, vault: Vault) -> tuple[int, int, int]:
    async with database:
        await database.migrate()
        people = kept = opened = 0
        last: int | None = conversations.BEFORE_ALL
        while last is not None:
            async with database.write() as connection:
                page = await conversations.rekey(connection, vault, owner, last, ROWS_AT_ONCE)
            people, last = people + page.moved, page.last
        while True:
            async with database.write() as connection:
                resealed = await contacts.reseal(connection, vault, ROWS_AT_ONCE)
            if not resealed:
                break
            kept += resealed
        while True:
            async with database.write() as connection:
                resealed = await evenings.reseal(connection, vault, ROWS_AT_ONCE)
            if not resealed:
                break
            opened += resealed
        await database.forget_deleted()
        return people, kept, opened
