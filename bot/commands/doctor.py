"""Look at everything the bot needs, and say what to do about what is wrong."""

import argparse
import asyncio
import email.utils
import os
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Literal

import aiohttp
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram.error import InvalidToken, TelegramError

from bot.campaign.loading import load_campaign
from bot.campaign.model import CampaignError
from bot.config import Config, ConfigError, read_config
from bot.letter.fonts import firago
from bot.telegram.transport import Transport
from db import contacts, conversations
from db.database import Database
from db.schema import known_revisions, newest_revision, revision_of

CLOCK_SECONDS = 60  # more, and dates and certificates go wrong
ROWS_LOOKED_AT = 20


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it is, and the mend if it is not well."""

    what: str
    state: Literal["well", "ill", "warning"]
    said: str
    mend: str = ""

    def __str__(self) -> str:
        sign = {"well": "ok  ", "ill": "WRONG", "warning": "note"}[self.state]
        return f"{sign:5} {self.what}: {self.said}" + (f"\n      → {self.mend}" if self.mend else "")


def options(_parser: argparse.ArgumentParser) -> None:
    """None: it looks at the settings the bot would run with."""


def main(_options: argparse.Namespace) -> int:
    """Print every finding; 1 if something is wrong."""
    return asyncio.run(_look_and_say())


async def _look_and_say() -> int:
    ill = False
    async for finding in examine():
        print(finding)
        ill |= finding.state == "ill"
    return int(ill)


async def examine() -> AsyncIterator[Finding]:
    """Each finding as soon as it is known; without readable settings there is only one."""
    try:
        config = read_config("bot_token", "secret_key")
    except ConfigError as error:
        yield Finding(
            "settings", "ill", str(error).replace("\n", "; "), "Set these in the environment or in .env."
        )
        return
    yield Finding("settings", "well", "readable")
    yield _campaign(config)
    yield _fonts()
    async for finding in _database(config):
        yield finding
    async for finding in _telegram(config):
        yield finding


def _campaign(config: Config) -> Finding:
    try:
        loaded = load_campaign(config.campaign)
    except CampaignError as error:
        return Finding(
            "campaign", "ill", str(error), "Correct it; `mektup campaign check` names every mistake."
        )
    campaign = loaded.campaign
    said = f"{campaign.id}, {len(campaign.prisoners)} recipients, {', '.join(campaign.languages)}"
    return Finding("campaign and texts", "well", said)


def _fonts() -> Finding:
    try:
        firago()
    except Exception as error:
        return Finding("fonts", "ill", type(error).__name__, "Install pymupdf-fonts again: make run does it.")
    return Finding("fonts", "well", "FiraGO is here")


async def _database(config: Config) -> AsyncIterator[Finding]:
    url = make_url(config.database_url)
    database = Database(config.database_url)
    if database.is_sqlite and not await asyncio.to_thread(os.path.exists, url.database or ""):
        yield Finding(
            "database", "warning", f"{url.database} does not exist yet", "The first start makes it."
        )
        return
    try:
        async with database.read() as connection:
            yield Finding("database", "well", url.render_as_string(hide_password=True))
            schema = await _schema(connection)
            yield schema
            if schema.state == "well":
                yield await _keys(connection, config)
    except Exception as error:  # whatever a driver raises
        mend = "Check DATABASE_URL, that the server runs, and that this user may read the file."
        yield Finding("database", "ill", f"does not answer ({type(error).__name__})", mend)
    finally:
        await database.close()


async def _schema(connection: AsyncConnection) -> Finding:
    revision = await connection.run_sync(revision_of)
    if revision == newest_revision():
        return Finding("schema", "well", f"version {revision}")
    if revision in known_revisions() or revision is None:
        return Finding(
            "schema", "ill", f"version {revision} is old", "Run `mektup migrate`, or start the bot."
        )
    return Finding("schema", "ill", f"version {revision} is newer than this program", "Update Mektüp.")


async def _keys(connection: AsyncConnection, config: Config) -> Finding:
    mend = "Put the former SECRET_KEY into OLD_SECRET_KEYS; without it, what was sealed with it is lost."
    vault = config.vault
    rows = await conversations.some(connection, ROWS_LOOKED_AT)
    kept = await contacts.some(connection, ROWS_LOOKED_AT)
    opened = [
        *(conversations.open_state(vault, key, sealed) for key, sealed in rows.items()),
        *(contacts.open_contact(vault, code, sealed) for code, sealed in kept.items()),
    ]
    if not all(opened):
        return Finding("keys", "ill", "SECRET_KEY does not open what is stored", mend)
    if not all(vault.is_current(sealed) for sealed in (*rows.values(), *kept.values())):
        return Finding("keys", "warning", "some rows are under an old key", "Run `mektup rekey`.")
    return Finding("keys", "well", "SECRET_KEY opens what is stored")


async def _telegram(config: Config) -> AsyncIterator[Finding]:
    yield await _clock(config)
    transport = Transport(config.bot_api_url, config.bot_token.get_secret_value())
    await transport.initialize()
    try:
        me = await transport.call("getMe", {})
        yield Finding("token", "well", f"@{me['username']}")
        yield _webhook(await transport.call("getWebhookInfo", {}), config)
    except InvalidToken:
        yield Finding(
            "token", "ill", "Telegram does not know it", "Ask @BotFather for the token: /mybots, API Token."
        )
    except TelegramError as error:
        mend = "Check the network and BOT_API_URL; in some countries Telegram is blocked."
        yield Finding("Telegram", "ill", f"does not answer ({type(error).__name__})", mend)
    finally:
        await transport.shutdown()


def _webhook(info: dict[str, Any], config: Config) -> Finding:
    url = info.get("url", "")
    if url and not config.webhook_url:
        mend = "Set WEBHOOK_URL, or remove the webhook (deleteWebhook); with it, polling gets nothing."
        return Finding("webhook", "ill", "one is set, but the bot would poll", mend)
    if config.webhook_url and not url.startswith(config.webhook_url):
        return Finding("webhook", "warning", "not set yet", "The bot sets it when it starts.")
    if trouble := info.get("last_error_message"):
        mend = "Check the proxy, its certificate, and that LISTEN is reached from outside."
        return Finding("webhook", "ill", f"Telegram says: {trouble}", mend)
    waiting = info.get("pending_update_count", 0)
    return Finding("webhook" if url else "polling", "well", f"{waiting} updates wait at Telegram")


async def _clock(config: Config) -> Finding:
    theirs = await time_of(config.bot_api_url)
    if theirs is None:
        return Finding("clock", "warning", "could not be compared with Telegram's")
    apart = abs(time.time() - theirs)
    if apart > CLOCK_SECONDS:
        return Finding("clock", "ill", f"{apart:.0f} s off", "Set it: timedatectl set-ntp true.")
    return Finding("clock", "well", "right")


async def time_of(url: str) -> float | None:
    """What time it is for a server, in seconds since 1970; None if it does not say."""
    try:
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            return email.utils.parsedate_to_datetime(answer.headers["Date"]).timestamp()
    except (aiohttp.ClientError, KeyError, ValueError, TimeoutError):
        return None
