"""One update being decided inside its transaction: what a handler reads, changes and returns."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.context import House
from bot.chat.screen import NOTHING, Screen
from bot.chat.state import Conversation
from bot.chat.view import View
from bot.i18n import Translate
from bot.intake.updates import Event
from bot.supporter.questions import current
from bot.telegram.delivery import Spoken
from db.pledges import Facts


class Turn:
    """One update being decided, inside its transaction. A handler reads, changes `conversation`,
    and returns the screen; nothing it does lasts if it raises.
    """

    def __init__(
        self,
        event: Event,
        house: House,
        connection: AsyncConnection,
        facts: Facts,
        conversation: Conversation,
    ) -> None:
        self.event = event
        self.house = house
        self.connection = connection
        self.conversation = conversation
        self.today = house.today()
        self.acted = False  # wrote beside the conversation; remembered, so that it is done once
        self.facts_changed = False  # the numbers beside the names are other ones now
        self.erased = False  # what is gone shall leave no trace in the database's files
        self._facts = facts

    @property
    def t(self) -> Translate:
        """The language this person reads."""
        return self.house.languages[
            self.house.language_of(self.conversation.language, self.event.client_language)
        ]

    @property
    def view(self) -> View:
        """Everything a screen may look at."""
        return View(self.conversation, self.house, self.t, self._facts, self.today)

    @property
    def is_organizer(self) -> bool:
        """Whether the sender is one; asked at every tap."""
        return self.event.user_id in self.house.organizers

    def change(self, **fields: Any) -> None:
        """Change the conversation; every button drawn before is old from now on.

        The first visit is a random number, so that buttons from before /forget stay old.
        """
        visit = (self.conversation.visit or secrets.randbelow(1_000_000)) + 1
        self.conversation = replace(self.conversation, visit=visit, **fields)


Handler = Callable[[Turn], Awaitable[Screen]]


def once(handler: Handler) -> Handler:
    """The handler, for an update that may be delivered again: it changes something only the first time."""

    async def decided(turn: Turn) -> Screen:
        event, before = turn.event, turn.conversation
        if before.has_heard(event.update_id, event.own_message_id):
            return current(turn.view)
        screen = await handler(turn)
        if turn.acted or turn.conversation not in (before, Conversation(event.user_id)):
            turn.conversation = turn.conversation.heard(event.update_id, event.message_id, turn.today)
        return screen

    return decided


def noted(spoken: Spoken, codes: Sequence[str]) -> Handler:
    """Notes what has arrived: the ids of messages, and that the letters with these codes are in the chat."""

    async def note(turn: Turn) -> Screen:
        if turn.conversation == Conversation(turn.event.user_id):
            return NOTHING  # forgotten meanwhile
        conversation = turn.conversation.spoke(spoken.message_ids, turn.today)
        if spoken.complete:
            letters = tuple(replace(one, sent=one.sent or one.code in codes) for one in conversation.letters)
            conversation = replace(conversation, letters=letters)
        turn.conversation = conversation
        return NOTHING

    return note
