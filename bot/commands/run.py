"""Run the bot."""

import argparse
import asyncio
import sys

from telegram.error import InvalidToken

from bot.config import read_config
from bot.errors import set_up_logging
from bot.run import run


def options(_parser: argparse.ArgumentParser) -> None:
    """None: everything comes from the environment."""


def main(_options: argparse.Namespace) -> int:
    """Run until SIGTERM or SIGINT."""
    config = read_config("bot_token", "secret_key")
    set_up_logging(config.log_level)
    try:
        asyncio.run(run(config))
    except InvalidToken:
        print(
            "BOT_TOKEN: Telegram does not know this token; ask @BotFather for the right one", file=sys.stderr
        )
        return 2
    return 0
