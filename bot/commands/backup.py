"""Write a copy of the database to a file, while the bot runs."""

import argparse
import asyncio
import gzip
import os
import re
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

import pyrage

from bot.config import read_config
from db.copying import copy_out
from db.database import Database

LOCK_SECONDS = 15  # behind somebody's lock a copy would wait without a word


def options(parser: argparse.ArgumentParser) -> None:
    """Say where to, for whose eyes, and how many older copies stay."""
    parser.add_argument(
        "file", help="the file to write, or - for standard output; %%Y, %%m, %%d become today's date"
    )
    parser.add_argument(
        "--recipient", metavar="AGE-KEY", help="public key (age1…): only its owner can open it"
    )
    parser.add_argument("--keep", type=int, metavar="N", help="keep the newest N copies of this name")


def main(options: argparse.Namespace) -> int:
    """Write the copy whole or not at all."""
    if options.keep is not None and options.keep < 1:
        print("--keep: at least 1", file=sys.stderr)
        return 2
    config = read_config()
    target = Path(date.today().strftime(options.file))  # noqa: DTZ011  (the operator's own day)
    try:
        recipient = pyrage.x25519.Recipient.from_str(options.recipient) if options.recipient else None
    except pyrage.RecipientError:
        print(
            "--recipient: not an age public key; `age-keygen` makes one that begins with age1",
            file=sys.stderr,
        )
        return 2
    if options.file == "-":
        return _to_standard_output(config.database_url, recipient)
    if target.is_symlink():
        target = target.resolve()  # the link stays, and what it leads to is written
    if target.exists() and not target.is_file():
        print(f"{target}: is no file", file=sys.stderr)
        return 2
    target.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp makes a file that only its owner reads; the copy appears under its name when it is complete
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".mektup-")
    os.close(handle)
    unfinished = Path(name)
    try:
        asyncio.run(_write(Database(config.database_url), unfinished))
        if recipient:
            _seal(unfinished, recipient)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    print(f"{target}: {target.stat().st_size} bytes")
    for old in _older(options.file, target)[: -options.keep] if options.keep else ():
        old.unlink()
        print(f"{old}: removed, {options.keep} newer ones are kept")
    return 0


def _to_standard_output(url: str, recipient: pyrage.x25519.Recipient | None) -> int:
    """For `| age -r …`: whole, once it is complete."""
    with tempfile.TemporaryDirectory(prefix="mektup-") as folder:
        file = Path(folder) / "copy"
        asyncio.run(_write(Database(url), file))
        if recipient:
            _seal(file, recipient)
        with file.open("rb") as copy:
            shutil.copyfileobj(copy, sys.stdout.buffer)
    return 0


async def _write(database: Database, file: Path) -> None:
    try:
        with gzip.open(file, "wt", encoding="utf-8") as lines:
            async with database.snapshot(lock_seconds=LOCK_SECONDS) as connection:
                async for line in copy_out(connection):
                    lines.write(line + "\n")
    finally:
        await database.close()


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
