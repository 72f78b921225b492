"""Tell the organizers that a unit of this server has failed; systemd calls it (OnFailure=)."""

import argparse
import asyncio
import sys

from bot.campaign.loading import load_campaign
from bot.config import Config, read_config
from bot.telegram.outcome import NotDeliveredError
from bot.telegram.transport import Transport
from db.errors import FailureError


def options(parser: argparse.ArgumentParser) -> None:
    """Which unit."""
    parser.add_argument("unit", help="its name, such as mektup-backup.service")


def main(options: argparse.Namespace) -> None:
    """One line to every organizer in the campaign's language; 1 when it reached nobody."""
    config = read_config("bot_token")
    loaded = load_campaign(config.campaign)
    t = loaded.languages[loaded.campaign.default_language]
    text = str(t("alarm.unit", unit=options.unit, command=f"journalctl -u {options.unit}"))
    if not asyncio.run(_tell(config, text)):
        raise FailureError("no organizer could be told")


async def _tell(config: Config, text: str) -> int:
    told = 0
    async with Transport(config.bot_api_url, config.bot_token.get_secret_value()) as transport:
        for organizer in sorted(config.organizer_ids):
            try:
                await transport.bot.send_message(organizer, text, parse_mode="HTML")
                told += 1
            except NotDeliveredError as error:
                print(f"an organizer was not told ({error.name})", file=sys.stderr)
    return told
