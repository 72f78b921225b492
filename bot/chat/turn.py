"""One update as it is decided in a transaction: what a handler reads, changes and returns."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import cards
from bot.chat.context import AppContext
from bot.chat.event import Event
from bot.chat.screen import Screen, Shown, place_of
from bot.chat.state import Conversation
from bot.chat.view import View
from bot.i18n.translate import Translate
from db.notes import Note
from db.public_figures import Facts


class Turn:
    """One update as it is decided in a transaction. A handler reads, changes `conversation`,
    and returns the screen; nothing it does lasts if it raises.
    """

    def __init__(
        self,
        event: Event,
        context: AppContext,
        connection: AsyncConnection,
        facts: Facts,
        conversation: Conversation,
    ) -> None:
        self.event = event
        self.context = context
        self.connection = connection
        self.conversation = conversation
        self.today = context.today()
        self.acted = False  # an organizer's act; remembered, so that it is done once
        self.left: tuple[Note, ...] = ()  # for the night, of somebody who is forgotten
        self.facts_changed = False  # somebody was released
        self.erased = False  # what is gone shall leave no trace in the database's files
        self._facts = facts
        self._view: View | None = None

    @property
    def t(self) -> Translate:
        """The language this person reads."""
        client = self.event.client_language or self.conversation.marks.client_language
        return self.context.languages[self.context.language_of(self.conversation.choices.language, client)]

    @property
    def view(self) -> View:
        """Everything a screen may look at; the same value until something changes."""
        view = self._view
        if not view or view.conversation is not self.conversation or view.context is not self.context:
            view = self._view = View(self.conversation, self.context, self.t, self._facts, self.today)
        return view

    @property
    def present(self) -> str:
        """The present screen as it is owed below what else is: each change its own."""
        return f"present::{self.conversation.revision}"

    @property
    def is_organizer(self) -> bool:
        """Whether the sender is one; asked at every tap."""
        return self.event.user_id in self.context.organizers

    def change(self, **fields: Any) -> None:
        """Change the conversation; every button drawn before is old from now on.

        The first revision is a random number, so that buttons from before /forget stay old.
        """
        revision = (self.conversation.revision or secrets.randbelow(1_000_000)) + 1
        self.conversation = self.conversation.changed(revision=revision, **fields)


Handler = Callable[[Turn], Awaitable[Shown]]


def once(handler: Handler, redraw: Handler) -> Handler:
    """Wrap a handler so that an update that was handled before only redraws."""

    async def decided(turn: Turn) -> Shown:
        event, before = turn.event, turn.conversation
        is_again = before.has_heard(turn.context.bot_id, event.update_id, event.own_message_id)
        if is_again and event.kind != "group":  # another chat, whose updates come in an order of their own
            return _not_over_another(turn, await redraw(turn))
        screen = await handler(turn)
        turn.conversation = cards.pinning(turn.conversation.owing(*screen.owes))
        if turn.acted or (turn.conversation != before and not turn.conversation.is_empty):
            context = turn.context
            heard = turn.conversation.heard(context.bot_id, event.update_id, event.message_id, turn.today)
            turn.conversation = heard.changed(
                client_language=event.client_language,
                acted_at=int(context.now().timestamp()) // 60,
                screen=_stands_in(event, screen, heard.marks.screen),
            )
        return screen

    return decided


def _not_over_another(turn: Turn, screen: Shown) -> Shown:
    """Draw the present screen over no message that it does not stand in; a card is drawn where it is."""
    is_there = turn.event.kind != "press" or turn.conversation.marks.screen == turn.event.message_id
    if isinstance(screen, Screen) and not screen.apart:
        return replace(screen, below=not is_there)
    return screen


def _stands_in(event: Event, screen: Shown, before: int) -> int:
    """The message the present screen stands in after this answer; 0 for one not yet sent."""
    if isinstance(screen, Screen) and screen.apart:
        return before
    return place_of(event, screen) or 0
