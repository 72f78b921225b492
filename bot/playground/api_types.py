"""The Bot API's types: users, buttons, files, messages; frozen, each shown as the Bot API shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.playground.entities import Entity

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class User:
    id: int
    first_name: str
    language_code: str = ""
    username: str = ""
    is_bot: bool = False

    def as_json(self) -> Json:
        user: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        known = {"username": self.username, "language_code": self.language_code}
        return user | {name: value for name, value in known.items() if value}


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button; exactly one of callback_data, url and copy_text is set."""

    text: str
    callback_data: str | None = None
    url: str | None = None
    copy_text: str | None = None
    style: str | None = None

    def as_json(self) -> Json:
        button: Json = {"text": self.text, "callback_data": self.callback_data, "url": self.url}
        button |= {"copy_text": self.copy_text and {"text": self.copy_text}, "style": self.style}
        return {name: value for name, value in button.items() if value is not None}


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class File:
    id: str
    name: str
    mime: str
    data: bytes = field(repr=False)

    @property
    def unique_id(self) -> str:
        return self.id[-15:]

    @property
    def path(self) -> str:
        return f"documents/{self.unique_id}/{self.name}"

    def as_json(self) -> Json:
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.data)}


@dataclass(frozen=True, slots=True)
class Attachment:
    """What a message carries beside words: kind is the Bot API's field name (document, photo, sticker, …)."""

    kind: str
    body: Any
    file: File | None = None


@dataclass(frozen=True, slots=True)
class Message:
    id: int
    chat_id: int
    date: int
    sender: User | None
    text: str = ""  # the caption, where there is an attachment
    entities: tuple[Entity, ...] = ()
    keyboard: Keyboard = ()
    attachment: Attachment | None = None
    edit_date: int | None = None
    extra: Mapping[str, Any] = field(
        default_factory=dict
    )  # reply_to_message, forward_origin, new_chat_members …
    revision: int = 0  # grows with every change in any chat: the greatest is the newest thing to see

    @property
    def buttons(self) -> tuple[Button, ...]:
        return tuple(button for row in self.keyboard for button in row)

    @property
    def is_announcement(self) -> bool:
        """Whether it only tells what has happened in the chat."""
        return "pinned_message" in self.extra or "new_chat_members" in self.extra

    @property
    def document(self) -> File | None:
        return self.attachment.file if self.attachment and self.attachment.kind == "document" else None

    @property
    def photo(self) -> File | None:
        return self.attachment.file if self.attachment and self.attachment.kind == "photo" else None

    def as_json(self, chat: Json) -> Json:
        message: Json = {"message_id": self.id, "date": self.date, "chat": chat}
        if self.sender:
            message["from"] = self.sender.as_json()
        if self.edit_date:
            message["edit_date"] = self.edit_date
        message |= self.extra
        words, marks = "text", "entities"
        if self.attachment:
            message[self.attachment.kind] = self.attachment.body
            words, marks = "caption", "caption_entities"
        if self.text:
            message[words] = self.text
        if self.entities:
            message[marks] = [entity.as_json() for entity in self.entities]
        if self.keyboard:
            rows = [[button.as_json() for button in row] for row in self.keyboard]
            message["reply_markup"] = {"inline_keyboard": rows}
        return message


@dataclass(frozen=True, slots=True)
class Update:
    id: int
    kind: str
    body: Json
    chat_id: int
    date: float
    message: Message | None = None
    line: int = 0  # the webhook gets those of one kind and line one after the other

    def as_json(self) -> Json:
        return {"update_id": self.id, self.kind: self.body}


class ApiError(Exception):
    """The Bot API says no: its error code, its exact description and, for a flood, the seconds to wait."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after


def bad_request(description: str) -> ApiError:
    return ApiError(400, f"Bad Request: {description}")
