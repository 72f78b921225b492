"""Draw a chart of the campaign's figures into a file, while the bot runs."""

import argparse
import asyncio
from pathlib import Path

from bot.commands.stats_request import request_of, request_options
from bot.statistics.chart_data import NAMES, read_picture
from bot.statistics.chart_drawing import draw


def options(parser: argparse.ArgumentParser) -> None:
    """Say which chart, of which days, in which language, and where to."""
    parser.add_argument("chart", choices=NAMES)
    parser.add_argument("-o", "--output", type=Path, required=True, help="the PNG file to write")
    request_options(parser)


def main(options: argparse.Namespace) -> None:
    """Draw it."""
    asked = request_of(options)
    picture = asyncio.run(
        asked.read(
            lambda moment: read_picture(moment, options.chart, asked.labels, asked.period, asked.today)
        )
    )
    options.output.write_bytes(draw(picture))
