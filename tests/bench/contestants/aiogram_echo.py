"""aiogram 3's bare echo by callback, default settings, after its documentation; stores nothing."""

import asyncio
import os
import ssl

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

dp = Dispatcher()


def keyboard() -> InlineKeyboardMarkup:
    rows = [[InlineKeyboardButton(text=f"Button {n}", callback_data=f"echo:{n}")] for n in range(8)]
    return InlineKeyboardMarkup(inline_keyboard=rows)


@dp.message(CommandStart())
async def start(message: Message) -> None:
    await message.answer("Press a button", reply_markup=keyboard())


@dp.callback_query(F.data.startswith("echo:"))
async def button(callback: CallbackQuery) -> None:
    await callback.answer()
    assert isinstance(callback.message, Message)
    await callback.message.edit_text(f"You pressed {callback.data}", reply_markup=keyboard())


def session() -> AiohttpSession:
    made = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["BOT_API_URL"]))
    if certificate := os.environ.get("SSL_CERT_FILE"):
        # aiogram trusts certifi's list only; the stand-in's certificate is the benchmark's own.
        made._connector_init["ssl"] = ssl.create_default_context(cafile=certificate)
    return made


async def main() -> None:
    bot = Bot(token=os.environ["BOT_TOKEN"], session=session())
    await dp.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
