"""What `stats` and `chart` share: which days, in which language, and figures read beside a running bot."""

import argparse
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy.engine import make_url

from bot.campaign.loading import load_campaign
from bot.campaign.model import Campaign
from bot.chat.notes_since_night import notes_with
from bot.config import read_config
from bot.statistics.labels import Labels
from db.database import Database
from db.errors import FailureError, MistakeError
from db.figure_sums import Moment, Period
from db.schema import newest_revision, revision_of
from db.vault import Vault

T = TypeVar("T")


def request_options(parser: argparse.ArgumentParser) -> None:
    """Say of which days, in which language."""
    parser.add_argument(
        "--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="first day of promises"
    )
    parser.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="last day of promises")
    parser.add_argument("--language", help="of names and headings (default: the campaign's)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody at the command line asks for."""

    database_url: str
    vault: Vault | None  # without SECRET_KEY the figures are as of the last night
    labels: Labels
    campaign: Campaign
    period: Period
    today: date

    async def read(self, figures: Callable[[Moment], Awaitable[T]]) -> T:
        """Read these figures as `read_beside` does."""
        return await read_beside(self.database_url, self.vault, figures)


async def read_beside(database_url: str, vault: Vault | None, figures: Callable[[Moment], Awaitable[T]]) -> T:
    """Read figures in one moment beside a running bot; without keys, as of the last night.

    Raises:
        FailureError: there is no database, or one of another version.
    """
    _check_file(database_url)
    async with Database(database_url) as database, database.snapshot() as connection:
        if await connection.run_sync(revision_of) != newest_revision():
            raise FailureError("the database has another version's schema; `mektup migrate` updates it")
        return await figures(Moment(connection, notes_with(vault) if vault else None))


def request_of(options: argparse.Namespace) -> Request:
    """Read the request; a wrong one is named."""
    if options.since and options.until and options.since > options.until:
        raise MistakeError("--since: comes after --until")
    config = read_config()
    loaded = load_campaign(config.campaign)
    campaign, languages = loaded.campaign, loaded.languages
    language = options.language or campaign.default_language
    if language not in languages:
        raise MistakeError(f"--language: one of {', '.join(languages)}")
    return Request(
        database_url=config.database_url,
        vault=config.vault if config.secret_key.get_secret_value() else None,
        labels=Labels(languages[language], campaign, languages),
        campaign=campaign,
        period=Period(options.since, options.until),
        today=datetime.now(UTC).astimezone(campaign.zone).date(),
    )


def _check_file(database_url: str) -> None:
    """Refuse a missing file: SQLite would make a new empty one."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise FailureError(f"{url.database}: there is no such file; `mektup run` makes it")
