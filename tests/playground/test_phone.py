"""A phone against a tiny bot: what tests may rely on when they type, press and see."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import Forbidden

from bot.playground import Playground
from bot.playground.playground import UnsettledError
from tests.support.phone import Phone


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
    if update.message and update.message.text == "silence":
        await asyncio.sleep(60)
    elif update.message:
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


async def test_a_label_that_nobody_reads_is_named_with_those_that_are_there(olena: Phone) -> None:
    with pytest.raises(AssertionError, match="no button says 'Fly'; there are \\[\\]"):
        await olena.presses("Fly")
    await olena.types("/start")
    with pytest.raises(AssertionError, match=r"there are \['Write a letter', 'Send it'\]"):
        await olena.presses("Fly")


async def test_an_equal_label_goes_before_one_that_contains_it(olena: Phone, bot: Bot) -> None:
    await olena.opens()
    rows = [[InlineKeyboardButton("Send it now", callback_data="write")]]
    await bot.send_message(olena.person.id, "Newer", reply_markup=InlineKeyboardMarkup(rows))
    assert [olena.find(label)[1].text for label in ("Send it", "Send")] == ["Send it", "Send it now"]


async def test_the_screen_is_what_was_said_or_changed_last(olena: Phone, bot: Bot) -> None:
    await olena.opens()
    await bot.send_message(olena.person.id, "Newer")
    assert olena.sees() == "Newer"
    assert await olena.presses("Write") == "Whom to?"


async def test_a_bot_that_hangs_is_named(olena: Phone) -> None:
    olena.timeout = 0.1
    with pytest.raises(UnsettledError, match=r"not confirmed \['message'\]"):
        await olena.types("silence")


async def test_what_comes_later_can_be_waited_for(olena: Phone, bot: Bot) -> None:
    await olena.opens()

    async def remind() -> None:
        await asyncio.sleep(0.02)
        await bot.send_message(olena.person.id, "Have you posted it?")

    reminding = asyncio.create_task(remind())
    assert await olena.reads_until("posted it") == "Have you posted it?"
    await reminding
    olena.timeout = 0.05
    with pytest.raises(UnsettledError, match="'a miracle' to be said"):
        await olena.reads_until("a miracle")


async def test_whoever_blocked_the_bot_is_out_of_reach(olena: Phone, bot: Bot) -> None:
    await olena.opens()
    olena.blocks_the_bot()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(olena.person.id, "Hello?")
    olena.unblocks_the_bot()
    assert await olena.sends_sticker() == "You said None"
    await olena.types("One")
    assert await olena.edits("Two") == "You said One"  # this bot answers no edits


async def test_as_many_turns_as_a_chat_bears(olena: Phone) -> None:
    for number in range(200):
        olena.playground.passes(seconds=1)
        assert await olena.types(str(number)) == f"You said {number}"
