"""A phone against a tiny bot: what tests may rely on when they type, press and see."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.playground import Playground
from tests.phone import Phone


async def echo(bot: Bot) -> None:
    """Fetches, answers, and only then asks for later updates."""
    offset = 0
    while True:
        for update in await bot.get_updates(offset, timeout=30, allowed_updates=Update.ALL_TYPES):
            await answer(bot, update)
            offset = update.update_id + 1


async def answer(bot: Bot, update: Update) -> None:
    keyboard = InlineKeyboardMarkup.from_column(
        [
            InlineKeyboardButton("Write a letter", callback_data="write"),
            InlineKeyboardButton("Send it", callback_data="file"),
        ]
    )
    if update.message:
        await bot.send_message(
            update.message.chat.id, f"You said {update.message.text}", reply_markup=keyboard
        )
    elif query := update.callback_query:
        assert query.message
        if query.data == "write":
            await bot.edit_message_text(
                "Whom to?", query.message.chat.id, query.message.message_id, reply_markup=keyboard
            )
        else:
            await bot.send_document(query.message.chat.id, b"%PDF", filename="letter.pdf", caption="A letter")
        await bot.answer_callback_query(query.id, "Thank you")


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground() as playground:
        yield playground


@pytest.fixture
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    async with Bot(
        playground.token, base_url=f"{playground.api_url}/bot", base_file_url=f"{playground.api_url}/file/bot"
    ) as bot:
        yield bot


@pytest.fixture
async def olena(playground: Playground, bot: Bot) -> AsyncIterator[Phone]:
    polling = asyncio.create_task(echo(bot))
    yield Phone(playground, playground.person("Olena", language="uk"))
    polling.cancel()
    with suppress(asyncio.CancelledError):
        await polling


async def test_typing_answers_with_what_is_seen(olena: Phone) -> None:
    assert await olena.types("/start") == "You said /start"
    assert olena.buttons() == ["Write a letter", "Send it"]


async def test_a_press_edits_in_place_and_says_so_in_passing(olena: Phone) -> None:
    await olena.types("/start")
    assert await olena.presses("Write") == "Whom to?"
    assert olena.toast == "Thank you"
    assert len(olena.messages) == 2


async def test_files_arrive(olena: Phone) -> None:
    await olena.opens("chiygoz")
    assert olena.messages[0].text == "/start chiygoz"
    assert await olena.presses("Send it") == "A letter"
    assert [(file.name, file.data) for file in olena.files()] == [("letter.pdf", b"%PDF")]
