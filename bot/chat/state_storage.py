"""How a conversation is stored: as a row of compact JSON, which the database seals; and back."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from pydantic import TypeAdapter

from bot.chat.state import NOBODY, PART_OF, PARTS, Conversation
from db import conversations
from db.conversations import Row
from db.database import Database
from db.notes import Note
from db.vault import Vault

STATE = TypeAdapter(Conversation)
ROWS_AT_ONCE = 200  # opened before others have their turn


def to_bytes(conversation: Conversation) -> bytes:
    """Write all parts side by side; what has its default is left out."""
    content = STATE.dump_python(conversation, mode="json", exclude={"notes"}, exclude_defaults=True)
    for part in PARTS:
        content |= content.pop(part, {})
    if conversation.notes:
        content["notes"] = [one.as_json() for one in conversation.notes]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def from_bytes(stored: bytes) -> Conversation:
    """Read the conversation of `to_bytes`; fields of newer or older versions do no harm.

    Raises:
        ValueError, TypeError, KeyError: when it is not one.
    """
    content = json.loads(stored)
    if not isinstance(content, dict):
        raise TypeError("not a conversation")
    for name, part in PART_OF.items():
        if name in content:
            content.setdefault(part, {})[name] = content.pop(name)
    content["notes"] = tuple(Note.from_json(one) for one in content.get("notes", ()))
    return STATE.validate_python(content)


def read_state(state: bytes) -> Conversation | None:
    """Read the conversation stored so; None if it is none, or of another time: it begins anew."""
    try:
        return from_bytes(state)
    except (ValueError, TypeError, KeyError):
        return None


def conversation_in(person: int, stored: bytes | None) -> Conversation:
    """The conversation with this person; of a count of today's promises alone, an empty one with it."""
    found = read_state(stored) if stored else None
    return replace(found, user_id=person) if found else Conversation(user_id=person)


def conversations_in(page: Mapping[int, bytes], vault: Vault) -> Iterator[Conversation]:
    """Open these sealed rows; those of nobody too."""
    for key, sealed in page.items():
        state = conversations.open_state(vault, key, sealed)
        if state and (conversation := read_state(state)):
            yield conversation


async def every_conversation(database: Database, vault: Vault) -> AsyncIterator[Conversation]:
    """Every stored conversation, opened, in the order of their keys; other work goes on meanwhile."""
    after = conversations.BEFORE_ALL
    while True:
        async with database.read() as connection:
            page = await conversations.page(connection, after, ROWS_AT_ONCE)
        if not page:
            return
        after = max(page)
        for one in conversations_in(page, vault):
            yield one
        await asyncio.sleep(0)


def owner(state: bytes) -> int | None:
    """Read whose state this is; None if it is not one, or nobody's."""
    conversation = read_state(state)
    return (conversation.user_id or None) if conversation else None


def row_of(conversation: Conversation) -> Row:
    """Make its row, with the day on which something in it must be erased."""
    return Row(to_bytes(conversation), conversation.forget_on)


def row_of_nobody(notes: tuple[Note, ...], today: date) -> Row:
    """Make the row of what the night still owes to the tables after /forget."""
    return row_of(Conversation(user_id=NOBODY, notes=notes, active_on=today))


def row_of_count(conversation: Conversation) -> Row:
    """Make the row that holds the day's limit where no conversation is stored."""
    count = replace(conversation.forgotten, user_id=NOBODY)
    return Row(to_bytes(count), count.counts.pledged_on + timedelta(days=1))
