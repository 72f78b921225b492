"""A damaged file: said in one sentence, organizers are told, and what people send waits unconfirmed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.config import Config
from bot.jobs import lasting_faults
from bot.playground import Playground
from bot.run import Running, started
from db.database import SQLITE_READERS
from db.database_errors import DAMAGED
from db.errors import MistakeError
from tests.conftest import ORGANIZER, on_sqlite
from tests.jobs.test_lasting_faults import present, ready
from tests.support.phone import Phone

PAGE = 4096


@asynccontextmanager
async def damaged(bot: Running, file: Path, table: str) -> AsyncIterator[None]:
    """The first page of this table is full of rubbish on the disk, while the bot runs."""
    async with bot.database.read() as connection:
        named = {"name": table}
        page = await connection.scalar(text("SELECT rootpage FROM sqlite_master WHERE name = :name"), named)
    assert await bot.database.forget_deleted()  # else newer pages lie in the log
    with file.open("r+b") as opened:
        opened.seek((int(page) - 1) * PAGE)
        whole = opened.read(PAGE)
        for content in (b"rubbish!" * (PAGE // 8), whole):
            opened.seek((int(page) - 1) * PAGE)
            opened.write(content)
            opened.flush()
            await _keeps_no_page(bot)
            if content is not whole:
                yield


async def _keeps_no_page(bot: Running) -> None:
    """Every connection reads from the disk again."""
    async with AsyncExitStack() as stack:
        for one in (bot.database.write, *[bot.database.read] * SQLITE_READERS):
            connection = await stack.enter_async_context(one())
            await connection.execute(text("PRAGMA shrink_memory"))


@on_sqlite
async def test_what_people_send_waits_and_organizers_are_told(
    bot: Running,
    olena: Phone,
    phone: Callable[..., Phone],
    playground: Playground,
    sqlite_url: str,
    monkeypatch: pytest.MonkeyPatch,
    journal: list[str],
) -> None:
    monkeypatch.setattr("bot.engine.ordering.AWAY_SECONDS", 0.05)
    organizer = phone("Organizer", "en", ORGANIZER)
    await organizer.types("/start")
    await olena.types("/start")
    before = len(organizer.messages)
    watching = asyncio.create_task(lasting_faults.watch(bot.engine, lambda: present(bot), pause=0.05))
    async with damaged(bot, Path(sqlite_url.partition("///")[2]), "conversations"):
        olena.person.sends("/help")
        await olena.reads_until("cannot save anything")
        await organizer.reads_until("cannot read a part of its database")
        assert playground.telegram.updates.waiting, "nothing is confirmed"
        status, said = await ready(bot)
        assert (status, "the database is damaged" in said) == (503, True)
        assert any("the database is damaged; updates wait" in line for line in journal)
        assert not any(" ERROR bot.error_logs" in line for line in journal)
    assert "Help" in await olena.settles(), "as soon as the copy is there, or the page is whole again"
    watching.cancel()
    await asyncio.wait({watching})
    assert len(organizer.messages) == before + 1


@on_sqlite
async def test_damage_is_found_before_anybody_needs_what_lies_there(bot: Running, sqlite_url: str) -> None:
    await bot.database.look_for_damage()
    assert await present(bot) == []
    async with damaged(bot, Path(sqlite_url.partition("///")[2]), "journal"):
        await bot.database.look_for_damage()
    assert await present(bot) == ["alarm.damaged"]


@on_sqlite
async def test_a_start_says_it_in_one_sentence(config: Config, sqlite_url: str) -> None:
    file = Path(sqlite_url.partition("///")[2])
    file.write_bytes(b"rubbish!" * 1000)
    with pytest.raises(MistakeError, match=DAMAGED):
        async with started(config):
            pass
