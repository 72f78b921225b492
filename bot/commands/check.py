"""Check the campaign file and every text: for people who edit words and nothing else."""

import argparse
import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.campaign.model import read_campaign
from bot.checks.all_checks import check_campaign, check_words, write_proof
from bot.checks.locales import Problem
from bot.commands.guard import explained
from bot.commands.stats_request import read_beside
from bot.config import read_config
from bot.i18n.translate import LOCALES
from db.errors import FailureError
from db.pledges import written_to


def options(parser: argparse.ArgumentParser) -> None:
    """Say where the texts are, and whether to write the proof-reader's list anew first."""
    parser.add_argument("--locales", type=Path, default=LOCALES, help="the folder of the texts")
    parser.add_argument(
        "--write",
        action="store_true",
        help="first write locales/crh/README.md, the proof-reader's list, anew",
    )
    parser.add_argument(
        "--release",
        action="store_true",
        help="before a release: a text that waits for its translation is a mistake as well",
    )


def main(options: argparse.Namespace) -> int:
    """Print every problem with what to do about it; 0 when there is none, else 2."""
    own, problems = read_config().campaign, list[Problem]()
    if own:
        problems += check_campaign(own, asyncio.run(letters_kept())).problems
        print(f"{own}: {found(len(problems))}")
    campaign = read_campaign()
    print(f"campaign: {len(campaign.prisoners)} prisoners, {len(campaign.greetings)} greetings, no mistakes")
    if options.write:
        print(f"written: {write_proof(options.locales)}")
    report = check_words(options.locales, campaign)
    problems += [*report.problems, *(report.waiting if options.release else ())]
    for problem in problems:
        print(problem, file=sys.stderr)
    for reason in report.skipped:
        print(reason)
    if report.waiting:
        print(f"waiting for a translation: {', '.join(one.place for one in report.waiting)}")
    print(f"texts: {report.texts} read, {found(len(problems))}")
    return 2 if problems else 0


def found(number: int) -> str:
    """Say how many problems there are."""
    return {0: "no problems", 1: "1 problem"}.get(number, f"{number} problems")


async def letters_kept() -> Mapping[str, int]:
    """How many letters belong to whom, where there is a database to ask."""
    try:
        return await read_beside(read_config().database_url, None, lambda one: written_to(one.connection))
    except FailureError:
        return {}  # the bot has never run here
    except (SQLAlchemyError, OSError) as error:
        print(f"whom letters belong to was not looked at: {explained(error)[1]}", file=sys.stderr)
        return {}
