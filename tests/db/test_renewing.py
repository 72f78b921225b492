"""PostgreSQL's conversations move into another table once a night, and nobody who taps meanwhile notices."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from db import conversations, renewing
from db.conversations import Row
from db.database import Database
from db.renewing import renew
from db.schema import differences
from db.vault import Vault
from tests.support.statements import KilledError, killed_before

pytestmark = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
DAY = date(2026, 3, 1)
VAULT = Vault(os.urandom(32))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    await keep(database, {1: b"tapped on", 2: b"forgotten", 3: b"over soon", 4: b"over", 5: b"quiet"})
    yield database
    await database.close()


def change(state: bytes) -> Row | None:
    return Row(state + b"+", DAY) if b"over" not in state else None


async def keep(database: Database, states: dict[int, bytes | None]) -> None:
    async with database.write() as connection:
        await conversations.lock(connection, VAULT, list(states), DAY)
        rows = {one: None if state is None else Row(state, DAY) for one, state in states.items()}
        await conversations.keep(connection, VAULT, rows)


async def stored(database: Database) -> dict[int, bytes]:
    async with database.read() as connection:
        found = {person: await conversations.look(connection, VAULT, person) for person in range(1, 10)}
    return {person: state for person, state in found.items() if state}


async def test_what_taps_have_done_meanwhile_is_in_the_new_table(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_the_place = renewing._take_the_place

    async def after_taps(*given: Any) -> bool:
        await keep(database, {1: b"tapped", 2: None, 3: b"over", 4: b"begun anew", 9: b"newcomer"})
        return await take_the_place(*given)

    monkeypatch.setattr(renewing, "_take_the_place", after_taps)
    assert await renew(database, VAULT, change)
    assert await stored(database) == {1: b"tapped+", 4: b"begun anew+", 5: b"quiet+", 9: b"newcomer+"}
    async with database.read() as connection:
        assert await connection.run_sync(differences) == []


async def test_who_waits_for_the_old_table_writes_into_the_new_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow, waiting, times = renewing._follow, list[asyncio.Task[None]](), 0

    async def beside_a_tap(*given: Any) -> None:
        nonlocal times
        times += 1
        if times == 2:  # under the lock
            waiting.extend(asyncio.create_task(keep(database, {one: b"tapped"})) for one in (1, 5, 9))
            await asyncio.sleep(0.05)
            assert not any(one.done() for one in waiting)
        await follow(*given)

    await asyncio.gather(*(keep(database, {one: b"before"}) for one in (1, 5, 6)))  # statements are prepared
    monkeypatch.setattr(renewing, "_follow", beside_a_tap)
    assert await renew(database, VAULT, change)
    await asyncio.gather(*waiting)
    assert await stored(database) == {
        1: b"tapped", 2: b"forgotten+", 5: b"tapped", 6: b"before+", 9: b"tapped",
    }  # fmt: skip


async def test_who_is_forgotten_after_a_night_has_died_is_in_neither_table_after_the_next(
    database: Database,
) -> None:
    with pytest.raises(KilledError), killed_before(6):
        await renew(database, VAULT, change)
    async with database.read() as connection:
        assert await connection.run_sync(differences) == [], "nothing the doctor has to tell"
    await keep(database, {2: None})
    assert not await database.forget_deleted(), "it is still in the other one"
    assert await renew(database, VAULT, change)
    assert await stored(database) == {1: b"tapped on+", 5: b"quiet+"}
    assert await database.forget_deleted()


async def test_a_night_does_not_wait_for_ever_for_somebody_who_reads(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewing, "LOCK_MILLISECONDS", 10)
    monkeypatch.setattr(renewing, "LOCK_TRIES", 2)
    async with database.write() as connection:
        await conversations.lock(connection, VAULT, [5], DAY)
        assert not await renew(database, VAULT, change)
    assert (await stored(database))[5] == b"quiet"
    assert await renew(database, VAULT, change)
    assert (await stored(database))[5] == b"quiet+"
