"""What `mektup doctor` finds at Telegram."""

import email.utils
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.commands.finding import Finding
from bot.config import Config
from bot.supporter.handlers import COMMANDS
from bot.telegram.transport import Transport

CLOCK_SECONDS = 60  # more, and dates and certificates go wrong


async def look_at_telegram(config: Config) -> AsyncIterator[Finding]:
    """The clock, the token, the webhook, the menu of commands, and whether organizers can be told."""
    yield await _clock(config)
    transport = Transport(config.bot_api_url, config.bot_token.get_secret_value())
    await transport.initialize()
    try:
        me = await transport.call("getMe", {})
        yield Finding("token", "well", f"@{me['username']}")
        yield _webhook(await transport.call("getWebhookInfo", {}), config)
        for number in sorted(config.organizer_ids):
            if number > 0 and (finding := await _organizer(transport, number)):
                yield finding
        if finding := await _menu(transport, config):
            yield finding
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


async def _organizer(transport: Transport, number: int) -> Finding | None:
    """Whether the bot may write to this organizer: it shows for a moment that it types."""
    try:
        await transport.call("sendChatAction", {"chat_id": number, "action": "typing"})
    except Forbidden:
        return Finding("organizers", "ill", f"{number} has blocked the bot", "They open it and press START.")
    except BadRequest:
        mend = "They open the bot and press START; `mektup ids` shows whether the number is right."
        return Finding("organizers", "ill", f"{number} never pressed START", mend)
    return None


async def _menu(transport: Transport, config: Config) -> Finding | None:
    asked = {"scope": {"type": "all_private_chats"}}
    try:
        shown = {one["command"] for one in await transport.call("getMyCommands", asked)}
    except TelegramError:
        return None  # a Bot API server that does not know it
    if shown != set(COMMANDS):
        return Finding("commands", "warning", "Telegram shows others", "The bot sets them when it starts.")
    return None
