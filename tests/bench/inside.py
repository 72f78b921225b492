"""Inside Mektüp: database statements for a tap, and where its CPU goes, by a sampling profiler."""

import json
import linecache
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from . import contestants as who
from .databases import Databases
from .measuring import Options
from .running import run
from .stand_in import Load

SAMPLES_A_SECOND = 200

# The innermost frame that belongs to one of these takes the sample.
PARTS = {
    "/sqlalchemy/": "SQLAlchemy",
    "/aiosqlite/": "aiosqlite (with SQLite itself)",
    "/asyncpg/": "asyncpg",
    "/aiohttp/": "aiohttp",
    "/yarl/": "aiohttp",
    "/multidict/": "aiohttp",
    "/bot/telegram": "bot: turn, delivery",
    "/telegram/": "python-telegram-bot",
    "/uvicorn/": "uvicorn, Starlette",
    "/starlette/": "uvicorn, Starlette",
    "/cryptography/": "sealing",
    "/db/vault": "sealing",
    "/db/": "db (ours)",
    "/bot/intake": "bot: intake",
    "/bot/chat/turn": "bot: turn, delivery",
    "/bot/letter": "bot: letter",
    "/bot/i18n": "bot: screens, questions, words",
    "/bot/chat/state": "bot: conversation state",
    "/bot/supporter": "bot: screens, questions, words",
    "/bot/": "bot: everything else",
    "/json/": "json",
    "/asyncio/": "asyncio and the kernel's sockets",
}


def statements(options: Options, databases: Databases) -> list[dict[str, Any]]:
    """Database statements and transactions for a tap, by SQLAlchemy's events, alone and in a crowd."""
    found = []
    for contestant in (who.MEKTUP_SQLITE, who.MEKTUP_POSTGRES):
        for supporters in (1, 10, 200):
            with (
                tempfile.TemporaryDirectory(prefix="bench-") as folder,
                databases.fresh(contestant.database) as database,
            ):
                counted = Path(folder) / "statements.json"
                load = Load(supporters=supporters, seconds=options.seconds, warm_up=1.0)
                with run(
                    contestant,
                    load,
                    database=database.url,
                    wrapper=("-m", "tests.bench.counted"),
                    extra={"BENCH_COUNTED": str(counted)},
                ) as alive:
                    alive.event("measuring")
                    os.kill(alive.bots[0].pid, signal.SIGUSR1)
                    told = alive.event("measured")
                    os.kill(alive.bots[0].pid, signal.SIGUSR1)
                    time.sleep(0.5)
                    before, after = (json.loads(line) for line in counted.read_text().splitlines()[:2])
                row = {kind: (after[kind] - before[kind]) / told["answers"] for kind in after}
                found.append({"contestant": contestant.name, "round": 1, "supporters": supporters, **row})
                print(f"  {found[-1]}", flush=True)
    return found


def profile(options: Options, databases: Databases) -> list[dict[str, Any]]:
    """Shares of the CPU of Mektüp and of the textbook stack, by py-spy."""
    found: list[dict[str, Any]] = []
    spy = shutil.which("py-spy", path=str(Path(sys.executable).parent))
    if spy is None:
        print("  py-spy is not installed; no shares")
        return found
    for contestant in (who.MEKTUP_SQLITE, who.MEKTUP_POSTGRES, who.PTB_LETTER):
        with (
            tempfile.TemporaryDirectory(prefix="bench-") as folder,
            databases.fresh(contestant.database) as database,
        ):
            stacks = Path(folder) / "stacks"
            load = Load(supporters=200, seconds=max(4.0, options.seconds) + 2, warm_up=1.0)
            with run(contestant, load, database=database.url) as alive:
                alive.event("measuring")
                command = [
                    spy,
                    "record",
                    "--pid",
                    str(alive.bots[0].pid),
                    "--format",
                    "raw",
                    "--full-filenames",
                ]
                command += ["--rate", str(SAMPLES_A_SECOND), "--duration", str(int(load.seconds) - 2)]
                subprocess.run([*command, "--output", str(stacks)], check=True, capture_output=True)
                alive.event("measured")
            shares = parts(stacks.read_text())
        found.append({"contestant": contestant.name, "round": 1, "shares": shares})
        print(f"  {contestant.title}: {shares}", flush=True)
    return found


def parts(stacks: str) -> dict[str, float]:
    """The share of each part in collapsed stacks (`frame;frame;… count`), largest first."""
    found: Counter[str] = Counter()
    for line in stacks.splitlines():
        frames, _, count = line.rpartition(" ")
        ordered = frames.split(";")
        if not _waits(ordered[-1]):
            found[_part(ordered)] += int(count)
    whole = sum(found.values())
    return {part: round(count / whole, 3) for part, count in found.most_common()}


def _waits(frame: str) -> bool:
    """A thread that waits for work looks busy to the profiler: its innermost line takes from a queue."""
    path, _, line = frame.rpartition("(")[2].rstrip(")").rpartition(":")
    return ".get(" in linecache.getline(path, int(line)) if line.isdecimal() else False


def _part(frames: list[str]) -> str:
    for frame in reversed(frames):
        for path, part in PARTS.items():
            if path in frame:
                return part
    return "other"
