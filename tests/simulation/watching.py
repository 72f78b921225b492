"""What everybody can see from outside: what is said in which chat, which update is confirmed, what breaks."""

import html
import logging
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.chat.callback import Own, read_callback
from bot.chat.event import Event
from bot.intake.updates import read_event
from bot.playground import Playground
from bot.playground.api_types import Message, Update
from tests.simulation.people import WORD, Known

CODE = re.compile(r"\b([0-9A-Z]{4})-([0-9A-Z]{4})\b")
EXAMPLES = ("K7QF2M9X",)
RECENT = 30  # updates that may be delivered again


@dataclass(frozen=True, slots=True)
class Broken:
    """An invariant that does not hold, by its name."""

    invariant: str
    what: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.what}"


class BrokenError(AssertionError):
    """An invariant does not hold."""

    def __init__(self, broken: Broken) -> None:
        super().__init__(str(broken))
        self.broken = broken


def demand(holds: object, invariant: str, what: str) -> None:
    """Stop the simulation where something that must hold does not."""
    if not holds:
        raise BrokenError(Broken(invariant, what))


class Watch:
    """Looks at every message and every confirmation as it happens."""

    def __init__(self, playground: Playground, known: Known, organizers: frozenset[int]) -> None:
        self.telegram = playground.telegram
        self.known = known
        self.broken: Broken | None = None
        self.organizers = organizers
        self.letters: dict[int, list[str]] = {}  # messages without buttons, by chat: a letter is one
        self.recent: deque[Update] = deque(maxlen=RECENT)
        self.decided: dict[int, bool] = {}  # updates the bot has looked at, and whether they change anything
        self.confirmed: list[Event] = []  # since somebody last looked into the database
        self.screens: dict[int, int] = {}  # the message the present screen stands in, by chat
        self.sealed: dict[bytes, float] = {}  # the nonce of everything sealed, and when
        self.bot_name = playground.bot.username
        self._begin(playground)

    def demand(self) -> None:
        """Raise where something did not hold: the bot itself would catch it."""
        if self.broken:
            raise BrokenError(self.broken)

    def _demand(self, holds: object, invariant: str, what: str) -> None:
        if not holds and not self.broken:
            self.broken = Broken(invariant, what)

    def _begin(self, playground: Playground) -> None:
        telegram, updates = self.telegram, self.telegram.updates
        posts, edits, forgets = telegram.post, telegram.edit, updates._forget_before
        puts = updates.put

        def put(update: Update) -> None:
            self.recent.append(update)
            puts(update)

        def post(*given: Any, **named: Any) -> Message:
            message = posts(*given, **named)
            if message.sender == telegram.bot:
                self._said(message)
            return message

        def edit(*given: Any, **named: Any) -> Message:
            message = edits(*given, **named)
            if message.sender == telegram.bot:
                self._said(message)
            return message

        def forget_before(offset: int) -> None:
            before = dict(updates.waiting)
            forgets(offset)
            for update_id in before.keys() - updates.waiting.keys():
                self._confirmed(before[update_id])

        for place, name, watched in (
            (telegram, "post", post),
            (telegram, "edit", edit),
            (updates, "_forget_before", forget_before),
            (updates, "put", put),
        ):
            setattr(place, name, watched)

    def _said(self, message: Message) -> None:
        chat = message.chat_id
        text = message.text
        if message.attachment and message.attachment.file:
            text += message.attachment.file.data.decode("utf-8", "replace")
        if not message.buttons and not message.attachment:
            self.letters.setdefault(chat, []).append(text)
        for match in WORD.finditer(html.unescape(text)):
            self._demand(int(match[1]) == chat, "nothing of one person in another's chat", f"words in {chat}")
        for button in message.buttons:
            read = read_callback(button.callback_data or "-")
            if isinstance(read, Own):
                self._shown(chat, read.code)
        if chat in self.organizers:  # they are told codes, never people
            return
        for match in CODE.finditer(text):
            self._shown(chat, match[1] + match[2])

    def _shown(self, chat: int, code: str) -> None:
        if code in EXAMPLES:
            return
        owner = self.known.codes.setdefault(code, chat) if self._is_real(chat, code) else chat
        may = owner == chat or chat in self.organizers or (chat, code) in self.known.typed
        self._demand(may, "nothing of one person in another's chat", f"code {code} of {owner} in {chat}")

    def _is_real(self, chat: int, code: str) -> bool:
        return code in self.known.codes or (chat, code) not in self.known.typed

    def _confirmed(self, update: Update) -> None:
        if update.kind not in ("message", "callback_query"):
            return
        event = read_event(update.as_json(), self.bot_name)
        if event is None:
            return
        self._demand(
            update.id in self.decided,
            "every update confirmed was committed",
            f"{event.kind} of {event.user_id} was never decided",
        )
        if self.decided.get(update.id):
            self.confirmed.append(event)


class Alarm(logging.Handler):
    """Whatever the bot reports as an error nobody expected."""

    def __init__(self, is_dead: Callable[[], bool]) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []
        self._is_dead = is_dead

    def emit(self, record: logging.LogRecord) -> None:
        if hasattr(record, "error_id") and not self._is_dead():
            self.heard.append(record.getMessage())
