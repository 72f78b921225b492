"""The letter as textbooks write it: ConversationHandler, an SQLAlchemy session per update, aiosqlite."""

import os
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, ConversationHandler

from .textbook import QUESTIONS, create, engine, sessions, store

ORDER = list(QUESTIONS)


def keyboard(question: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(label, callback_data=f"{question}:{answer}")]
            for answer, label in QUESTIONS[question][1].items()
        ]
    )


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> str:
    assert update.message
    first = ORDER[0]
    await update.message.reply_text(QUESTIONS[first][0], reply_markup=keyboard(first))
    return first


async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE, question: str) -> str:
    query = update.callback_query
    assert query
    assert query.data
    await query.answer()
    made: async_sessionmaker[AsyncSession] = context.bot_data["sessions"]
    async with made() as session:
        await store(session, query.from_user.id, question, query.data.partition(":")[2])
    following = ORDER[(ORDER.index(question) + 1) % len(ORDER)]  # after the last one: write another
    await query.edit_message_text(text=QUESTIONS[following][0], reply_markup=keyboard(following))
    return following


async def prepare(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    made = engine(os.environ["DATABASE_URL"])
    await create(made)
    application.bot_data["sessions"] = sessions(made)


def main() -> None:
    application = (
        Application.builder()
        .token(os.environ["BOT_TOKEN"])
        .base_url(os.environ["BOT_API_URL"] + "/bot")
        .post_init(prepare)
        .build()
    )
    application.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("start", start)],
            states={
                question: [CallbackQueryHandler(partial(answer, question=question), pattern=f"^{question}:")]
                for question in ORDER
            },
            fallbacks=[CommandHandler("start", start)],
        )
    )
    application.run_polling(allowed_updates=Update.ALL_TYPES)


if __name__ == "__main__":
    main()
