"""Where rows lie in SQLite's file after a night: by lot, and in no larger a file than they need."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from db import conversations
from db.conversations import Row
from db.database import Database
from db.renewing import renew
from db.tables import conversations as table
from db.vault import Vault
from tests.support.outside import varint

DAY = date(2026, 3, 1)
PEOPLE = 48
VAULT = Vault(os.urandom(32))
PAGE_BYTES = 4096
LEAF = 0x0D  # the first byte of a page with rows


async def test_a_night_puts_rows_elsewhere_and_each_night_in_another_order(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two files that are the same before, neither has the order of before nor that of the other."""
    monkeypatch.setattr("db.vault.CHANCE_OF_DOUBLE", 10**9)  # which is a lot of its own
    before, other = _file(sqlite_url), _file(sqlite_url).with_name("other.db")
    async with _opened(before) as database:
        for person in range(PEOPLE):
            async with database.write() as connection:
                await conversations.keep(connection, VAULT, {person: Row(b"a", DAY)})
        await database.lose_order()
    came = _ordered(before)
    shutil.copy(before, other)
    for file in (before, other):
        await _pass_a_night(file)
    after, lot = _ordered(before), _ordered(other)
    for one in (came, lot):
        assert 0.2 < _alike(after, one) < 0.8, "six deviations from chance"


async def test_a_file_that_is_mostly_empty_gets_smaller(sqlite_url: str) -> None:
    file = _file(sqlite_url)
    async with _opened(file) as database:
        rows = {person: Row(b"a", DAY) for person in range(400)}
        async with database.write() as connection:
            await conversations.keep(connection, VAULT, rows)
        assert await database.lose_order()
        large = file.stat().st_size
        async with database.write() as connection:
            some = select(table.c.key).limit(350)
            await connection.execute(delete(table).where(table.c.key.in_(some)))
        assert await database.lose_order()
    assert file.stat().st_size < large / 2


async def _pass_a_night(file: Path) -> None:
    async with _opened(file) as database:
        assert await renew(database, VAULT, lambda state: Row(state, DAY))
        assert await database.lose_order()


@asynccontextmanager
async def _opened(file: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{file}")
    yield database
    await database.close()


def _file(url: str) -> Path:
    return Path(url.partition("///")[2])


def _ordered(file: Path) -> list[int]:
    """People in the order in which their rows lie in the file."""
    content, places = file.read_bytes(), {}
    for person in range(PEOPLE):
        needle, at = varint(VAULT.conversation_keys(person)[0]), -1
        while (at := content.find(needle, at + 1)) >= 0:
            if content[at - at % PAGE_BYTES] == LEAF:
                places[person] = at
    assert len(places) == PEOPLE
    return sorted(places, key=lambda person: places[person])


def _alike(one: list[int], other: list[int]) -> float:
    """The share of pairs that lie in the same order in both."""
    pairs = list(combinations(range(PEOPLE), 2))
    same = sum((one.index(a) < one.index(b)) == (other.index(a) < other.index(b)) for a, b in pairs)
    return same / len(pairs)
