"""Several replicas say what is due: together not too fast, each once, none skipped by a kill."""

import asyncio
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.config import Config
from bot.engine import Engine
from bot.playground import Playground
from bot.reminders import say_due
from bot.run import Running
from db.contacts import Contact, seal_contact
from db.models import contacts as contacts_table
from db.models import notices as notices_table
from db.models import pledges as pledges_table
from db.pledges import new_code
from db.session import Database
from tests.conftest import SECRET, polling_bot
from tests.organizer import rows_of
from tests.records import a_pledge, connected


async def test_all_replicas_together_say_at_most_twenty_a_second(
    config: Config, bot: Running, playground: Playground, database_url: str
) -> None:
    await many_are_due(database_url, bot.engine, playground, 60)
    async with polling_bot(config) as other:
        began = time.monotonic()
        numbers = await asyncio.gather(say_due(bot.engine), say_due(other.engine))
        seconds = time.monotonic() - began
    assert sum(numbers) == 60
    assert min(numbers) > 0
    assert 60 / seconds <= 22  # two may go at once in the beginning


async def test_two_replicas_one_killed_say_each_at_most_once_and_skip_none(
    config: Config, playground: Playground, database_url: str
) -> None:
    await killed_in_mid_run(config, playground, database_url, number=300, a_second=200)


@pytest.mark.soak
@pytest.mark.timeout(900)
async def test_ten_thousand_reminders_two_replicas_one_killed(
    config: Config, playground: Playground, database_url: str
) -> None:
    await killed_in_mid_run(config, playground, database_url, number=10_000, a_second=1000)


async def killed_in_mid_run(
    config: Config, playground: Playground, database_url: str, *, number: int, a_second: int
) -> None:
    """Kills one of two processes with SIGKILL when a third has been said."""
    database = Database(database_url)
    await database.migrate()
    await database.close()
    async with polling_bot(config) as running:
        people = await many_are_due(database_url, running.engine, playground, number)
    async with replica(config, a_second) as doomed, replica(config, a_second):
        await playground.until(lambda: said(playground, people).total() > number / 3 or None, 600)
        doomed.send_signal(signal.SIGKILL)
        await doomed.wait()
        assert said(playground, people).total() < number * 0.9, "it was killed too late to prove anything"
        await until_nothing_waits(database_url)
        await asyncio.sleep(0.5)
    counts = said(playground, people)
    left = [row["code"] for row in await rows_of(database_url, "notices")]
    assert max(counts.values()) == 1
    # Only what the killed process held in its hand at that moment may be unsaid, and it is known.
    assert len(left) <= 1
    assert counts.total() >= number - len(left)
    assert len(await rows_of(database_url, "contacts")) == len(left)


async def many_are_due(url: str, engine: Engine, playground: Playground, number: int) -> list[int]:
    """So many people whose second reminder is due; their chats."""
    house, yesterday = engine.house, engine.house.today() - timedelta(days=1)
    midnight = int(time.time()) - 2 * 24 * 3600
    people = [playground.person(f"P{index}", "uk") for index in range(number)]
    for person in people:
        person.chat.open = True
    pledges = [replace(a_pledge("primov"), code=new_code(), mail_by=yesterday) for _ in people]
    async with connected(url) as connection:
        rows = [
            {
                "code": pledge.code,
                "sealed": seal_contact(house.vault, pledge.code, Contact(person.id, "uk", 9)),
                "news": False,
                "forget_on": yesterday + timedelta(days=30),
            }
            for person, pledge in zip(people, pledges, strict=True)
        ]
        await connection.execute(
            insert(pledges_table), [{name: getattr(one, name) for name in one.__slots__} for one in pledges]
        )
        await connection.execute(insert(contacts_table), rows)
        await connection.execute(
            insert(notices_table),
            [{"code": one.code, "kind": "after", "due_at": midnight, "taken": False} for one in pledges],
        )
    return [person.id for person in people]


@asynccontextmanager
async def replica(config: Config, a_second: int) -> AsyncIterator[asyncio.subprocess.Process]:
    arguments = (config.bot_api_url, config.bot_token.get_secret_value(), config.database_url, SECRET)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.replica", *arguments, str(a_second), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def until_nothing_waits(url: str) -> None:
    while any(not row["taken"] for row in await rows_of(url, "notices")):  # noqa: ASYNC110  (rows tell nobody)
        await asyncio.sleep(0.2)


def said(playground: Playground, people: list[int]) -> Counter[int]:
    """How many messages the bot has sent to each chat."""
    chats = playground.telegram.chats
    return Counter({one: len(chats[one].messages) for one in people if chats[one].messages})
