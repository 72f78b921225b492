"""Run the bot."""

import argparse
import asyncio
import sys

from telegram.error import InvalidToken

from bot.config import Config, read_config
from bot.errors import set_up_logging
from bot.intake.get_updates import ask_first
from bot.loading import loading


def options(parser: argparse.ArgumentParser) -> None:
    """Take `--delete-webhook`; everything else comes from the environment."""
    parser.add_argument(
        "--delete-webhook",
        action="store_true",
        help="remove the webhook another process may have set, and poll; what waits is kept",
    )


def main(options: argparse.Namespace) -> int:
    """Run until SIGTERM or SIGINT."""
    config = read_config("bot_token", "secret_key")
    set_up_logging(config.log_level, config.log_format)
    try:
        asyncio.run(_run(config, options.delete_webhook))
    except InvalidToken:
        print(
            "BOT_TOKEN: Telegram does not know this token; ask @BotFather for the right one", file=sys.stderr
        )
        return 2
    return 0


async def _run(config: Config, delete_webhook: bool) -> None:
    may_ask = not (config.webhook_url or delete_webhook)
    first = await ask_first(config.bot_api_url, config.bot_token.get_secret_value()) if may_ask else None
    with loading():
        from bot.run import run  # noqa: PLC0415  (half of the start: loaded while Telegram looks for updates)

    await run(config, first, delete_webhook=delete_webhook)
