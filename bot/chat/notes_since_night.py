"""What sealed rows have noted since the last night, opened in memory: for figures and the office."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import cards
from bot.chat.state import Conversation
from bot.chat.state_storage import conversations_in
from db import conversations
from db.night import Carried
from db.notes import Note
from db.vault import Vault

ROWS_AT_ONCE = 500


def silenced(conversation: Conversation) -> tuple[Note, ...]:
    """What the night must know so that nobody is spoken to any more: in notes without a person.

    Of a letter that is somebody else's only what was said of it is left: its contact is not this person's.
    """
    own = {*conversation.codes, *(one.code for one in conversation.notes if one.language)}
    kept = {code: Note(code=code) for code in conversation.codes}
    kept |= {one.code: one for one in conversation.notes}
    return tuple(one.without_wishes() if code in own else one for code, one in kept.items())


def carried(conversation: Conversation, notes: tuple[Note, ...], done: Carried, today: date) -> Conversation:
    """The conversation after a night that has carried these notes, and has done this."""
    kept = tuple(one for one in conversation.notes if one not in notes)
    known = dict.fromkeys((*conversation.codes, *(one.code for one in notes)))
    person = conversation.user_id
    codes = tuple(one for one in known if one in done.contacts and done.holders.get(one, person) == person)
    return cards.after_night(conversation.changed(notes=kept, codes=codes), done.to_post, today)


async def opened(connection: AsyncConnection, vault: Vault) -> AsyncIterator[Conversation]:
    """Every stored conversation, in the order of their keys; those of nobody too."""
    after = conversations.BEFORE_ALL
    while page := await conversations.page(connection, after, ROWS_AT_ONCE):
        after = max(page)
        for one in conversations_in(page, vault):
            yield one


def notes_with(vault: Vault) -> Callable[[AsyncConnection], Awaitable[Sequence[Note]]]:
    """Opens every note with these keys."""

    async def notes(connection: AsyncConnection) -> list[Note]:
        return [note async for one in opened(connection, vault) for note in one.notes]

    return notes
