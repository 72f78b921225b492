"""aiogram's letter: its FSM, and an SQLAlchemy session per update handed in by a middleware."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot, Dispatcher, F
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, TelegramObject
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from .aiogram_echo import session as bench_session
from .textbook import QUESTIONS, create, engine, sessions, store


class Form(StatesGroup):
    language = State()
    prisoner = State()
    greeting = State()
    paper = State()
    country = State()
    pledged = State()


class DatabaseSession(BaseMiddleware):
    def __init__(self, made: async_sessionmaker[AsyncSession]) -> None:
        self._made = made

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        async with self._made() as session:
            data["session"] = session
            return await handler(event, data)


dp = Dispatcher()  # its default storage is memory
ORDER = list(QUESTIONS)


def keyboard(question: str) -> InlineKeyboardMarkup:
    answers = QUESTIONS[question][1]
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=label, callback_data=f"{question}:{answer}")]
            for answer, label in answers.items()
        ]
    )


@dp.message(CommandStart())
async def start(message: Message, state: FSMContext) -> None:
    await state.set_state(Form.language)
    await message.answer(QUESTIONS["language"][0], reply_markup=keyboard("language"))


async def answer(callback: CallbackQuery, state: FSMContext, session: AsyncSession) -> None:
    assert callback.data
    question, _, value = callback.data.partition(":")
    await callback.answer()
    await state.update_data({question: value})
    await store(session, callback.from_user.id, question, value)
    following = ORDER[(ORDER.index(question) + 1) % len(ORDER)]  # after the last one: write another
    await state.set_state(getattr(Form, following))
    assert isinstance(callback.message, Message)
    await callback.message.edit_text(QUESTIONS[following][0], reply_markup=keyboard(following))


for name in ORDER:
    dp.callback_query.register(answer, getattr(Form, name), F.data.startswith(f"{name}:"))


async def main() -> None:
    made = engine(os.environ["DATABASE_URL"])
    await create(made)
    dp.update.middleware(DatabaseSession(sessions(made)))
    await dp.start_polling(Bot(token=os.environ["BOT_TOKEN"], session=bench_session()))


if __name__ == "__main__":
    asyncio.run(main())
