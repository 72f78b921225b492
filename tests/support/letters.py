"""Generated letters to which everything happens that can, and a straightforward count of them."""

import random
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from db.figure_sums import settle
from db.pledges import Pledge, add, change, new_code
from db.statistics import Letters
from db.tables import arrivals, pledges

PEOPLE = ("chiygoz", "asanov", "ilchenko", "vaitov")
COUNTRIES = ("UA", "UA", "PL", "AU", None)
FIRST = date(2015, 12, 26)
LAST = date(2016, 2, 20)


async def happen(connection: AsyncConnection, chance: random.Random, letters: list[str], number: int) -> None:
    """So many things happen: promises, marks of every kind, marks taken back, countries, arrivals."""
    for _ in range(number):
        if not letters or chance.random() < 0.3:
            letters.append(await _promise(connection, chance))
        elif chance.random() < 0.1:
            await _arrive(connection, chance)
        elif chance.random() < 0.1:
            await change(connection, chance.choice(letters), country=chance.choice(COUNTRIES))
        else:
            mark = chance.choice(("mailed_on", "received_on", "handed_over_on", "withdrawn_on", "expired_on"))
            day = None if chance.random() < 0.35 else _day(chance)
            await change(connection, chance.choice(letters), **{mark: day})


async def everything(url: str) -> tuple[list[Pledge], list[tuple[date, str, str, int]]]:
    """All pledges and all arrivals, read by a connection of its own."""
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        kept = [Pledge(**row._mapping) for row in await connection.execute(select(pledges))]
        columns = (arrivals.c.arrived_on, arrivals.c.prisoner, arrivals.c.country, arrivals.c.count)
        came = [(day, who, land or "", n) for day, who, land, n in await connection.execute(select(*columns))]
    await engine.dispose()
    return kept, came


def count(found: Iterable[Pledge]) -> Letters:
    """One after the other, by the state that the pledge itself says it is in."""
    states = Counter(pledge.state.replace("-", "_") for pledge in found)
    return Letters(**states)


def grouped(found: Iterable[Pledge], key: Callable[[Pledge], str]) -> dict[str, Letters]:
    """The same, key by key."""
    groups: dict[str, list[Pledge]] = {}
    for pledge in found:
        groups.setdefault(key(pledge), []).append(pledge)
    return {name: count(group) for name, group in groups.items()}


async def _promise(connection: AsyncConnection, chance: random.Random) -> str:
    on = _day(chance)
    pledge = Pledge(
        code=new_code(),
        prisoner=chance.choice(PEOPLE),
        greeting=chance.choice(("support", "strength")),
        letter_language=chance.choice(("uk", "en", "crh")),
        country=chance.choice(COUNTRIES),
        source=chance.choice((None, "poster")),
        pledged_on=on,
        mail_by=on + timedelta(days=chance.choice((7, 14, 30))),
    )
    await add(connection, [pledge])
    await settle(connection, [pledge])
    await add(connection, [pledge])  # a promise counts once
    return pledge.code


async def _arrive(connection: AsyncConnection, chance: random.Random) -> None:
    row = {
        "id": new_code(),
        "arrived_on": _day(chance),
        "prisoner": chance.choice(PEOPLE),
        "country": chance.choice(COUNTRIES),
        "count": chance.randint(1, 9),
    }
    await connection.execute(arrivals.insert(), [row])


def _day(chance: random.Random) -> date:
    return FIRST + timedelta(days=chance.randint(0, (LAST - FIRST).days))
