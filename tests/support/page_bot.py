"""A small bot that shows everything the chat page can show; `python -m tests.support.page_bot` runs it."""

import asyncio
import sys
from contextlib import suppress
from typing import Any

from telegram import Bot, BotCommandScopeAllPrivateChats, InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.playground import Playground
from bot.playground.page_orders import snow

WELCOME = """<b>Write to a prisoner.</b> A <i>warm</i> line, <u>by</u> <s>mail</s> post, see /help.
<blockquote>Letters go to Kyiv.</blockquote>
<pre>Dear Ahtem</pre>
<a href="https://example.org/">The site</a> <tg-spoiler>hidden</tg-spoiler>"""
QUOTE = "<blockquote expandable>" + "Nobody can promise delivery or a date. " * 9 + "</blockquote>"


def button(text: str, **kind: Any) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        text, **({"callback_data": text} if not kind.keys() - {"api_kwargs"} else {}) | kind
    )


CHOICES = InlineKeyboardMarkup(
    [
        [
            button("Write", api_kwargs={"style": "primary"}),
            button("Promise", api_kwargs={"style": "success"}),
        ],
        [button("Withdraw", api_kwargs={"style": "danger"}), button("Is it safe?")],
        [InlineKeyboardButton("Copy", api_kwargs={"copy_text": {"text": "Kyiv 01014"}}), button("File")],
        [
            button("Site", url="https://example.org/"),
            button("Link", url="https://t.me/mektup_bot?start=chiygoz"),
        ],
    ]
)


async def answer(bot: Bot, update: Update) -> None:
    if message := update.message:
        text = WELCOME if (message.text or "").startswith("/start") else f"You said {message.text}"
        await bot.send_message(message.chat.id, text, parse_mode="HTML", reply_markup=CHOICES)
    elif query := update.callback_query:
        assert query.message
        chat, place = query.message.chat.id, query.message.message_id
        if query.data == "Write":
            await bot.edit_message_text(
                f"Whom to?\n{QUOTE}", chat, place, parse_mode="HTML", reply_markup=CHOICES
            )
        if query.data == "File":
            await bot.send_document(chat, b"%PDF", filename="letter.pdf", caption="A letter")
            await bot.send_photo(chat, snow(), caption="Snow in Lviv")
        if query.data == "Withdraw":
            await bot.edit_message_text("Withdrawn.", chat, place)
        await query.answer(f"{query.data} it is", show_alert=query.data == "Is it safe?")


async def serve(bot: Bot) -> None:
    everywhere = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([("help", "How it works")], everywhere)
    await bot.set_my_commands([("help", "Як це працює")], everywhere, language_code="uk")
    await bot.set_my_description("Letters to prisoners")
    offset = 0
    while True:
        for update in await bot.get_updates(offset, timeout=30):
            await answer(bot, update)
            offset = update.update_id + 1


async def main() -> None:
    async with Playground() as playground, Bot(playground.token, f"{playground.api_url}/bot") as bot:
        for name, language in (("Olena", "uk"), ("Safiye", "crh"), ("Emma", "en")):
            playground.person(name, language)
        sys.stdout.write(f"{playground.api_url}\n")
        sys.stdout.flush()
        await serve(bot)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
