"""The Bot API's methods about pinned messages, in private chats."""

from bot.playground import bot_methods
from bot.playground.api_calls import Call
from bot.playground.api_types import Message, bad_request
from bot.playground.chats import Chat, Telegram


def pin_chat_message(telegram: Telegram, call: Call) -> bool:
    chat = _chat(telegram, call)
    message = _message(chat, bot_methods.message_id(call), "message to pin not found")
    if message.id in chat.pinned:
        raise bad_request("CHAT_NOT_MODIFIED")
    chat.pinned.append(message.id)
    # The chat says so, and the bot hears of it like anybody else.
    said = telegram.post(chat, telegram.bot, extra={"pinned_message": message.as_json(chat.as_json())})
    telegram.updates.add("message", said.as_json(chat.as_json()), chat.id, said)
    return True


def unpin_chat_message(telegram: Telegram, call: Call) -> bool:
    chat, wanted = _chat(telegram, call), bot_methods.message_id(call)
    if not wanted and not chat.pinned:
        raise bad_request("message to unpin not found")
    message = _message(chat, wanted or max(chat.pinned), "message to unpin not found")
    if message.id not in chat.pinned:
        raise bad_request("CHAT_NOT_MODIFIED")
    chat.pinned.remove(message.id)
    telegram.changed(chat.id)
    return True


def _chat(telegram: Telegram, call: Call) -> Chat:
    chat = telegram.chat_to_write(bot_methods.chat_id(call))
    if chat.kind != "private":  # nobody makes the bot an administrator here
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


def _message(chat: Chat, message_id: int, missing: str) -> Message:
    message = chat.history.get(message_id)
    if message is None:
        raise bad_request(missing)
    if message.is_announcement:
        raise bad_request("service messages can't be pinned")
    return message
