"""Reads a raw update of the Bot API into an event, and cleans its text."""

import re
from typing import Any

from bot.chat.event import Event
from bot.chat.text_cleaning import clean

ALLOWED_UPDATES = ["message", "callback_query", "my_chat_member"]

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL | re.ASCII)


def read_event(update: dict[str, Any], bot_name: str = "") -> Event | None:
    """Read the event in a Bot API Update; None for what is not addressed to the bot.

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
        sender, chat = member["from"]["id"], member["chat"]["id"]
        return Event(update_id=update_id, kind="blocked", user_id=sender, chat_id=chat)
    return None


def _press(update_id: int, query: dict[str, Any]) -> Event | None:
    sender, message = query["from"], query.get("message")
    if not message or sender.get("is_bot") or message["chat"]["id"] != sender["id"]:
        return None
    return Event(
        update_id=update_id,
        kind="press",
        user_id=sender["id"],
        chat_id=sender["id"],
        client_language=sender.get("language_code", ""),
        callback=query.get("data", ""),
        query_id=query["id"],
        message_id=message["message_id"],
        can_edit=message.get("date", 0) != 0 and "text" in message,  # 0: Telegram shows it no longer
    )


def _message(update_id: int, message: dict[str, Any], bot_name: str) -> Event | None:
    sender, chat = message.get("from"), message["chat"]
    if not sender or sender.get("is_bot") or message.get("sender_chat") or "pinned_message" in message:
        return None
    text = clean(message.get("text", ""))
    match = _COMMAND.fullmatch(text) if text.startswith("/") else None
    if chat["type"] != "private":
        addressed = match and (match[2] or "").lower() in ("", bot_name.lower())
        if chat["type"] not in ("group", "supergroup") or not (addressed or _joined(message, bot_name)):
            return None
        return Event(
            update_id=update_id,
            kind="group",
            user_id=sender["id"],
            chat_id=chat["id"],
            client_language=sender.get("language_code", ""),
            message_thread_id=message.get("message_thread_id") if message.get("is_topic_message") else None,
        )
    if chat["id"] != sender["id"]:
        return None
    return Event(
        update_id=update_id,
        kind="command" if match else "text" if text else "other",
        user_id=sender["id"],
        chat_id=chat["id"],
        client_language=sender.get("language_code", ""),
        text=(match[3] or "").strip() if match else text,
        command=match[1].lower() if match else "",
        message_id=message["message_id"],
        file_id=_file_of(message),
        file_name=str(message.get("document", {}).get("file_name", "")),
    )


def _file_of(message: dict[str, Any]) -> str:
    """Find the file of a message that may show codes; "" without one."""
    if photos := message.get("photo"):
        return str(photos[-1]["file_id"])  # the largest of several sizes
    return str(message.get("document", {}).get("file_id", ""))


def _joined(message: dict[str, Any], bot_name: str) -> bool:
    members = message.get("new_chat_members", ())
    return any(member.get("username", "").lower() == bot_name.lower() for member in members)
