"""Print the figures of the campaign, while the bot runs."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from bot.campaigns import furnish
from bot.config import read_config
from bot.organizers import export
from bot.organizers.labels import Labels
from bot.organizers.outside import UnreadableError, read_from_outside
from bot.organizers.plain import as_text
from bot.organizers.report import Report, read_report
from db.figures import Period
from db.statistics import TABLES


def options(parser: argparse.ArgumentParser) -> None:
    """Which figures, of which days, in which form."""
    parser.add_argument("--by", choices=TABLES, help="only this table (default: all of them)")
    parser.add_argument(
        "--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="first day of promises"
    )
    parser.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="last day of promises")
    parser.add_argument("--format", choices=("table", "csv", "json", "xlsx"), default="table")
    parser.add_argument("--language", help="of names and headings (default: the campaign's)")
    parser.add_argument("-o", "--output", type=Path, help="write to this file instead of printing")


def main(options: argparse.Namespace) -> int:
    """0 when done; 1 when the database cannot be read or the file not written; 2 for a wrong request."""
    if options.since and options.until and options.since > options.until:
        print("--since: comes after --until", file=sys.stderr)
        return 2
    if options.format == "xlsx" and options.output is None and sys.stdout.isatty():
        print("--output: a workbook cannot be shown here; name a file", file=sys.stderr)
        return 2
    config = read_config()
    furnished = furnish(config.campaign)
    campaign, languages = furnished.campaign, furnished.languages
    language = options.language or campaign.default_language
    if language not in languages:
        print(f"--language: one of {', '.join(languages)}", file=sys.stderr)
        return 2
    labels = Labels(languages[language], campaign, languages)
    today = datetime.now(UTC).astimezone(campaign.zone).date()
    period = Period(options.since, options.until)
    tables = (options.by,) if options.by else TABLES
    try:
        report = asyncio.run(
            read_from_outside(
                config.database_url,
                lambda connection: read_report(connection, campaign, today, period, tables),
            )
        )
        content = _MAKERS[options.format](report, labels)
        if options.output:
            options.output.write_bytes(content)
        else:
            sys.stdout.buffer.write(content)
            sys.stdout.flush()
    except UnreadableError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{options.output or 'output'}: cannot be written ({error.strerror})", file=sys.stderr)
        return 1
    return 0


_MAKERS: Mapping[str, Callable[[Report, Labels], bytes]] = {
    "table": lambda report, labels: as_text(report, labels).encode(),
    "csv": export.as_csv,
    "json": lambda report, labels: export.as_json(report, labels).encode() + b"\n",
    "xlsx": export.as_workbook,
}
