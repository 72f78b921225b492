"""Print the figures of the campaign, while the bot runs."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.commands.stats_request import request_of, request_options
from bot.statistics import export
from bot.statistics.labels import Labels
from bot.statistics.report import Report, read_report
from bot.statistics.text_tables import as_text
from db.errors import MistakeError
from db.statistics import TABLES


def options(parser: argparse.ArgumentParser) -> None:
    """Say which figures, of which days, in which form."""
    parser.add_argument("--by", choices=TABLES, help="only this table (default: all of them)")
    parser.add_argument("--format", choices=("table", "csv", "json", "xlsx"), default="table")
    parser.add_argument("-o", "--output", type=Path, help="write to this file instead of printing")
    request_options(parser)


def main(options: argparse.Namespace) -> None:
    """Print or write them."""
    asked, tables = request_of(options), (options.by,) if options.by else TABLES
    if options.format == "xlsx" and options.output is None and sys.stdout.isatty():
        raise MistakeError("--output: a workbook cannot be shown here; name a file")
    report = asyncio.run(
        asked.read(lambda moment: read_report(moment, asked.campaign, asked.today, asked.period, tables))
    )
    content = _MAKERS[options.format](report, asked.labels)
    if options.output:
        options.output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)


_MAKERS: Mapping[str, Callable[[Report, Labels], bytes]] = {
    "table": lambda report, labels: as_text(report, labels).encode(),
    "csv": export.as_csv,
    "json": lambda report, labels: export.as_json(report, labels).encode() + b"\n",
    "xlsx": export.as_workbook,
}
