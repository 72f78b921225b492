"""The Bot API's methods about messages: what they take, return and refuse; and about pinned ones."""

from collections.abc import Callable
from typing import Any

from bot.playground import bot_methods
from bot.playground.api_calls import TEXT, Call, caption, formatted
from bot.playground.api_types import ApiError, Attachment, Json, Message, bad_request
from bot.playground.chats import Chat, Telegram
from bot.playground.entities import Entity, utf16_length
from bot.playground.files import read_file, read_photo
from bot.playground.keyboard import read_keyboard

TOAST = 200
DELETABLE = 48 * 3600.0
ACTIONS = (
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
)
UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)

Method = Callable[[Telegram, Call], Any]


def perform(telegram: Telegram, call: Call) -> Any:
    """Perform one call; ApiError where Telegram would refuse."""
    method = METHODS.get(call.method.lower())
    if method is None:
        raise ApiError(404, "Not Found: method not found")
    return method(telegram, call)


def send_message(telegram: Telegram, call: Call) -> Json:
    chat = _chat_to_write(telegram, call)
    text, entities = formatted(call, "text", "entities", TEXT)
    if not text:
        raise bad_request("message text is empty")
    return _post(telegram, call, chat, text, entities, None)


def send_document(telegram: Telegram, call: Call) -> Json:
    chat = _chat_to_write(telegram, call)
    return _post(telegram, call, chat, *caption(call), read_file(telegram, call, "document"))


def send_photo(telegram: Telegram, call: Call) -> Json:
    chat = _chat_to_write(telegram, call)
    return _post(telegram, call, chat, *caption(call), read_photo(telegram, call))


def edit_message_text(telegram: Telegram, call: Call) -> Json:
    text, entities = formatted(call, "text", "entities", TEXT)
    if not text:
        raise bad_request("message text is empty")
    message = _message_to_edit(telegram, call)
    if message.attachment:
        raise bad_request("there is no text in the message to edit")
    if utf16_length(text) > TEXT:
        raise bad_request("MESSAGE_TOO_LONG")  # the words of the server behind the server
    return _edit(telegram, call, message, text=text, entities=entities)


def delete_message(telegram: Telegram, call: Call) -> bool:
    if not call.text("chat_id"):
        raise bad_request("chat identifier is not specified")
    if bot_methods.message_id(call) == 0:
        raise bad_request("message identifier is not specified")
    chat = telegram.chat(bot_methods.chat_id(call))
    message = chat.history.get(bot_methods.message_id(call))
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
    chat = telegram.chat(bot_methods.chat_id(call))
    # those that are not there are skipped, but one that may not be deleted keeps all the others
    _delete(telegram, chat, [chat.history[int(one)] for one in ids if int(one) in chat.history])
    return True


def answer_callback_query(telegram: Telegram, call: Call) -> bool:
    text = call.text("text")
    if utf16_length(text) > TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"text": text, "show_alert": call.flag("show_alert"), "url": call.text("url")}
    telegram.answer(call.text("callback_query_id"), answer)
    return True


def send_chat_action(telegram: Telegram, call: Call) -> bool:
    action = call.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = _chat(telegram, call)
    if chat.kind == "private" and not chat.open and not chat.blocked:
        raise bad_request("PEER_ID_INVALID")  # only a message says that nobody has begun
    chat = _chat_to_write(telegram, call)
    chat.action = (action, telegram.now())
    telegram.changed(chat.id)
    return True


def pin_chat_message(telegram: Telegram, call: Call) -> bool:
    chat = _chat_to_pin_in(telegram, call)
    message = _pinnable(chat, bot_methods.message_id(call), "message to pin not found")
    if message.id in chat.pinned:
        raise bad_request("CHAT_NOT_MODIFIED")
    chat.pinned.append(message.id)
    # The chat says so, and the bot hears of it like anybody else.
    said = telegram.post(chat, telegram.bot, extra={"pinned_message": message.as_json(chat.as_json())})
    telegram.updates.add("message", said.as_json(chat.as_json()), chat.id, said)
    return True


def unpin_chat_message(telegram: Telegram, call: Call) -> bool:
    chat, wanted = _chat_to_pin_in(telegram, call), bot_methods.message_id(call)
    if not wanted and not chat.pinned:
        raise bad_request("message to unpin not found")
    message = _pinnable(chat, wanted or max(chat.pinned), "message to unpin not found")
    if message.id not in chat.pinned:
        raise bad_request("CHAT_NOT_MODIFIED")
    chat.pinned.remove(message.id)
    telegram.changed(chat.id)
    return True


METHODS: dict[str, Method] = {
    "sendmessage": send_message,
    "senddocument": send_document,
    "sendphoto": send_photo,
    "editmessagetext": edit_message_text,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
    "answercallbackquery": answer_callback_query,
    "sendchataction": send_chat_action,
    "pinchatmessage": pin_chat_message,
    "unpinchatmessage": unpin_chat_message,
    **bot_methods.METHODS,
}


def _chat(telegram: Telegram, call: Call) -> Chat:
    return telegram.chat(bot_methods.chat_id(call))


def _chat_to_write(telegram: Telegram, call: Call) -> Chat:
    return telegram.chat_to_write(bot_methods.chat_id(call))


def _message_to_edit(telegram: Telegram, call: Call) -> Message:
    if not call.text("chat_id") and bot_methods.message_id(call) == 0 and not call.text("inline_message_id"):
        raise bad_request("message identifier is not specified")
    chat = _chat_to_write(telegram, call)
    message = chat.history.get(bot_methods.message_id(call))
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender != telegram.bot:
        raise bad_request("message can't be edited")
    return message


def _delete(telegram: Telegram, chat: Chat, messages: list[Message]) -> None:
    for message in messages:
        foreign = chat.kind != "private" and message.sender != telegram.bot
        if foreign or telegram.now() - message.date >= DELETABLE:
            raise bad_request("message can't be deleted")
    for message in messages:
        telegram.delete(message)


def _post(
    telegram: Telegram,
    call: Call,
    chat: Chat,
    text: str,
    entities: tuple[Entity, ...],
    attachment: Attachment | None,
) -> Json:
    extra: Json = {}
    if thread := call.integer("message_thread_id"):
        extra = _in_topic(chat, thread)
    reply = call.json("reply_parameters", "reply parameters")
    if reply:
        if answered := chat.history.get(int(reply.get("message_id", 0))):
            extra["reply_to_message"] = answered.as_json(chat.as_json())
        elif not reply.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
    keyboard = read_keyboard(call)
    if telegram.limits_floods:
        chat.flood.message(telegram.now(), chat.kind != "private")
    message = telegram.post(
        chat, telegram.bot, text, entities, keyboard=keyboard, attachment=attachment, extra=extra
    )
    return message.as_json(chat.as_json())


def _edit(telegram: Telegram, call: Call, message: Message, **changes: Any) -> Json:
    changes["keyboard"] = read_keyboard(call)  # a keyboard left out is taken away
    if all(getattr(message, name) == value for name, value in changes.items()):
        raise bad_request(UNCHANGED)
    edited = telegram.edit(message, **changes)
    return edited.as_json(telegram.chats[edited.chat_id].as_json())


def _in_topic(chat: Chat, thread: int) -> Json:
    """Ignore the topic a call names where there are none."""
    if not chat.topics:
        return {}
    if thread not in chat.topics:
        raise bad_request("message thread not found")
    return {"message_thread_id": thread, "is_topic_message": True}


def _chat_to_pin_in(telegram: Telegram, call: Call) -> Chat:
    chat = telegram.chat_to_write(bot_methods.chat_id(call))
    if chat.kind != "private":  # nobody makes the bot an administrator here
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


def _pinnable(chat: Chat, message_id: int, missing: str) -> Message:
    message = chat.history.get(message_id)
    if message is None:
        raise bad_request(missing)
    if message.is_announcement:
        raise bad_request("service messages can't be pinned")
    return message
