"""Open a letter evening and print its kit, for a host without Telegram; or print the kit of one once more."""

import argparse
import asyncio
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from bot.campaign.loading import LoadedCampaign, load_campaign
from bot.campaign.sharing import an_evening
from bot.commands.letter import link_to, one_of, write
from bot.config import Config, read_config
from bot.letter.kit import Kit, evening_poster, kit_orders
from bot.letter.print_orders import A4, PAPERS
from bot.letter.render import render
from bot.supporter.deep_links import is_free, is_word
from db import arrivals as office
from db import evenings, journal, public_figures
from db.database import Database
from db.errors import MistakeError
from db.evenings import MOST_WRITERS, Evening
from db.journal import Fact
from db.public_figures import Facts

OPERATOR = "server"  # in the journal, where organizers have a pseudonym


def options(parser: argparse.ArgumentParser) -> None:
    """Say its word, its day, how many write, in which languages, and of which bot."""
    parser.add_argument("word", help="for its link: lviv-library")
    parser.add_argument("--bot", required=True, metavar="NAME", help="the bot's name, such as mektup_bot")
    parser.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="default: today")
    parser.add_argument("--writers", type=int, metavar="N", help="how many write; without, it must be there")
    parser.add_argument(
        "--languages", nargs="+", metavar="CODE", help="of the sheets (default: the campaign's)"
    )
    parser.add_argument("--language", metavar="CODE", help="of the host's pages (default: the campaign's)")
    parser.add_argument("--paper", default=A4.id, metavar="SIZE", help="a4 or letter (default: a4)")
    parser.add_argument("-o", "--output", type=Path, default=Path("kit.pdf"), help="default: kit.pdf")
    parser.add_argument("--poster", type=Path, metavar="FILE", help="the poster as well, to this file")


def main(options: argparse.Namespace) -> None:
    """Print it, opened if it was not yet."""
    config = read_config("secret_key")
    loaded = load_campaign(config.campaign)
    language = options.language or loaded.campaign.default_language
    t = one_of("--language", language, loaded.languages)
    paper = one_of("--paper", options.paper, {sheet.id: sheet for sheet in PAPERS})
    link_to(options.bot, options.word)
    kit = Kit(
        campaign=loaded.campaign,
        languages=loaded.languages,
        t=t,
        evening=asyncio.run(_evening(options, config, loaded)),
        link=partial(link_to, options.bot),
        paper=paper,
    )
    files = {options.output: render(*kit_orders(kit))}
    if options.poster:
        files[options.poster] = render(evening_poster(kit))
    print(kit.link(kit.evening.word))
    write(files)


async def _evening(options: argparse.Namespace, config: Config, loaded: LoadedCampaign) -> Evening:
    """Find it, or open it where it is not there yet."""
    async with Database(config.database_url) as database:
        await database.migrate()
        async with database.write() as connection:
            if found := await evenings.find(connection, config.vault, options.word):
                return found
            await office.lock(connection)
            evening = _planned(
                options, loaded, await evenings.words(connection), await public_figures.facts(connection)
            )
            await evenings.begin(connection, config.vault, evening)
            fact = Fact(
                datetime.now(UTC).astimezone(loaded.campaign.zone).date(),
                OPERATOR,
                "evening",
                count=evening.writers,
                happened_on=evening.day,
            )
            await journal.write(connection, fact)
            return evening


def _planned(
    options: argparse.Namespace, loaded: LoadedCampaign, known: frozenset[str], facts: Facts
) -> Evening:
    campaign, word = loaded.campaign, options.word
    if not is_word(word) or not is_free(campaign, known, word):
        raise MistakeError(f"“{word}” is no word for a link, or means something else in one")
    if not 0 < (options.writers or 0) <= MOST_WRITERS:
        raise MistakeError(f"--writers: a number from 1 to {MOST_WRITERS}")
    languages = options.languages or [campaign.default_language]
    for one in languages:
        one_of("--languages", one, loaded.languages)
    day = options.day or datetime.now(UTC).astimezone(campaign.zone).date()
    evening = an_evening(campaign, facts, word=word, day=day, writers=options.writers, languages=languages)
    if evening is None:
        raise MistakeError("everybody in the campaign file is free")
    return evening
