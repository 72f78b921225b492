"""Growth: what a tap costs as crowd, stored pledges and different supporters grow; and what a start costs."""

import asyncio
import contextlib
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import create_async_engine

from db.models import pledges
from db.session import Database as Mektup

from . import contestants as who
from .contestants import Contestant
from .databases import Database, Databases
from .measuring import Options, Row, measure_on
from .running import run
from .stand_in import Load

CROWDS = (10, 100, 1000)
STORED = (1_000, 10_000, 100_000, 1_000_000)
DIFFERENT = 100_000
LEVEL = 1_000  # different people after which the memory's level is taken
BLOCK = 20_000  # rows written at once


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
    """From exec to the first getUpdates, each on a database it has started with before."""
    contestants = (who.PTB_EMPTY, who.MEKTUP_SQLITE, who.MEKTUP_POSTGRES, who.AIOGRAM_ECHO)
    with databases.fresh("sqlite") as sqlite, databases.fresh("postgresql") as postgres:
        homes = {"sqlite": sqlite, "postgresql": postgres, "": Database("")}
        return [
            {
                "contestant": contestant.name,
                "round": number,
                "start": _start(contestant, homes[contestant.database]),
            }
            for number in range(options.rounds + 1)  # round 0 makes the tables and warms the files
            for contestant in contestants
        ][len(contestants) :]


def _start(contestant: Contestant, database: Database) -> float:
    with run(contestant, Load(supporters=0), database=database.url) as alive:
        seconds = float(alive.event("found")["at"]) - alive.started
    print(f"  {contestant.title:66} {seconds:.2f} s", flush=True)
    return seconds


def _grown(row: Row, size: int) -> dict[str, Any]:
    print(f"  {row.round} {row.contestant} {size:8}: {row.cpu:6.0f} µs a tap, {row.rate:6.0f}/s", flush=True)
    return {"size": size, **row.__dict__}


async def fill(url: str, wanted: int) -> None:
    """As many pledges as wanted, as a campaign of four months would have them."""
    mektup = Mektup(url)
    await mektup.migrate()
    await mektup.close()
    engine = create_async_engine(url)
    for first in range(0, wanted, BLOCK):
        async with engine.begin() as connection:
            await connection.execute(pledges.insert(), list(_pledges(first, min(first + BLOCK, wanted))))
    async with engine.begin() as connection:
        await connection.exec_driver_sql("ANALYZE")
    await engine.dispose()


PRISONERS = ("zeytullaev", "primov", "sayfullaev", "vaitov", "chiygoz", "degermendzhy", "asanov", "ilchenko")
GREETINGS = ("support", "strength", "admiration", "new-year", "birthday", "everyday")
COUNTRIES = ("UA", "UA", "UA", "PL", "AU", "DE", "CA", "US", "TR", "FR", None, None)
FIRST_DAY = date(2015, 12, 26)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def _pledges(first: int, last: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(first)
    for number in range(first, last):
        pledged = FIRST_DAY + timedelta(days=min(119, int(chance.expovariate(1 / 40))))
        mailed = _later(chance, pledged, 0.6, 12)
        received = _later(chance, mailed, 0.7, 15)
        yield {
            # random to look at, yet no two alike: an odd factor permutes the numbers below 2^40
            "code": _code(number * 0x9E3779B97F % 32**8),
            "prisoner": chance.choice(PRISONERS),
            "greeting": chance.choice(GREETINGS),
            "letter_language": chance.choice(("uk", "uk", "en", "crh")),
            "interface_language": chance.choice(("uk", "uk", "en", "crh")),
            "country": chance.choice(COUNTRIES),
            "source": chance.choice((None, None, None, "school", "poster")),
            "pledged_on": pledged,
            "mail_by": pledged + timedelta(days=14),
            "mailed_on": mailed,
            "received_on": received,
            "handed_over_on": _later(chance, received, 0.5, 20),
            "withdrawn_on": pledged + timedelta(days=1)
            if mailed is None and chance.random() < 0.03
            else None,
        }


def _later(chance: random.Random, day: date | None, likely: float, days: int) -> date | None:
    return day + timedelta(days=chance.randint(1, days)) if day and chance.random() < likely else None


def _code(number: int) -> str:
    return "".join(ALPHABET[number >> shift & 31] for shift in range(0, 40, 5))
