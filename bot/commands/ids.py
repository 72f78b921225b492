"""Print the Telegram ids of people who have just written to the bot, to find those of organizers."""

import argparse
import asyncio

from bot.chat.text_cleaning import clean
from bot.config import Config, read_config
from bot.telegram.outcome import ContestedError, NotDeliveredError, UnknownBotError
from bot.telegram.transport import Transport
from db.errors import FailureError


def main(_options: argparse.Namespace) -> None:
    """Only look: what they wrote stays for the bot. 1 when Telegram gives nothing."""
    config = read_config("bot_token")
    try:
        people = asyncio.run(_people(config))
    except UnknownBotError:
        raise FailureError("BOT_TOKEN: Telegram does not know this token") from None
    except ContestedError:
        raise FailureError("The bot runs already, or a webhook is set: stop it for a moment.") from None
    except NotDeliveredError as error:
        raise FailureError(f"Telegram does not answer ({error.name})") from None
    for number, name in people.items():
        print(f"{number}  {' '.join(clean(name).split())}")  # a name cannot forge a line, nor an id in it
    if not people:
        print("Nobody has written yet: open the bot in Telegram, press START, and ask again.")


async def _people(config: Config) -> dict[int, str]:
    async with Transport(config.bot_api_url, config.bot_token.get_secret_value()) as transport:
        updates = await transport.bot.get_updates()  # without an offset nothing is confirmed
    people = [update.message.from_user for update in updates if update.message]
    return {one.id: one.first_name for one in people if one}
