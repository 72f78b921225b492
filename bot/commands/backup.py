"""Write a copy of the database to a file, while the bot runs: what the last night has left, and nobody."""

import argparse
import asyncio
import gzip
import os
import re
import shutil
import sys
import tempfile
import time
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

import pyrage

from bot.campaign.loading import load_campaign
from bot.config import Config, read_config
from bot.jobs.night import night_at
from db import night
from db.copying import OF_NOBODY, Marking, copy_out
from db.database import Database
from db.errors import MistakeError

LOCK_SECONDS = 15  # behind somebody's lock a copy would wait without a word
NIGHT_SECONDS = 3600.0
LOOK_SECONDS = 5.0


def options(parser: argparse.ArgumentParser) -> None:
    """Say where to, for whose eyes, and how many older copies stay."""
    parser.add_argument(
        "file", help="the file to write, or - for standard output; %%Y, %%m, %%d become today's date"
    )
    parser.add_argument(
        "--recipient", metavar="AGE-KEY", help="public key (age1…): only its owner can open it"
    )
    parser.add_argument(
        "--keep",
        type=int,
        metavar="N",
        help="keep the newest N copies of this name; for what is kept here, --recipient must be given",
    )
    parser.add_argument(
        "--after-night", action="store_true", help="wait up to an hour for the night mail of today"
    )


def main(options: argparse.Namespace) -> None:
    """Write the copy whole or not at all."""
    if options.keep is not None and options.keep < 1:
        raise MistakeError("--keep: at least 1")
    if options.keep and not options.recipient:
        raise MistakeError(
            "--keep: copies that pile up here are sealed; make a key with `age-keygen` on another computer "
            "and give its public half as --recipient age1…"
        )
    config = read_config("secret_key")
    target = Path(date.today().strftime(options.file))  # noqa: DTZ011  (the operator's own day)
    try:
        recipient = pyrage.x25519.Recipient.from_str(options.recipient) if options.recipient else None
    except pyrage.RecipientError:
        why = "--recipient: not an age public key; `age-keygen` makes one that begins with age1"
        raise MistakeError(why) from None
    if options.file == "-":
        _to_standard_output(config, recipient, options.after_night)
        return
    if target.is_symlink():
        target = target.resolve()  # the link stays, and what it leads to is written
    if target.exists() and not target.is_file():
        raise MistakeError(f"{target}: is no file")
    target.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp makes a file that only its owner reads; the copy appears under its name when it is complete
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".mektup-")
    os.close(handle)
    unfinished = Path(name)
    try:
        said = asyncio.run(_write(config, unfinished, options.after_night))
        if recipient:
            _seal(unfinished, recipient)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    print(f"{target}: {target.stat().st_size} bytes; {said}")
    for old in _older(options.file, target)[: -options.keep] if options.keep else ():
        old.unlink()
        print(f"{old}: removed, {options.keep} newer ones are kept")


def _to_standard_output(config: Config, recipient: pyrage.x25519.Recipient | None, after_night: bool) -> None:
    """For `| age -r …`: whole, once it is complete."""
    with tempfile.TemporaryDirectory(prefix="mektup-") as folder:
        file = Path(folder) / "copy"
        print(asyncio.run(_write(config, file, after_night)), file=sys.stderr)
        if recipient:
            _seal(file, recipient)
        with file.open("rb") as copy:
            shutil.copyfileobj(copy, sys.stdout.buffer)


async def _write(config: Config, file: Path, after_night: bool) -> str:
    """Of when the copy is, in words."""
    zone = load_campaign(config.campaign).campaign.zone
    async with Database(config.database_url) as database:
        if after_night:
            await _night_has_passed(database, zone)
        with gzip.open(file, "wb") as lines:
            marking = Marking(lines, config.vault)
            async with database.snapshot(lock_seconds=LOCK_SECONDS) as connection:
                last = await night.last(connection)
                async for line in copy_out(connection, OF_NOBODY):
                    marking.write(line)
            marking.end()
    if last is None:
        return "no night has passed yet: nothing that was promised is in it"
    return f"as of the night of {last[0]}, and what the office has received since"


async def _night_has_passed(database: Database, zone: tzinfo) -> None:
    """Wait for it: until then the letters of a day are in nobody's table."""
    until = time.monotonic() + NIGHT_SECONDS
    while time.monotonic() < until:
        async with database.read() as connection:
            if await night.last(connection) == (night_at(datetime.now(UTC), zone), True):
                return
        await asyncio.sleep(LOOK_SECONDS)
    print("the night of today has not come to its end; the copy is of an earlier one", file=sys.stderr)


def _seal(file: Path, recipient: pyrage.x25519.Recipient) -> None:
    sealed = file.with_suffix(".age")
    sealed.touch(0o600)
    pyrage.encrypt_file(str(file), str(sealed), [recipient])
    sealed.replace(file)


def _older(pattern: str, newest: Path) -> list[Path]:
    """List the copies of this name, oldest first."""
    name = Path(pattern).name
    form = re.escape(name).replace("%Y", r"\d{4}").replace("%m", r"\d\d").replace("%d", r"\d\d")
    copies = [one for one in newest.parent.iterdir() if re.fullmatch(form, one.name)]
    return sorted(copies, key=lambda one: (one.stat().st_mtime_ns, one.name))
