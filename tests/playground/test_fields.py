"""What the bot says and the playground answers, field by field, against Bot API 10.0 and 10.3."""

import inspect
import json
import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from telegram import (
    Bot,
    CallbackQuery,
    Chat,
    Document,
    InlineKeyboardButton,
    Message,
    PhotoSize,
    Sticker,
    TelegramObject,
    Update,
    User,
    Voice,
    WebhookInfo,
)

from bot.playground import Playground
from bot.playground.api_calls import Call
from bot.playground.user_actions import Person
from bot.run import Running
from tests.conftest import watched
from tests.support.bot_api import BotApi
from tests.support.phone import Phone
from tests.support.project import ROOT
from tests.support.supporter import Supporter

# What the bot gives each method: `*` always. Bot API 10.0 is python-telegram-bot's; 10.3 is below.
GIVEN = {
    "getMe": "",
    "getUpdates": "offset timeout limit allowed_updates",
    "getWebhookInfo": "",
    "setWebhook": "*url secret_token allowed_updates max_connections drop_pending_updates",
    "deleteWebhook": "",
    "getFile": "*file_id",
    "sendMessage": "*chat_id *text parse_mode link_preview_options reply_markup message_thread_id",
    "editMessageText": "chat_id message_id *text parse_mode link_preview_options reply_markup",
    "sendDocument": "*chat_id *document caption parse_mode reply_markup",
    "sendPhoto": "*chat_id *photo caption parse_mode reply_markup",
    "sendChatAction": "*chat_id *action",
    "answerCallbackQuery": "*callback_query_id text",
    "deleteMessages": "*chat_id *message_ids",
    "pinChatMessage": "*chat_id *message_id",
    "unpinChatMessage": "*chat_id message_id",
    "setMyCommands": "*commands scope language_code",
    "deleteMyCommands": "scope language_code",
    "getMyCommands": "scope language_code",
    "getMyName": "language_code",
    "setMyName": "name language_code",
    "getMyDescription": "language_code",
    "setMyDescription": "description language_code",
    "getMyShortDescription": "language_code",
    "setMyShortDescription": "short_description language_code",
    "getUserProfilePhotos": "*user_id limit",
    "setMyProfilePhoto": "*photo",
}
SAID = (
    "business_connection_id *chat_id message_thread_id direct_messages_topic_id ephemeral_message_parameters "
    "parse_mode disable_notification protect_content allow_paid_broadcast message_effect_id "
    "suggested_post_parameters reply_parameters reply_markup "
)
API_10_3 = {
    "getMe": "",
    "getUpdates": "offset limit timeout allowed_updates",
    "getWebhookInfo": "",
    "setWebhook": "*url certificate ip_address max_connections allowed_updates drop_pending_updates "
    "secret_token",
    "deleteWebhook": "drop_pending_updates",
    "getFile": "*file_id",
    "sendMessage": SAID + "*text entities link_preview_options",
    "editMessageText": "business_connection_id chat_id message_id inline_message_id text parse_mode entities "
    "link_preview_options reply_markup rich_message",
    "sendDocument": SAID + "*document thumbnail caption caption_entities disable_content_type_detection",
    "sendPhoto": SAID + "*photo caption caption_entities show_caption_above_media has_spoiler",
    "sendChatAction": "business_connection_id *chat_id message_thread_id *action",
    "answerCallbackQuery": "*callback_query_id text show_alert url cache_time",
    "deleteMessages": "*chat_id *message_ids",
    "pinChatMessage": "business_connection_id *chat_id *message_id disable_notification",
    "unpinChatMessage": "business_connection_id *chat_id message_id",
    "setMyCommands": "*commands scope language_code",
    "deleteMyCommands": "scope language_code",
    "getMyCommands": "scope language_code",
    "getMyName": "language_code",
    "setMyName": "name language_code",
    "getMyDescription": "language_code",
    "setMyDescription": "description language_code",
    "getMyShortDescription": "language_code",
    "setMyShortDescription": "short_description language_code",
    "getUserProfilePhotos": "*user_id offset limit",
    "setMyProfilePhoto": "*photo",
}
# What the playground gives of each object; 10.3 has each of these fields too.
OBJECTS: dict[type[TelegramObject], str] = {
    Update: "update_id message edited_message channel_post callback_query my_chat_member",
    Message: "message_id date chat from text entities caption caption_entities reply_markup edit_date "
    "document photo sticker voice contact location reply_to_message forward_origin new_chat_members "
    "sender_chat media_group_id message_thread_id is_topic_message pinned_message",
    User: "id is_bot first_name username language_code can_join_groups can_read_all_group_messages "
    "supports_inline_queries can_connect_to_business has_main_web_app",
    Chat: "id type title first_name username is_forum",
    CallbackQuery: "id from message chat_instance data",
    Document: "file_id file_unique_id file_size file_name mime_type",
    PhotoSize: "file_id file_unique_id file_size width height",
    Sticker: "file_id file_unique_id file_size type width height is_animated is_video emoji",
    Voice: "file_id file_unique_id file_size duration mime_type",
    InlineKeyboardButton: "text url callback_data copy_text style",
    WebhookInfo: "url has_custom_certificate pending_update_count last_error_date last_error_message "
    "max_connections allowed_updates",
}


class Listening(Playground):
    """Notes every call, those for updates too."""

    heard: list[Call]

    async def perform(self, call: Call) -> Any:
        self.heard.append(call)
        return await super().perform(call)


@pytest.fixture
async def playground() -> AsyncIterator[Listening]:
    playground = Listening(floods=False)
    playground.heard = []
    async with playground, watched(playground):
        yield playground


def fields(row: str) -> set[str]:
    return {field.removeprefix("*") for field in row.split()}


def always(row: str) -> set[str]:
    return {field.removeprefix("*") for field in row.split() if field.startswith("*")}


def test_the_table_names_every_method_the_bot_uses() -> None:
    used: set[str] = set()
    for file in (ROOT / "bot").rglob("*.py"):
        if "playground" not in file.parts:
            text = file.read_text()
            used |= set(re.findall(r'"((?:get|set|send|edit|delete|answer|pin|unpin)[A-Z]\w*)"', text))
            used |= {_camel(one) for one in re.findall(r"bot\.((?:get|set|delete)_\w+)", text)}
    assert used == set(GIVEN) == set(API_10_3)


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)


@pytest.mark.parametrize("method", GIVEN)
def test_each_field_is_documented(method: str) -> None:
    snake = re.sub(r"(?=[A-Z])", "_", method).lower()
    signature = inspect.signature(getattr(Bot, snake)).parameters
    required = {name for name, one in signature.items() if one.default is one.empty and name != "self"}
    assert fields(GIVEN[method]) <= set(signature), "10.0"
    assert required <= always(GIVEN[method]), "10.0 requires it"
    assert fields(GIVEN[method]) <= fields(API_10_3[method]), "10.3"
    assert always(API_10_3[method]) <= always(GIVEN[method]), "10.3 requires it"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_bot_gives_what_the_table_says(
    playground: Listening, bot: Running, phone: Callable[..., Phone]
) -> None:
    for language in ("en", "crh"):
        ann = Supporter(phone("Ann", language), language)
        await ann.prints()
        await ann.presses("pledge.button.mailed")
        await ann.types("/language")
        await ann.types("/forget")
    group = playground.group("Friends", ann.phone.person)
    ann.phone.person.adds_bot(group)
    await playground.settled()
    heard = {call.method for call in playground.heard}
    assert heard >= {"sendMessage", "editMessageText", "sendDocument", "answerCallbackQuery", "getUpdates"}
    assert heard >= {"pinChatMessage", "unpinChatMessage"}
    for call in playground.heard:
        attached = {one for one in call.uploads if f"attach://{one}" in call.text("photo")}  # a free name
        given = set(call.arguments) | set(call.uploads) - attached
        assert always(GIVEN[call.method]) <= given <= fields(GIVEN[call.method]), call.method


def test_each_field_of_an_object_is_documented() -> None:
    for kind, row in OBJECTS.items():
        known = set(inspect.signature(kind).parameters)
        assert {{"from": "from_user"}.get(field, field) for field in fields(row)} <= known, kind


async def test_the_playground_gives_what_the_table_says(
    playground: Listening, api: BotApi, olena: Person
) -> None:
    found: dict[type[TelegramObject], set[str]] = {}

    def note(kind: type[TelegramObject], source: dict[str, Any]) -> None:
        found.setdefault(kind, set()).update(source)
        parts: dict[str, type[TelegramObject]] = {
            "message": Message, "edited_message": Message, "channel_post": Message,
            "reply_to_message": Message, "pinned_message": Message, "callback_query": CallbackQuery,
            "from": User, "chat": Chat, "sender_chat": Chat,
            "document": Document, "sticker": Sticker, "voice": Voice,
        }  # fmt: skip
        for name, part in parts.items():
            if name in source:
                note(part, source[name])
        for size in source.get("photo", ()):
            note(PhotoSize, size)
        for row in source.get("reply_markup", {}).get("inline_keyboard", ()):
            for button in row:
                note(InlineKeyboardButton, button)

    updates = [olena.sends("a"), olena.sends_sticker(), olena.sends_voice(), *olena.sends_album(2)]
    updates += [olena.sends_document("a.txt", b"a", "words"), olena.edits(olena.chat.messages[1], "b")]
    updates += [olena.forwards(olena.chat.messages[1]), olena.sends_contact(), olena.sends_location()]
    forum = playground.group("Forum", olena, topics=["Letters"])
    updates += [olena.adds_bot(forum), olena.sends("/start", forum, topic=2)]
    keys = [
        [{"text": "A", "callback_data": "a", "style": "primary"}, {"text": "B", "copy_text": {"text": "b"}}]
    ]
    markup = json.dumps({"inline_keyboard": [*keys, [{"text": "C", "url": "https://example.org/"}]]})
    sent = await api.call("sendMessage", chat_id=olena.id, text="x", reply_markup=markup)
    olena.taps(olena.chat.messages[-1], "A")
    updates.append(max(playground.telegram.updates.waiting.values(), key=lambda one: one.id))
    await api.call("pinChatMessage", chat_id=olena.id, message_id=sent["message_id"])
    updates.append(max(playground.telegram.updates.waiting.values(), key=lambda one: one.id))
    for update in updates:
        note(Update, update.as_json())
    note(Message, sent)
    note(User, await api.call("getMe"))
    note(WebhookInfo, await api.call("getWebhookInfo"))
    for kind, given in found.items():
        assert given <= fields(OBJECTS[kind]), kind
    assert set(found) == set(OBJECTS)
