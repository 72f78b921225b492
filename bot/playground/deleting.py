"""The Bot API's methods that delete messages."""

from collections.abc import Callable

from bot.playground import settings
from bot.playground.calls import Call
from bot.playground.telegram import Chat, Telegram
from bot.playground.values import Message, bad_request

DELETABLE = 48 * 3600.0


def delete_message(telegram: Telegram, call: Call) -> bool:
    if not call.text("chat_id"):
        raise bad_request("chat identifier is not specified")
    if settings.message_id(call) == 0:
        raise bad_request("message identifier is not specified")
    chat = telegram.chat(settings.chat_id(call))
    message = chat.history.get(settings.message_id(call))
    if message is None:
        raise bad_request("message to delete not found")
    _delete(telegram, chat, [message])
    return True


def delete_messages(telegram: Telegram, call: Call) -> bool:
    ids = call.json("message_ids", "message_ids")
    if ids is None or ids == []:
        raise bad_request("message identifiers are not specified")
    if not isinstance(ids, list):
        raise bad_request("expected an Array of message identifiers")
    if len(ids) > 100:
        raise bad_request("too many message identifiers specified")
    if any(int(one) <= 0 for one in ids):
        raise bad_request("invalid message identifier specified")
    chat = telegram.chat(settings.chat_id(call))
    # those that are not there are skipped, but one that may not be deleted keeps all the others
    _delete(telegram, chat, [chat.history[int(one)] for one in ids if int(one) in chat.history])
    return True


METHODS: dict[str, Callable[[Telegram, Call], bool]] = {
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
}


def _delete(telegram: Telegram, chat: Chat, messages: list[Message]) -> None:
    for message in messages:
        foreign = chat.kind != "private" and message.sender != telegram.bot
        if foreign or telegram.now() - message.date >= DELETABLE:
            raise bad_request("message can't be deleted")
    for message in messages:
        telegram.delete(message)
