"""Several replicas send what is due: together not too fast, each once, none skipped by a kill."""

import asyncio
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import create_async_engine

from bot.chat.state import Conversation
from bot.chat.state_storage import row_of
from bot.config import Config
from bot.engine.engine import Engine
from bot.jobs.reminders import AT_ONCE, say_due
from bot.playground import Playground
from bot.playground.api_types import User
from bot.playground.user_actions import Person
from bot.run import Running
from db.contacts import Contact, seal_contact
from db.conversations import keep
from db.database import Database
from db.pledges import new_code
from db.tables import contacts as contacts_table
from db.tables import notices as notices_table
from db.tables import pledges as pledges_table
from tests.conftest import SECRET, polling_bot
from tests.support.organizer import rows_of
from tests.support.records import a_pledge, connected


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_all_replicas_together_say_at_most_twenty_a_second(
    config: Config, bot: Running, playground: Playground, database_url: str
) -> None:
    await many_are_due(database_url, bot.engine, playground, 60)
    async with polling_bot(config) as other:
        for one in (bot, other):
            one.database.locks.replicas = 2  # as each of them sees within two seconds
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
    async with replica(config, a_second // 2) as doomed, replica(config, a_second // 2):
        await until_fewer_wait(database_url, number * 2 // 3)
        doomed.send_signal(signal.SIGKILL)
        await doomed.wait()
        assert said(playground, people).total() < number * 0.9, "it was killed too late to prove anything"
        await until_fewer_wait(database_url, 1)
        await asyncio.sleep(0.5)
    counts = said(playground, people)
    left = [row["code"] for row in await rows_of(database_url, "notices")]
    assert max(counts.values()) == 1
    # What the killed process was sending at that moment may be unsaid: another says it a minute later.
    assert len(left) <= AT_ONCE
    assert number - len(left) <= counts.total() <= number
    assert [row["code"] for row in await rows_of(database_url, "contacts")] == left


async def many_are_due(url: str, engine: Engine, playground: Playground, number: int) -> list[int]:
    """So many people whose second reminder is due; their chats."""
    context, yesterday = engine.context, engine.context.today() - timedelta(days=1)
    midnight = int(time.time()) - 2 * 24 * 3600
    people = [Person(playground.telegram, User(1_000_000 + index, "P", "uk")) for index in range(number)]
    for person in people:
        person.chat.open = True
    pledges = [replace(a_pledge("primov"), code=new_code(), mail_by=yesterday) for _ in people]
    async with connected(url) as connection:
        rows = [
            {
                "code": pledge.code,
                "sealed": seal_contact(context.vault, pledge.code, Contact(person.id, "uk", 9)),
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
    rows_of_people = {
        person.id: row_of(state)
        for person, pledge in zip(people, pledges, strict=True)
        for state in [Conversation(user_id=person.id, codes=(pledge.code,), active_on=yesterday)]
    }
    async with engine.database.write() as connection:
        await keep(connection, context.vault, rows_of_people)
    return [person.id for person in people]


@asynccontextmanager
async def replica(config: Config, a_second: int) -> AsyncIterator[asyncio.subprocess.Process]:
    arguments = (config.bot_api_url, config.bot_token.get_secret_value(), config.database_url, SECRET)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.support.replica",
        *arguments,
        str(a_second),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def until_fewer_wait(url: str, number: int) -> None:
    """Looked at again and again: rows tell nobody that they have changed."""
    waiting = select(func.count()).select_from(notices_table).where(~notices_table.c.taken)
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        while (await connection.execute(waiting)).scalar_one() >= number:  # noqa: ASYNC110  (see above)
            await asyncio.sleep(0.05)
    await engine.dispose()


def said(playground: Playground, people: list[int]) -> Counter[str]:
    """How often the bot has spoken of each letter, by its code."""
    texts = (message.text for one in people for message in playground.telegram.chats[one].messages)
    return Counter(re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}", "\n".join(texts)))
