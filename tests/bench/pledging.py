"""A million pledges, as a campaign of four months would have them."""

import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Table

from db.database import Database
from db.figure_sums import recount
from db.night import SILENT_DAYS
from db.tables import pledges

BLOCK = 20_000  # rows written at once

PRISONERS = ("zeytullaev", "primov", "sayfullaev", "vaitov", "chiygoz", "degermendzhy", "asanov", "ilchenko")
GREETINGS = ("support", "strength", "admiration", "new-year", "birthday", "everyday")
COUNTRIES = ("UA", "UA", "UA", "PL", "AU", "DE", "CA", "US", "TR", "FR", None, None)
FIRST_DAY = date(2015, 12, 26)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


async def fill(url: str, wanted: int, table: Table = pledges) -> float:
    """Writes as many pledges as wanted into a database of Mektüp's; µs an insert took."""
    database = Database(url)
    await database.migrate()
    seconds = 0.0
    for first in range(0, wanted, BLOCK):
        rows = list(_pledges(first, min(first + BLOCK, wanted)))
        began = time.perf_counter()
        async with database.write() as connection:
            await connection.execute(table.insert(), rows)
        seconds += time.perf_counter() - began
    async with database.write() as connection:
        await recount(connection)
        await connection.exec_driver_sql("ANALYZE")
    await database.close()
    return 1e6 * seconds / wanted


def _pledges(first: int, last: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(first)
    for number in range(first, last):
        pledged = FIRST_DAY + timedelta(days=min(119, int(chance.expovariate(1 / 40))))
        mailed = _later(chance, pledged, 0.6, 12)
        received = _later(chance, mailed, 0.7, 15)
        withdrawn = pledged + timedelta(days=1) if mailed is None and chance.random() < 0.03 else None
        mail_by = pledged + timedelta(days=14)
        yield {
            # random to look at, yet no two alike: an odd factor permutes the numbers below 2^40
            "code": _code(number * 0x9E3779B97F % 32**8),
            "prisoner": chance.choice(PRISONERS),
            "greeting": chance.choice(GREETINGS),
            "letter_language": chance.choice(("uk", "uk", "en", "crh")),
            "country": chance.choice(COUNTRIES),
            "source": chance.choice((None, None, None, "school", "poster")),
            "pledged_on": pledged,
            "mail_by": mail_by,
            "mailed_on": mailed,
            "received_on": received,
            "handed_over_on": _later(chance, received, 0.5, 20),
            "withdrawn_on": withdrawn,
            "expired_on": None if mailed or withdrawn else mail_by + timedelta(days=SILENT_DAYS),
        }


def _later(chance: random.Random, day: date | None, likely: float, days: int) -> date | None:
    return day + timedelta(days=chance.randint(1, days)) if day and chance.random() < likely else None


def _code(number: int) -> str:
    return "".join(ALPHABET[number >> shift & 31] for shift in range(0, 40, 5))
