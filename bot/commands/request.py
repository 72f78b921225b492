"""What `stats` and `chart` share: the days and the language asked for, and how a refusal is said."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.campaign.loading import load_campaign
from bot.campaign.model import Campaign
from bot.commands.reading import UnreadableError
from bot.config import read_config
from bot.statistics.labels import Labels
from db.figures import Period
from db.vault import Vault


class WrongRequestError(Exception):
    """An option that cannot be meant; says which and what would be right."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody at the command line asks for."""

    database_url: str
    vault: Vault | None  # without SECRET_KEY the figures are as of the last night
    labels: Labels
    campaign: Campaign
    period: Period
    today: date


def request_options(parser: argparse.ArgumentParser) -> None:
    """Say of which days, in which language."""
    parser.add_argument(
        "--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="first day of promises"
    )
    parser.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="last day of promises")
    parser.add_argument("--language", help="of names and headings (default: the campaign's)")


def answered(options: argparse.Namespace, answer: Callable[[Request], None]) -> int:
    """Return the exit code: 0 when done; 1 when the database cannot be read or a file not written; 2 for a
    wrong request. Each with one sentence.
    """
    try:
        answer(_request(options))
    except WrongRequestError as error:
        print(error, file=sys.stderr)
        return 2
    except UnreadableError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        raise
    except OSError as error:
        print(f"{options.output or 'output'}: cannot be written ({error.strerror})", file=sys.stderr)
        return 1
    return 0


def _request(options: argparse.Namespace) -> Request:
    if options.since and options.until and options.since > options.until:
        raise WrongRequestError("--since: comes after --until")
    config = read_config()
    loaded = load_campaign(config.campaign)
    campaign, languages = loaded.campaign, loaded.languages
    language = options.language or campaign.default_language
    if language not in languages:
        raise WrongRequestError(f"--language: one of {', '.join(languages)}")
    return Request(
        config.database_url,
        config.vault if config.secret_key.get_secret_value() else None,
        Labels(languages[language], campaign, languages),
        campaign,
        Period(options.since, options.until),
        datetime.now(UTC).astimezone(campaign.zone).date(),
    )
