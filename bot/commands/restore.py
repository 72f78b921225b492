"""Put a copy made by `mektup backup` into the database."""

import argparse
import asyncio
import contextlib
import gzip
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyrage

from bot.config import read_config
from db.copying import CopyError, Tally, check, copy_in, count
from db.database import Database

_AGE = b"age-encryption.org/"


def options(parser: argparse.ArgumentParser) -> None:
    """Say which copy, and how it opens."""
    parser.add_argument("file", type=Path, help="the copy")
    parser.add_argument(
        "--identity", type=Path, metavar="FILE", help="the age private key, for a sealed copy"
    )
    parser.add_argument(
        "--replace", action="store_true", help="put it in the place of what the database holds"
    )


def main(options: argparse.Namespace) -> int:
    """Check the copy first; then restore all of it or nothing."""
    config = read_config()
    try:
        with _opened(options.file, options.identity) as readable:
            tally = asyncio.run(_restore(Database(config.database_url), readable, options.replace))
    except CopyError as error:
        print(f"{options.file}: {error}", file=sys.stderr)
        return 1
    for table, rows in tally.rows.items():
        print(f"{table}: {rows}")
    return 0


async def _restore(database: Database, readable: Path, replace: bool) -> Tally:
    try:
        with _lines(readable) as lines:
            expected = check(lines)
        await database.migrate()
        async with database.write() as connection:
            with _lines(readable) as lines:
                await copy_in(connection, lines, replace=replace)
            if await count(connection) != expected:
                raise CopyError("what arrived differs from the copy; nothing was changed")
        return expected
    finally:
        await database.close()


@contextlib.contextmanager
def _opened(file: Path, identity: Path | None) -> Iterator[Path]:
    """Open the file itself, or for as long as needed its decrypted twin."""
    try:
        with file.open("rb") as start:
            sealed = start.read(len(_AGE)) == _AGE
    except OSError as error:
        raise CopyError(f"cannot be read: {error.strerror}") from None
    if not sealed:
        yield file
        return
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


@contextlib.contextmanager
def _lines(file: Path) -> Iterator[Iterator[str]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield lines
