"""Inline keyboards and taps: what a keyboard may hold, who can tap what, how often a tap is answered."""

import json
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.playground import Playground
from bot.playground.user_actions import ImpossibleError, Person
from tests.support.bot_api import BotApi

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def keyboard(*labels: str, **button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": label} | (button or {"callback_data": label})] for label in labels]}


async def test_buttons_come_back_as_they_were_sent(playground: Playground, olena: Person) -> None:
    rows = InlineKeyboardMarkup(
        [
            [InlineKeyboardButton("Write", callback_data="write", api_kwargs={"style": "primary"})],
            [InlineKeyboardButton("Read", url="https://example.org/read")],
            [InlineKeyboardButton("Copy", api_kwargs={"copy_text": {"text": "01014 Kyiv"}})],
        ]
    )
    async with Bot(playground.token, base_url=f"{playground.api_url}/bot") as bot:
        sent = await bot.send_message(olena.id, "Choose", reply_markup=rows)
    assert sent.reply_markup is not None
    assert [row[0].text for row in sent.reply_markup.inline_keyboard] == ["Write", "Read", "Copy"]
    write, read, copy = olena.chat.messages[-1].buttons
    assert (write.style, read.url, copy.copy_text) == ("primary", "https://example.org/read", "01014 Kyiv")


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        ({"callback_data": "ї" * 33}, "BUTTON_DATA_INVALID"),
        ({"callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"copy_text": {"text": ""}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"url": "kyiv"}, "inline keyboard button URL 'kyiv' is invalid: Wrong HTTP URL"),
        ({"url": "javascript:alert(1)"}, "Wrong HTTP URL"),
        ({"callback_data": "x", "style": "purple"}, "Invalid button style"),
        ({"callback_data": "x", "url": "https://example.org"}, "Text buttons are unallowed"),
        ({}, "Text buttons are unallowed in the inline keyboard"),
        ({"callback_data": 5}, "must be of type String"),
        ({"callback_data": "x", "text": " "}, "Text buttons are unallowed"),
    ],
)
async def test_a_button_telegram_would_refuse_is_refused(
    api: BotApi, olena: Person, button: dict[str, Any], refusal: str
) -> None:
    markup = {"inline_keyboard": [[{"text": "Write"} | button]]}
    assert refusal in await api.refusal("sendMessage", chat_id=olena.id, text="hello", reply_markup=markup)
    assert olena.chat.messages[-1].text == "/start"  # nothing was said


async def test_sixty_four_bytes_of_data_are_enough_and_a_hundred_buttons(api: BotApi, olena: Person) -> None:
    await api.call("sendMessage", chat_id=olena.id, text="x", reply_markup=keyboard("ї" * 32))
    hundred = keyboard(*map(str, range(100)))
    await api.call("sendMessage", chat_id=olena.id, text="x", reply_markup=json.dumps(hundred))
    over = keyboard(*map(str, range(101)))
    refusal = await api.refusal("sendMessage", chat_id=olena.id, text="x", reply_markup=over)
    assert refusal == "Bad Request: reply markup is too long"


async def test_people_tap_only_what_is_there_now(api: BotApi, olena: Person, playground: Playground) -> None:
    sent = await api.call("sendMessage", chat_id=olena.id, text="Choose", reply_markup=keyboard("A"))
    shown = olena.chat.messages[-1]
    olena.taps(shown, "A")
    with pytest.raises(ImpossibleError, match="another person's private chat"):
        playground.person("Ahmet").taps(shown, "A")
    with pytest.raises(ImpossibleError, match="there are \\['A'\\]"):
        olena.taps(shown, "B")
    await api.call("editMessageText", chat_id=olena.id, message_id=sent["message_id"], text="Gone")
    with pytest.raises(ImpossibleError, match="no such button now"):
        olena.taps(shown, shown.buttons[0])
    await api.call("deleteMessage", chat_id=olena.id, message_id=sent["message_id"])
    with pytest.raises(ImpossibleError, match="no longer there"):
        olena.taps(shown, shown.buttons[0])
    olena.forges(shown, "A")  # a modified client can
    assert len(playground.telegram.updates.waiting) == 3


async def test_a_tap_is_answered_once_and_soon(api: BotApi, olena: Person, playground: Playground) -> None:
    await api.call("sendMessage", chat_id=olena.id, text="Choose", reply_markup=keyboard("A"))
    first, second = (olena.taps(olena.chat.messages[-1], "A") for _ in range(2))
    assert (
        await api.call("answerCallbackQuery", callback_query_id=first.id, text="Thanks", show_alert=True)
        is True
    )
    assert (first.answer or {})["text"] == "Thanks"
    assert await api.refusal("answerCallbackQuery", callback_query_id=first.id) == TOO_OLD
    playground.passes(seconds=16)
    assert await api.refusal("answerCallbackQuery", callback_query_id=second.id) == TOO_OLD
    assert await api.refusal("answerCallbackQuery", callback_query_id="nonsense") == TOO_OLD
    long = await api.refusal("answerCallbackQuery", callback_query_id=second.id, text="x" * 201)
    assert long == "Bad Request: MESSAGE_TOO_LONG"


async def test_a_tap_on_a_message_that_is_gone_has_no_text(api: BotApi, olena: Person) -> None:
    sent = await api.call("sendMessage", chat_id=olena.id, text="Choose", reply_markup=keyboard("A"))
    shown = olena.chat.messages[-1]
    await api.call("deleteMessage", chat_id=olena.id, message_id=sent["message_id"])
    olena.forges(shown, "A")
    message = (await api.call("getUpdates"))[-1]["callback_query"]["message"]
    assert (message["date"], message["message_id"], "text" in message) == (0, sent["message_id"], False)
