"""One update as the bot understands it; the border where foreign text is cleaned."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Literal

ALLOWED_UPDATES = ["message", "callback_query", "my_chat_member"]
MOST_MARKS = 3  # combining marks on one letter; more is a text that climbs out of its line

Kind = Literal["text", "command", "other", "press", "group", "blocked", "due"]

# Control characters, lone surrogates, bidi overrides and isolates, noncharacters, the tag block.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufdd0-\ufdef\ud800-\udfff\U000e0000-\U000e007f"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL | re.ASCII)


@dataclass(frozen=True, slots=True)
class Event:
    """What one person did; "due" is what time did. `chat_id` differs from `user_id` only for "group"."""

    update_id: int
    kind: Kind
    user_id: int
    chat_id: int
    client_language: str = ""
    text: str = ""
    command: str = ""
    press: str = ""
    query_id: str | None = None
    message_id: int | None = None
    can_edit: bool = False

    @property
    def own_message_id(self) -> int | None:
        """The id of the message this person wrote; a press is about one of ours."""
        return None if self.kind == "press" else self.message_id

    @property
    def is_private(self) -> bool:
        """Whether the answer is seen by this person only."""
        return self.chat_id == self.user_id

    @property
    def can_take_letters(self) -> bool:
        """Whether a finished letter may follow: never into a group, never to somebody who stopped the bot."""
        return self.kind not in ("group", "blocked")


def read_event(update: dict[str, Any], bot_name: str = "") -> Event | None:
    """The event in a Bot API Update, or None for what is not addressed to us.

    Edits, channel posts, business messages and bots are not. Rights are never taken from a chat:
    in a private chat the chat's id is the person's id, and that is checked here.
    """
    update_id = update["update_id"]
    if query := update.get("callback_query"):
        return _press(update_id, query)
    if message := update.get("message"):
        return _message(update_id, message, bot_name)
    member = update.get("my_chat_member")
    if member and member["chat"]["type"] == "private" and member["new_chat_member"]["status"] == "kicked":
        return Event(update_id, "blocked", member["from"]["id"], member["chat"]["id"])
    return None


def clean(text: str) -> str:
    """Text as we keep it: composed (NFC), one kind of line break, nothing invisible that reorders it."""
    text = unicodedata.normalize("NFC", _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    letters, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            letters.append(letter)
    return "".join(letters).strip()


def length(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _press(update_id: int, query: dict[str, Any]) -> Event | None:
    sender, message = query["from"], query.get("message")
    if not message or sender.get("is_bot") or message["chat"]["id"] != sender["id"]:
        return None
    return Event(
        update_id,
        "press",
        sender["id"],
        sender["id"],
        client_language=sender.get("language_code", ""),
        press=query.get("data", ""),
        query_id=query["id"],
        message_id=message["message_id"],
        can_edit=message.get("date", 0) != 0 and "text" in message,  # 0: Telegram shows it no longer
    )


def _message(update_id: int, message: dict[str, Any], bot_name: str) -> Event | None:
    sender, chat = message.get("from"), message["chat"]
    if not sender or sender.get("is_bot") or message.get("sender_chat"):
        return None
    text = clean(message.get("text", ""))
    match = _COMMAND.fullmatch(text) if text.startswith("/") else None
    if chat["type"] != "private":
        addressed = match and (match[2] or "").lower() in ("", bot_name.lower())
        if chat["type"] not in ("group", "supergroup") or not (addressed or _joined(message, bot_name)):
            return None
        return Event(update_id, "group", sender["id"], chat["id"], sender.get("language_code", ""))
    if chat["id"] != sender["id"]:
        return None
    return Event(
        update_id,
        "command" if match else "text" if text else "other",
        sender["id"],
        chat["id"],
        client_language=sender.get("language_code", ""),
        text=(match[3] or "").strip() if match else text,
        command=match[1].lower() if match else "",
        message_id=message["message_id"],
    )


def _joined(message: dict[str, Any], bot_name: str) -> bool:
    members = message.get("new_chat_members", ())
    return any(member.get("username", "").lower() == bot_name.lower() for member in members)
