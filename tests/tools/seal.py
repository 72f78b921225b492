"""What a release has promised: `make seal` keeps the hashes of its migrations and a database it made."""

import asyncio
import gzip
import hashlib
import json
import random
import sys
import tempfile
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import Any

from db import figures
from db.database import Database
from db.schema import VERSIONS
from tests.support.letters import happen
from tests.support.project import ROOT

RELEASED = ROOT / "tests/db/released"
MIGRATIONS, DATABASE, FIGURES = "migrations.json", "mektup.db.gz", "figures.json"
THINGS = 300  # that have happened to letters in it


def hashes(versions: Path = VERSIONS) -> dict[str, str]:
    """Of every migration, by the name of its file."""
    return {
        one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(versions.glob("[0-9]*.py"))
    }


async def seal(folder: Path) -> None:
    """Write the three files of this version."""
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="mektup-seal-") as name:
        file = Path(name) / "mektup.db"
        database = Database(f"sqlite+aiosqlite:///{file}")
        await database.migrate()
        async with database.write() as connection:
            await happen(connection, random.Random(3), [], THINGS)
        await database.close()
        said = await figures_of(file)
        (folder / DATABASE).write_bytes(gzip.compress(file.read_bytes(), mtime=0))
    (folder / MIGRATIONS).write_text(json.dumps(hashes(), indent=1) + "\n", "utf-8")
    (folder / FIGURES).write_text(json.dumps(said, indent=1) + "\n", "utf-8")


async def figures_of(file: Path) -> dict[str, Any]:
    """What this version counts in a database of any version: it is migrated first."""
    database = Database(f"sqlite+aiosqlite:///{file}")
    try:
        await database.migrate()
        async with database.read() as connection:
            moment = figures.Moment(connection)
            by_state = await figures.by_state(moment)
            promised: Counter[str] = Counter()
            for one in await moment.counted("recipient"):
                if one.state not in ("withdrawn", "expired"):
                    promised[one.value] += one.letters
    finally:
        await database.close()
    return {"by state": dict(sorted(by_state.items())), "promised": dict(sorted(promised.items()))}


if __name__ == "__main__":
    target = RELEASED / version("mektup")
    if target.exists():
        sys.exit(f"{target} is sealed already: a released version does not change")
    asyncio.run(seal(target))
    sys.stdout.write(f"{target}\n")
