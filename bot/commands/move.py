"""Move everything to another database, SQLite to PostgreSQL or back; stop the bot first."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from bot.config import ConfigError, read_config
from db.copying import CopyError, Tally, copy_in, copy_out, count
from db.database import Database
from db.errors import MistakeError


def options(parser: argparse.ArgumentParser) -> None:
    """Say where to."""
    parser.add_argument(
        "--to",
        required=True,
        metavar="URL",
        help="an empty database, written as DATABASE_URL; - reads it from standard input, "
        "so that its password stands in no list of processes",
    )


def main(options: argparse.Namespace) -> None:
    """Copy, then count both sides and compare checksums; the old database stays as it is."""
    if options.to != "-" and ":" in options.to.partition("://")[2].rpartition("@")[0].rstrip(":"):
        raise MistakeError("--to: everybody here can read a password in the list of processes; write -")
    config = read_config()
    try:
        target = read_config(database_url=sys.stdin.readline().strip() if options.to == "-" else options.to)
    except ConfigError as error:
        raise MistakeError(str(error).replace("DATABASE_URL", "--to")) from None
    tally = asyncio.run(_move(Database(config.database_url), Database(target.database_url)))
    for table, rows in tally.rows.items():
        print(f"{table}: {rows} rows, the same on both sides")
    print("Set DATABASE_URL to the new address and start the bot; keep the old database until you are sure.")


async def _move(source: Database, target: Database) -> Tally:
    async with source, target:
        await source.migrate()
        await target.migrate()
        with tempfile.TemporaryDirectory(prefix="mektup-") as folder:
            file = Path(folder) / "copy"
            async with source.snapshot() as connection:
                expected = await count(connection)
                with file.open("w", encoding="utf-8") as lines:
                    async for line in copy_out(connection):
                        lines.write(line + "\n")
            async with target.write() as connection:
                with file.open(encoding="utf-8") as lines:
                    await copy_in(connection, lines)
                if await count(connection) != expected:
                    raise CopyError("what arrived differs from what was sent; nothing was changed")
            return expected
