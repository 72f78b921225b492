"""Folding changes nothing that is read, whoever writes, reads and folds at the same time."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from sqlalchemy import func, select

from db import pledges
from db.database import Database
from db.figures import fold
from db.tables import figure_changes, figures
from tests.support.letters import everything, happen


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    await database.migrate()
    yield database
    await database.close()


async def test_folding_empties_the_changes_and_keeps_every_sum(database: Database) -> None:
    async with database.write() as connection:
        await happen(connection, random.Random(5), [], 200)
    for _ in range(2):
        async with database.write() as connection:
            await fold(connection)

    found, _ = await everything(database.url)
    async with database.read() as connection:
        left = await connection.scalar(select(func.count()).select_from(figure_changes))
        people = select(func.sum(figures.c.letters)).where(figures.c.kind == "prisoner")
        kept = await connection.scalar(people)
    assert (left, kept) == (0, len(found))


async def test_a_fold_that_fails_loses_nothing(database: Database) -> None:
    async with database.write() as connection:
        await happen(connection, random.Random(5), [], 50)
    with suppress(ConnectionError):
        async with database.write() as connection:
            await fold(connection)
            raise ConnectionError("the power is gone")

    found, _ = await everything(database.url)
    async with database.read() as connection:
        facts = await pledges.facts(connection)
    standing = [one for one in found if one.state not in ("withdrawn", "expired")]
    assert sum(facts.promised.values()) == len(standing)


async def test_two_replicas_fold_while_letters_are_promised(database: Database) -> None:
    """Nothing waits for another for ever, nothing is added twice, and no reader sees a sum go down."""
    other, chance = Database(database.url), random.Random(1)
    seen: list[int] = []

    async def promise_some(replica: Database) -> None:
        for _ in range(10):
            async with replica.write() as connection:
                await happen(connection, chance, [], 1)
                await happen(connection, chance, [], 1)

    async def fold_often(replica: Database) -> None:
        for _ in range(15):
            async with replica.write() as connection:
                await fold(connection)

    async def watch() -> None:
        while len(seen) < 40:
            async with other.read() as connection:
                seen.append(sum((await pledges.facts(connection)).promised.values()))

    replicas = (database, other)
    await asyncio.gather(*map(promise_some, replicas * 3), *map(fold_often, replicas), watch())
    await other.close()

    found, _ = await everything(database.url)
    async with database.read() as connection:
        facts = await pledges.facts(connection)
    assert sum(facts.promised.values()) == len(found) == 120
    assert seen == sorted(seen)
