"""What the database holds, read and written through a connection of the test's own."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.chat.notes_since_night import notes_with
from db.figure_sums import recount
from db.pledges import Pledge, new_code
from db.tables import conversations, pledges, prisoners
from db.vault import Vault

TODAY = date(2016, 1, 4)
VAULT = Vault(bytes(range(32)))  # as in tests/conftest.py


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


async def pledges_in(url: str) -> list[Mapping[str, Any]]:
    """Every letter as it is now: carried by a night, or noted since in a sealed row."""
    async with connected(url) as connection:
        found = {row.code: Pledge(**row._mapping) for row in await connection.execute(select(pledges))}
        for note in await notes_with(VAULT)(connection):
            if pledge := found.get(note.code, note.pledge):
                found[note.code] = note.over(pledge)
    return [asdict(one) for one in found.values()]


async def carried_in(url: str) -> list[Mapping[str, Any]]:
    """Every letter a night has carried into the tables."""
    async with connected(url) as connection:
        return [dict(row._mapping) for row in await connection.execute(select(pledges))]


async def only_pledge_in(url: str) -> Mapping[str, Any]:
    (pledge,) = await pledges_in(url)
    return pledge


async def sealed_in(url: str) -> list[bytes]:
    """The sealed state of every conversation."""
    async with connected(url) as connection:
        return list((await connection.execute(select(conversations.c.sealed))).scalars())


def a_pledge(prisoner: str, **facts: Any) -> Pledge:
    usual: dict[str, Any] = {
        "code": new_code(),
        "prisoner": prisoner,
        "greeting": "support",
        "letter_language": "en",
        "country": None,
        "source": None,
        "pledged_on": TODAY,
        "mail_by": TODAY + timedelta(days=7),
    }
    return Pledge(**usual | facts)


async def keep(url: str, *kept: Pledge) -> None:
    """As if these had been promised before."""
    async with connected(url) as connection:
        await connection.execute(insert(pledges), [asdict(one) for one in kept])
        await recount(connection)


async def release(url: str, person: str, day: date = TODAY) -> None:
    async with connected(url) as connection:
        await connection.execute(insert(prisoners).values(id=person, released_on=day))
