"""What `mektup doctor` finds at Telegram."""

import email.utils
import time
from collections.abc import AsyncIterator

import aiohttp
from telegram import Bot, WebhookInfo

from bot.campaign.loading import load_campaign
from bot.campaign.model import CampaignError
from bot.campaign.profile import profiles
from bot.commands.doctor_finding import Finding
from bot.config import Config
from bot.supporter.handlers import COMMANDS
from bot.telegram.bot_profile import differences
from bot.telegram.outcome import BlockedError, NobodyError, NotDeliveredError, RefusedError, UnknownBotError
from bot.telegram.transport import Transport

CLOCK_SECONDS = 60  # more, and dates and certificates go wrong


async def look_at_telegram(config: Config) -> AsyncIterator[Finding]:
    """The clock, the token, the webhook, what people see before START, and whether organizers can be told."""
    yield await _clock(config)
    try:
        async with Transport(config.bot_api_url, config.bot_token.get_secret_value()) as transport:
            bot = transport.bot
            yield Finding("token", "well", f"@{(await bot.get_me()).username}")
            yield _webhook(await bot.get_webhook_info(), config)
            for number in sorted(config.organizer_ids):
                if number > 0 and (finding := await _organizer(bot, number)):
                    yield finding
            if finding := await _introduction(transport, config):
                yield finding
    except UnknownBotError:
        yield Finding(
            "token", "ill", "Telegram does not know it", "Ask @BotFather for the token: /mybots, API Token."
        )
    except NotDeliveredError as error:
        mend = "Check the network and BOT_API_URL; in some countries Telegram is blocked."
        yield Finding("Telegram", "ill", f"does not answer ({error.name})", mend)


def _webhook(info: WebhookInfo, config: Config) -> Finding:
    url = info.url
    if url and not config.webhook_url:
        mend = "Set WEBHOOK_URL, or remove the webhook (deleteWebhook); with it, polling gets nothing."
        return Finding("webhook", "ill", "one is set, but the bot would poll", mend)
    if config.webhook_url and not url.startswith(config.webhook_url):
        return Finding("webhook", "warning", "not set yet", "The bot sets it when it starts.")
    if (trouble := info.last_error_message) and info.pending_update_count:  # else it is over
        mend = "Check the proxy, its certificate, and that LISTEN is reached from outside."
        return Finding("webhook", "ill", f"Telegram says: {trouble}", mend)
    waiting = f"{info.pending_update_count} updates wait at Telegram"
    return Finding("webhook" if url else "polling", "well", waiting)


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


async def _organizer(bot: Bot, number: int) -> Finding | None:
    """Whether the bot may write to this organizer: it shows for a moment that it types."""
    try:
        await bot.send_chat_action(number, "typing")
    except (NobodyError, RefusedError):
        mend = "They open the bot and press START; `mektup ids` shows whether the number is right."
        return Finding("organizers", "ill", f"{number} never pressed START", mend)
    except BlockedError:
        return Finding("organizers", "ill", f"{number} has blocked the bot", "They open it and press START.")
    return None


async def _introduction(transport: Transport, config: Config) -> Finding | None:
    """What people see before START, compared with what they should see."""
    try:
        loaded = load_campaign(config.campaign)
        shown = profiles(loaded.languages, loaded.campaign.default_language, COMMANDS)
        different = await differences(transport, shown)
    except (CampaignError, NotDeliveredError):
        return None  # said already; or a Bot API server that does not know it
    if not different:
        return Finding("before START", "well", "Telegram shows what the campaign says")
    mend = "The bot sets them when it starts; a name only a few times a day."
    return Finding("before START", "warning", f"Telegram shows another {', '.join(different)}", mend)
