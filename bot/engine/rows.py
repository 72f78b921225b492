"""Every stored conversation, one after the other."""

import asyncio
from collections.abc import AsyncIterator

from bot.chat.state import Conversation
from bot.chat.stored import read_state
from db import conversations
from db.database import Database
from db.vault import Vault

ROWS_AT_ONCE = 200  # opened before others have their turn


async def every_conversation(database: Database, vault: Vault) -> AsyncIterator[Conversation]:
    """Open every conversation, in the order of their keys; other work goes on meanwhile."""
    after = conversations.BEFORE_ALL
    while True:
        async with database.read() as connection:
            page = await conversations.page(connection, after, ROWS_AT_ONCE)
        if not page:
            return
        after = max(page)
        for key, sealed in page.items():
            state = conversations.open_state(vault, key, sealed)
            if state and (conversation := read_state(state)):
                yield conversation
        await asyncio.sleep(0)
