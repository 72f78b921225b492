"""Draw a chart of the campaign's figures into a file, while the bot runs."""

import argparse
import asyncio
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from bot.campaigns import furnish
from bot.config import read_config
from bot.organizers.charts import draw
from bot.organizers.labels import Labels
from bot.organizers.outside import UnreadableError, read_from_outside
from bot.organizers.pictures import NAMES, read_picture
from db.figures import Period


def options(parser: argparse.ArgumentParser) -> None:
    """Which chart, of which days, in which language, and where to."""
    parser.add_argument("chart", choices=NAMES)
    parser.add_argument("-o", "--output", type=Path, required=True, help="the PNG file to write")
    parser.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="first day")
    parser.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="last day")
    parser.add_argument("--language", help="of its words (default: the campaign's)")


def main(options: argparse.Namespace) -> int:
    """0 when done; 1 when the database cannot be read or the file not written; 2 for a wrong request."""
    if options.since and options.until and options.since > options.until:
        print("--since: comes after --until", file=sys.stderr)
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
    try:
        picture = asyncio.run(
            read_from_outside(
                config.database_url,
                lambda connection: read_picture(connection, options.chart, labels, period, today),
            )
        )
        options.output.write_bytes(draw(picture))
    except UnreadableError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{options.output}: cannot be written ({error.strerror})", file=sys.stderr)
        return 1
    return 0
