"""Put a copy made by `mektup backup` into the database."""

import argparse
import asyncio
import contextlib
import gzip
import tempfile
from collections import deque
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyrage

from bot.config import read_config
from db import night
from db.copying import OF_NOBODY, CopyError, Tally, copy_in, count, lines_of
from db.database import Database
from db.vault import Vault

_AGE = b"age-encryption.org/"
_HEADER_BYTES = 16_384  # a hundred recipients


def options(parser: argparse.ArgumentParser) -> None:
    """Say which copy, and how it opens."""
    parser.add_argument("file", type=Path, help="the copy")
    parser.add_argument(
        "--identity", type=Path, metavar="FILE", help="the age private key, for a sealed copy"
    )
    parser.add_argument(
        "--replace", action="store_true", help="put it in the place of what the database holds"
    )
    parser.add_argument(
        "--unproven",
        action="store_true",
        help="take a copy whose SECRET_KEY is lost: nothing proves then who wrote it",
    )


def main(options: argparse.Namespace) -> None:
    """Check the copy first; then restore all of it or nothing."""
    config = read_config(*(() if options.unproven else ("secret_key",)))
    vault = None if options.unproven else config.vault
    try:
        with _opened(options.file, options.identity) as readable:
            tally, day = asyncio.run(
                _restore(Database(config.database_url), readable, vault, options.replace)
            )
    except CopyError as error:
        raise CopyError(f"{options.file}: {error}") from None
    for table, rows in tally.rows.items():
        print(f"{table}: {rows}")
    print(f"Restored as of the night of {day}. Not in a copy: what was promised after it,")
    print("conversations with their drafts, and every wish for a reminder or for news.")


async def _restore(
    database: Database, readable: Path, vault: Vault | None, replace: bool
) -> tuple[Tally, date | None]:
    async with database:
        if vault:  # before any of it is believed
            with gzip.open(readable) as file:
                deque(lines_of(file, vault), maxlen=0)
        await database.migrate()
        async with database.write() as connection:
            with gzip.open(readable) as file:
                expected = await copy_in(connection, lines_of(file, vault), tables=OF_NOBODY, replace=replace)
            if await count(connection, OF_NOBODY) != expected:
                raise CopyError("what arrived differs from the copy; nothing was changed")
            last = await night.last(connection)
        await database.forget_deleted()
        return expected, last and last[0]


@contextlib.contextmanager
def _opened(file: Path, identity: Path | None) -> Iterator[Path]:
    """Open the file itself, or for as long as needed its decrypted twin."""
    try:
        with file.open("rb") as start:
            begins = start.read(_HEADER_BYTES)
    except OSError as error:
        raise CopyError(f"cannot be read: {error.strerror}") from None
    if not begins.startswith(_AGE):
        yield file
        return
    if b"\n---" not in begins:  # where its header ends; without it, it would be read into memory whole
        raise CopyError("this file is not a copy made by `mektup backup`, or it is damaged")
    if identity is None:
        raise CopyError("the copy is sealed; --identity names the file with the age private key")
    with tempfile.TemporaryDirectory(prefix="mektup-") as folder:
        twin = Path(folder) / "copy"
        try:
            pyrage.decrypt_file(str(file), str(twin), _identities(identity))
        except pyrage.DecryptError:
            raise CopyError("this key does not open the copy, or the copy is damaged") from None
        yield twin


def _identities(file: Path) -> list[pyrage.x25519.Identity]:
    try:
        lines = [line.strip() for line in file.read_text("utf-8").splitlines()]
        return [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-")]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError):
        raise CopyError(f"{file} is not an age private key; `age-keygen -o FILE` makes one") from None
