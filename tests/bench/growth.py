"""Growth: what a tap costs as crowd, stored pledges and different supporters grow; and what a start costs."""

import asyncio
import contextlib
import math
from typing import Any

from . import contestants as who
from .contestants import Contestant
from .databases import Database, Databases
from .measuring import Options, Row, measure_on
from .pledging import fill
from .running import run
from .stand_in import Load

CROWDS = (10, 100, 1000)
STORED = (1_000, 10_000, 100_000, 1_000_000)
DIFFERENT = 100_000
LEVEL = 1_000  # different people after which the memory's level is taken


def crowds(options: Options, databases: Databases) -> list[dict[str, Any]]:
    """CPU of a tap with 10, 100 and 1,000 supporters at once."""
    found = []
    for number in range(1, options.rounds + 1):
        for supporters in CROWDS:
            load = Load(supporters=supporters, seconds=options.seconds, warm_up=1.0)
            with databases.fresh("sqlite") as database:
                found.append(_grown(measure_on(database, who.MEKTUP_SQLITE, load, number), supporters))
    return found


def stored(options: Options, databases: Databases) -> list[dict[str, Any]]:
    """CPU of a tap with 10^3 to 10^6 pledges in the database, on both of them."""
    found = []
    sizes = STORED[: 2 if options.quick else None]
    for contestant in (who.MEKTUP_SQLITE, who.MEKTUP_POSTGRES):
        with contextlib.ExitStack() as held:
            filled = {size: held.enter_context(databases.fresh(contestant.database)) for size in sizes}
            for size, database in filled.items():
                asyncio.run(fill(database.url, size))
            load = Load(supporters=200, seconds=options.seconds, warm_up=1.0)
            for number in range(1, options.rounds + 1):
                for size, database in filled.items():
                    found.append(_grown(measure_on(database, contestant, load, number), size))
    return found


def memory(options: Options, databases: Databases) -> list[dict[str, Any]]:
    """Resident memory after the first 1,000 different supporters and after 100,000."""
    different = 3 * LEVEL if options.quick else DIFFERENT
    marks = (LEVEL, *(different * tenth // 10 for tenth in range(1, 11)))
    load = Load(supporters=200, stay=3, marks=tuple(sorted({mark for mark in marks if mark >= LEVEL})))
    found = []
    with databases.fresh("sqlite") as database, run(who.MEKTUP_SQLITE, load, database=database.url) as alive:
        for mark in load.marks:
            alive.event("mark")
            found.append(
                {
                    "contestant": who.MEKTUP_SQLITE.name,
                    "round": 1,
                    "seen": mark,
                    "memory": alive.memory() / 1e6,
                }
            )
            print(f"  {mark:7} different supporters: {alive.memory() / 1e6:.1f} MB", flush=True)
    return found


def start(options: Options, databases: Databases) -> list[dict[str, Any]]:
    """From exec to the first getUpdates, and to the answer to a message that waits; the tables are there."""
    contestants = (who.PTB_EMPTY, who.PTB_ECHO, who.AIOGRAM_ECHO, who.MEKTUP_SQLITE, who.MEKTUP_POSTGRES)
    with databases.fresh("sqlite") as sqlite, databases.fresh("postgresql") as postgres:
        homes = {"sqlite": sqlite, "postgresql": postgres, "": Database("")}
        return [
            {
                "contestant": contestant.name,
                "round": number,
                **_start(contestant, homes[contestant.database]),
            }
            for number in range(options.rounds + 1)  # round 0 makes the tables and warms the files
            for contestant in contestants
        ][len(contestants) :]


def _start(contestant: Contestant, database: Database) -> dict[str, float]:
    load = Load(supporters=0, waiting=1, marks=(1,))
    with run(contestant, load, database=database.url) as alive:
        asked = float(alive.event("found")["at"]) - alive.started
        answers = contestant is not who.PTB_EMPTY
        answered = float(alive.event("mark")["at"]) - alive.started if answers else math.nan
    print(f"  {contestant.title:66} asks after {asked:.2f} s, answers after {answered:.2f} s", flush=True)
    return {"asked": asked, "answered": answered}


def _grown(row: Row, size: int) -> dict[str, Any]:
    print(f"  {row.round} {row.contestant} {size:8}: {row.cpu:6.0f} µs a tap, {row.rate:6.0f}/s", flush=True)
    return {"size": size, **row.__dict__}
