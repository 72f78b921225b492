"""Another SECRET_KEY: all is sealed anew while the bot runs, and the old one opens nothing any more."""

import asyncio
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.chat.state import Conversation
from bot.chat.state_storage import from_bytes, owner, to_bytes
from bot.commands import rekey
from bot.config import Config
from bot.jobs.night import carry
from bot.playground import Playground
from db import contacts, conversations, evenings
from db.conversations import Row
from db.database import Database
from db.tables import contacts as contacts_table
from db.tables import conversations as table
from db.vault import Vault, new_secret
from tests.conftest import SECRET, polling_bot
from tests.support.evenings import an_evening
from tests.support.phone import Phone
from tests.support.records import connected
from tests.support.scan import Needles, files_under, pieces
from tests.support.states import states
from tests.support.supporter import Supporter

PEOPLE = 250


async def test_everything_moves_to_the_new_secret_while_people_go_on(
    config: Config, playground: Playground, database_url: str
) -> None:
    async with polling_bot(config) as bot:
        ann = Supporter(Phone(playground, playground.person("Ann", "en")), "en")
        await ann.promises(14)
        await ann.presses("pledge.button.remind")
        await ann.presses("pledge.button.yes-reminded")
        await carry(bot.engine)
        evening = an_evening()
        async with bot.database.write() as connection:
            assert await evenings.begin(connection, bot.engine.context.vault, evening)
        await _many(bot.database, bot.engine.context.vault)
        before = await states(bot)
    new = _rotated(config)
    async with polling_bot(new) as bot:
        working = asyncio.create_task(rekey._rekey(Database(database_url), new.vault))
        await ann.types("/start")  # whose row moves by itself
        moved, kept, opened = await working
        assert moved in (PEOPLE, PEOPLE + 1)
        assert (kept, opened) == (1, 1)
        assert _told(await states(bot)) == _told(before)
        assert await rekey._rekey(Database(database_url), new.vault) == (0, 0, 0), "once is enough"
    alone = new.model_copy(update={"old_secret_keys": ()})
    async with polling_bot(alone) as bot:
        assert _told(await states(bot)) == _told(before), "the old secret is needed no more"
        await ann.phone.presses("Українська")
        assert (await states(bot))[ann.phone.person.id].choices.language == "uk"
        async with connected(database_url) as connection:
            assert await evenings.find(connection, alone.vault, evening.word) == evening
            rows = (await connection.execute(select(contacts_table.c.code, contacts_table.c.sealed))).all()
        assert [contacts.open_contact(alone.vault, *row) for row in rows]
        assert all(contacts.open_contact(alone.vault, *row) for row in rows)
        assert not any(contacts.open_contact(config.vault, *row) for row in rows)


async def test_a_row_the_bot_has_moved_meanwhile_wins(config: Config, database_url: str) -> None:
    """Both names are there for a moment only if somebody restored an old copy: the newer row stays."""
    new = _rotated(config)
    database = Database(database_url)
    await database.migrate()
    old_row, new_row = (
        Conversation(user_id=5).changed(language=language, revision=1) for language in ("en", "uk")
    )
    async with database.write() as connection:
        await conversations.keep(connection, config.vault, {5: _row(old_row)})
        key = new.vault.conversation_keys(5)[0]
        sealed = conversations.seal_state(new.vault, key, to_bytes(new_row))
        await connection.execute(table.insert().values(key=key, sealed=sealed, forget_on=new_row.forget_on))
        page = await conversations.rekey(connection, new.vault, owner, -1, 10)
    assert page.moved == 0
    async with database.write() as connection:
        stored = await conversations.lock(connection, new.vault, [5], date(2016, 1, 1))
        assert from_bytes(stored[5]).choices.language == "uk"
        assert len((await connection.execute(select(table.c.key))).all()) == 1
    await database.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_nothing_sealed_under_the_old_secret_is_left_in_the_files(
    config: Config, database_url: str, tmp_path: Path
) -> None:
    database = Database(database_url)
    await database.migrate()
    await _many(database, config.vault)
    async with connected(database_url) as connection:
        old = [row.sealed for row in await connection.execute(select(table.c.sealed))]
    await database.close()
    needles = Needles(piece for at, one in enumerate(old) for piece in pieces(f"row {at}", one))
    files = [path for path in files_under(tmp_path) if path.name.startswith("mektup.db")]
    assert needles.in_files(files)
    assert await rekey._rekey(Database(database_url), _rotated(config).vault) == (PEOPLE, 0, 0)
    files = [path for path in files_under(tmp_path) if path.name.startswith("mektup.db")]
    assert needles.in_files(files) == {}


def _rotated(config: Config) -> Config:
    given = Config(_env_file=None, secret_key=new_secret(), old_secret_keys=SECRET)
    return config.model_copy(
        update={"secret_key": given.secret_key, "old_secret_keys": given.old_secret_keys}
    )


async def _many(database: Database, vault: Vault) -> None:
    everybody = (Conversation(user_id=at) for at in range(1000, 1000 + PEOPLE))
    people = {one.user_id: _row(one.changed(language="uk", revision=one.user_id)) for one in everybody}
    async with database.write() as connection:
        await conversations.keep(connection, vault, people)


def _row(conversation: Conversation) -> Row:
    return Row(to_bytes(conversation), conversation.idle_forget_on)


def _told(found: dict[int, Conversation]) -> dict[int, Conversation]:
    """Without what every event changes."""
    return {person: one.changed(seen=(), newest=0, messages=(), screen=0) for person, one in found.items()}
