"""Print a poster for the wall of a library or a school: a name, a year, a code to scan."""

import argparse
import sys
from pathlib import Path

from bot.campaign.loading import LoadedCampaign, load_campaign
from bot.campaign.model import Prisoner
from bot.commands.letter import WrongOptionError, link_to, one_of, write
from bot.config import read_config
from bot.letter.fonts import load_fonts
from bot.letter.orders import A4, PAPERS
from bot.letter.poster import Poster, poster

SOURCE = "poster"  # so that the statistics can tell who came by one


def options(parser: argparse.ArgumentParser) -> None:
    """Whose poster, of which bot, on what, and where to."""
    parser.add_argument("--prisoner", required=True, metavar="ID", help="as in the campaign file: chiygoz")
    parser.add_argument("--bot", required=True, metavar="NAME", help="the bot's name, such as mektup_bot")
    parser.add_argument("--paper", default=A4.id, metavar="SIZE", help="a4 or letter (default: a4)")
    parser.add_argument("-o", "--output", type=Path, default=Path("poster.pdf"), help="default: poster.pdf")


def main(options: argparse.Namespace) -> int:
    """0 when written; 1 when the file cannot be written; 2 for a wrong request."""
    loaded = load_campaign(read_config().campaign)
    try:
        prisoner = one_of("--prisoner", options.prisoner, loaded.campaign.by_id)
        paper = one_of("--paper", options.paper, {sheet.id: sheet for sheet in PAPERS})
        words = _poster_of(loaded, prisoner, options.bot)
    except WrongOptionError as why:
        print(why, file=sys.stderr)
        return 2
    return write({options.output: poster(load_fonts(), paper, words)})


def _poster_of(loaded: LoadedCampaign, prisoner: Prisoner, bot: str) -> Poster:
    campaign = loaded.campaign
    name, *also = dict.fromkeys(t.pick(prisoner.name) for t in loaded.languages.values())
    payload = f"{prisoner.id}_{SOURCE}" if SOURCE in campaign.sources else prisoner.id
    link = link_to(bot, payload)
    appeals = tuple(t.plain("poster.appeal") for t in loaded.languages.values())
    caption = link.removeprefix("https://").partition("?")[0]
    return Poster(name, prisoner.born, tuple(also), appeals, link, caption)
