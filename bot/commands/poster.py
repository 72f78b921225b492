"""Print a poster for the wall of a library or a school: a name, a year, a code to scan."""

import argparse
from pathlib import Path

from bot.campaign.loading import LoadedCampaign, load_campaign
from bot.campaign.model import Prisoner
from bot.commands.letter import link_to, one_of, write
from bot.config import read_config
from bot.letter.layout import Paragraph
from bot.letter.print_orders import A4, PAPERS, PosterOrder, Sheet
from bot.letter.render import render

SOURCE = "poster"  # so that the statistics can tell who came by one


def options(parser: argparse.ArgumentParser) -> None:
    """Say whose poster, of which bot, on what, and where to."""
    parser.add_argument("--prisoner", required=True, metavar="ID", help="as in the campaign file: chiygoz")
    parser.add_argument("--bot", required=True, metavar="NAME", help="the bot's name, such as mektup_bot")
    parser.add_argument("--paper", default=A4.id, metavar="SIZE", help="a4 or letter (default: a4)")
    parser.add_argument("-o", "--output", type=Path, default=Path("poster.pdf"), help="default: poster.pdf")


def main(options: argparse.Namespace) -> None:
    """Print it."""
    loaded = load_campaign(read_config().campaign)
    prisoner = one_of("--prisoner", options.prisoner, loaded.campaign.by_id)
    paper = one_of("--paper", options.paper, {sheet.id: sheet for sheet in PAPERS})
    write({options.output: render(_order(loaded, prisoner, options.bot, paper))})


def _order(loaded: LoadedCampaign, prisoner: Prisoner, bot: str, paper: Sheet) -> PosterOrder:
    campaign, languages = loaded.campaign, loaded.languages
    spellings: dict[str, str] = {}
    for one, t in languages.items():
        spellings.setdefault(t.pick(prisoner.name), one)
    (name, language), *also = spellings.items()
    payload = f"{prisoner.id}_{SOURCE}" if SOURCE in campaign.sources else prisoner.id
    link = link_to(bot, payload)
    appeals = [Paragraph(t.plain("poster.appeal"), one) for one, t in languages.items()]
    return PosterOrder(
        title=appeals[0].text,
        language=language,
        paper=paper,
        name=name,
        born=prisoner.year,
        also=tuple(Paragraph(*one) for one in also),
        appeals=tuple(appeals),
        link=link,
        caption=link.removeprefix("https://").partition("?")[0],
    )
