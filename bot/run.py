"""From settings to a running bot, and to its orderly end."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from telegram.error import Forbidden, InvalidToken, TelegramError

from bot import reloading
from bot.campaigns import furnish
from bot.config import Config
from bot.conversation.handlers import COMMANDS
from bot.delivery import Delivery
from bot.engine import Engine
from bot.errors import is_database_away
from bot.house import House
from bot.intake.ordering import Ordering
from bot.intake.polling import Polling
from bot.transport import Transport
from db.session import Database

log = logging.getLogger(__name__)

T = TypeVar("T")

DRAIN_SECONDS = 8.0
LONGEST_PAUSE_SECONDS = 30.0


@dataclass(frozen=True)
class Running:
    """The parts of a started bot."""

    database: Database
    transport: Transport
    engine: Engine
    bot_name: str
    config: Config


# What runs beside the updates: each loops until cancelled, and looks after rows that are due.
CHORES: tuple[Callable[[Running], Coroutine[None, None, None]], ...] = (
    lambda running: reloading.watch(running.engine, running.config.campaign),
)


async def run(config: Config) -> None:
    """Run the bot by long polling until SIGTERM or SIGINT; drains, and exits within ten seconds."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    async with started(config) as running:
        ordering = Ordering(running.engine, waits_for_database=True)
        polling = Polling(running.transport, ordering, running.bot_name)
        fetching = asyncio.create_task(polling.run())
        stopping = asyncio.create_task(stop.wait())
        chores = [asyncio.create_task(chore(running)) for chore in CHORES]
        log.info("running")
        await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for task in (stopping, *chores):
            task.cancel()
        if not fetching.done():
            log.info("stopping: no new updates, finishing those under way")
            fetching.cancel()
            await asyncio.wait({fetching})
            await ordering.drain(DRAIN_SECONDS)
            await polling.confirm()
        else:
            fetching.result()


@asynccontextmanager
async def started(config: Config) -> AsyncIterator[Running]:
    """Database, Bot API and engine, opened in order; waits while one of them is away."""
    furnished = furnish(config.campaign)
    database = Database(config.database_url)
    transport = Transport(config.bot_api_url, config.bot_token.get_secret_value())
    await transport.initialize()
    try:
        await _until_there("the database", database.migrate)
        me = await _until_there("Telegram", lambda: transport.call("getMe", {}))
        house = House(
            campaign=furnished.campaign,
            languages=furnished.languages,
            vault=config.vault,
            organizers=config.organizer_ids,
            bot_name=me["username"],
            now=lambda: datetime.now(UTC),
        )
        engine = Engine(database, Delivery(transport), house)
        engine.start()
        try:
            await _introduce(transport, house)
            yield Running(database, transport, engine, me["username"], config)
        finally:
            await engine.stop()
    finally:
        await transport.shutdown()
        await database.close()


async def _until_there(what: str, attempt: Callable[[], Awaitable[T]]) -> T:
    """Try until it answers; say each time what is waited for."""
    pause = 1.0
    while True:
        try:
            return await attempt()
        except (InvalidToken, Forbidden):
            raise
        except Exception as error:
            if not isinstance(error, TelegramError) and not is_database_away(error):
                raise
            log.warning("%s does not answer (%s); waiting %.0f s", what, type(error).__name__, pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


async def _introduce(transport: Transport, house: House) -> None:
    """The menu of commands in each language Telegram takes; others are set chat by chat."""
    for language, t in house.languages.items():
        menu = [{"command": one, "description": t.plain(f"command.{one}")} for one in COMMANDS]
        content: dict[str, object] = {"commands": menu, "scope": {"type": "all_private_chats"}}
        try:
            if language == house.campaign.default_language:
                await transport.call("setMyCommands", content)
            elif len(language) == 2:
                await transport.call("setMyCommands", content | {"language_code": language})
        except TelegramError as error:  # the menu of the last start stays; no reason not to run
            log.warning("the menu of commands was not set (%s)", type(error).__name__)
