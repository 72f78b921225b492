"""Thirty messages a second of all replicas together; a process that is alone asks nobody."""

import asyncio
import time

import pytest
from sqlalchemy import select

from bot.engine.pace import AT_ONCE, PER_SECOND, Pace
from db.database import Database
from db.tables import pace
from tests.support.records import connected

on_postgres = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
EACH = 18


async def reserved(url: str) -> bool:
    async with connected(url) as connection:
        found = await connection.execute(select(pace).where(pace.c.queue == "answers"))
    return found.first() is not None


@on_postgres
async def test_two_replicas_share_one_limit_and_one_has_none(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.locks.LOOK_SECONDS", 0.05)
    first, second = Database(database_url), Database(database_url)
    async with first.locks.presence(1, None):
        one, other = Pace(first), Pace(second)
        for _ in range(1000):
            await one.turn()
        assert not await reserved(database_url)
        async with second.locks.presence(2, None):
            async with asyncio.timeout(10):
                while first.locks.replicas < 2:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            began = time.monotonic()
            await asyncio.gather(*[each.turn() for each in (one, other) for _ in range(EACH)])
            assert time.monotonic() - began > (2 * EACH - 2 * AT_ONCE) / PER_SECOND
            assert await reserved(database_url)
        async with asyncio.timeout(10):
            while first.locks.replicas > 1:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    await first.close()
    await second.close()


@on_postgres
async def test_a_clock_that_was_set_back_stops_nobody(database_url: str) -> None:
    database = Database(database_url)
    database.locks.replicas = 2
    async with connected(database_url) as connection:
        await connection.execute(pace.insert().values(queue="answers", next_at=4_000_000_000_000))
    async with asyncio.timeout(10):
        await Pace(database).turn()
    await database.close()
