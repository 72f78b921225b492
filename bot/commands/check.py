"""Check the campaign file and every text: for people who edit words and nothing else."""

import argparse
import sys
from pathlib import Path

from bot.campaign.loading import campaign_file
from bot.campaign.model import read_campaign
from bot.checks.report import check_words, write_proof
from bot.config import read_config
from bot.i18n import LOCALES


def options(parser: argparse.ArgumentParser) -> None:
    """Where the texts are, and whether to write the proof-reader's list anew first."""
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
    """Every problem on a line of its own with what to do about it; 0 when there is none, else 2."""
    campaign = read_campaign(campaign_file(read_config().campaign))
    print(f"campaign: {len(campaign.prisoners)} prisoners, {len(campaign.greetings)} greetings, no mistakes")
    if options.write:
        print(f"written: {write_proof(options.locales)}")
    report = check_words(options.locales, campaign)
    problems = [*report.problems, *(report.waiting if options.release else ())]
    for problem in problems:
        print(problem, file=sys.stderr)
    for reason in report.skipped:
        print(reason)
    if report.waiting:
        print(f"waiting for a translation: {', '.join(one.place for one in report.waiting)}")
    found = {0: "no problems", 1: "1 problem"}.get(len(problems), f"{len(problems)} problems")
    print(f"texts: {report.texts} read, {found}")
    return 2 if problems else 0
