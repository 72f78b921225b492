"""Draw a chart of the campaign's figures into a file, while the bot runs."""

import argparse
import asyncio
from functools import partial
from pathlib import Path

from bot.commands.reading import read_from_outside
from bot.commands.request import Request, answered, request_options
from bot.statistics.chart_data import NAMES, read_picture
from bot.statistics.charts import draw


def options(parser: argparse.ArgumentParser) -> None:
    """Say which chart, of which days, in which language, and where to."""
    parser.add_argument("chart", choices=NAMES)
    parser.add_argument("-o", "--output", type=Path, required=True, help="the PNG file to write")
    request_options(parser)


def main(options: argparse.Namespace) -> int:
    """Draw it; see `answered` for the exit codes."""
    return answered(options, partial(_draw, options))


def _draw(options: argparse.Namespace, asked: Request) -> None:
    picture = asyncio.run(
        read_from_outside(
            asked.database_url,
            asked.vault,
            lambda moment: read_picture(moment, options.chart, asked.labels, asked.period, asked.today),
        )
    )
    options.output.write_bytes(draw(picture))
