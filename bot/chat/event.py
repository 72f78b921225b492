"""What one person did, as the bot understands it."""

from dataclasses import dataclass
from typing import Literal

from bot.checks.spreadsheet_import import Offer
from bot.letter.qr_reading import Found

Kind = Literal["text", "command", "other", "press", "group", "blocked", "due", "scan", "sheet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What one person did; "due" is what time did. `chat_id` differs from `user_id` only for "group"."""

    update_id: int
    kind: Kind
    user_id: int
    chat_id: int
    client_language: str = ""
    text: str = ""
    command: str = ""
    callback: str = ""
    query_id: str | None = None
    message_id: int | None = None
    can_edit: bool = False
    message_thread_id: int | None = None  # the topic of a forum it was said in
    file_id: str = ""  # of a photo or a document
    file_name: str = ""
    sheet: Offer | None = None  # what a spreadsheet would change, for "sheet"; None where it was not fetched
    scan: Found | None = None  # what is in it, for "scan"; None where it could not be read

    @property
    def own_message_id(self) -> int | None:
        """The id of the message this person wrote; a press is about one of ours."""
        return None if self.kind == "press" else self.message_id

    @property
    def is_private(self) -> bool:
        """Whether the answer is seen by this person only."""
        return self.chat_id == self.user_id


def due(person: int) -> Event:
    """What time does, not the person."""
    return Event(update_id=0, kind="due", user_id=person, chat_id=person)
