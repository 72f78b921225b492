"""Conversations as rows, and back."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

from bot.chat.state import NOBODY, Conversation, read_state
from db import conversations
from db.conversations import Row
from db.database import Database
from db.notes import Note
from db.vault import Vault

ROWS_AT_ONCE = 200  # opened before others have their turn


async def every_conversation(database: Database, vault: Vault) -> AsyncIterator[Conversation]:
    """Every stored conversation, opened, in the order of their keys; other work goes on meanwhile."""
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


def opened(person: int, stored: bytes | None) -> Conversation:
    """The conversation with this person; of a count of today's promises alone, an empty one with it."""
    found = read_state(stored) if stored else None
    if found is None:
        return Conversation(person)
    return found if found.user_id == person else replace(found, user_id=person)


def row_of(conversation: Conversation) -> Row | None:
    """What to keep of it; None where nothing is left."""
    if conversation.is_empty:
        return None
    return Row(conversation.to_bytes(), conversation.forget_on)


def row_of_nobody(notes: tuple[Note, ...], today: date) -> Row:
    """What the night still owes to the tables after /forget."""
    rest = Conversation(NOBODY, notes=notes, active_on=today)
    return Row(rest.to_bytes(), rest.forget_on)


def row_of_count(conversation: Conversation) -> Row:
    """The row that holds the day's limit where no conversation is stored."""
    count = replace(conversation.forgotten, user_id=NOBODY)
    return Row(count.to_bytes(), count.pledged_on + timedelta(days=1))
