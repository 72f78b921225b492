"""Run the bot."""

import argparse
import asyncio

from bot.config import read_config
from bot.error_logs import set_up_logging
from bot.run import run
from bot.telegram.outcome import UnknownBotError
from db.errors import MistakeError


def options(parser: argparse.ArgumentParser) -> None:
    """Take `--delete-webhook`; everything else comes from the environment."""
    parser.add_argument(
        "--delete-webhook",
        action="store_true",
        help="remove the webhook another process may have set, and poll; what waits is kept",
    )


def main(options: argparse.Namespace) -> None:
    """Run until SIGTERM or SIGINT."""
    config = read_config("bot_token", "secret_key")
    set_up_logging(config.log_level, config.log_format)
    try:
        asyncio.run(run(config, delete_webhook=options.delete_webhook))
    except UnknownBotError:
        why = "BOT_TOKEN: Telegram does not know this token; ask @BotFather for the right one"
        raise MistakeError(why) from None
