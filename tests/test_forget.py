"""/forget: the row, the contacts, the messages go; no trace is left in the files, the key at hand."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import retention
from bot.conversation.cards import LOOKING
from bot.conversation.press import Press
from bot.run import Running
from tests.records import connected, pledges_in
from tests.scan import files_under
from tests.states import states
from tests.supporter import Supporter
from tests.traces import (
    NAME,
    Sealed,
    database_files,
    later,
    needles,
    writes_a_letter,
)


async def test_forget_asks_once_and_erases_the_row_the_contacts_and_the_messages(
    ann: Supporter, bot: Running, database_url: str
) -> None:
    await writes_a_letter(ann)
    await ann.types("/forget")
    assert await states(bot), "asked first"
    await ann.presses("forget.button.yes")
    assert await states(bot) == {}
    assert await _count(database_url, "contacts") == 0
    assert len(await pledges_in(database_url)) == 1, "a pledge names nobody and stays"
    assert ann.said() == [ann.text("forget.done")], "and says what remains"


async def test_the_menu_in_the_language_of_the_chat_is_forgotten_too(ann: Supporter) -> None:
    await ann.phone.types("/language")
    await ann.phone.presses("Qırımtatarca")
    zarema = Supporter(ann.phone, "crh")
    await zarema.types("/forget")
    await zarema.presses("forget.button.yes")
    menus = [call.method for call, _ in ann.phone.playground.calls if call.method.endswith("MyCommands")]
    assert menus[-1] == "deleteMyCommands"


async def test_who_only_looks_at_an_old_card_after_forget_stays_forgotten(
    ann: Supporter, bot: Running, database_url: str
) -> None:
    code = (await ann.promises()).replace("-", "")
    await ann.types("/forget")
    await ann.presses("forget.button.yes")
    mac = bot.engine.house.vault.mac(ann.phone.person.id, code)
    for look in LOOKING:
        ann.phone.person.forges(ann.phone.screen(), Press(look, code, mac=mac).data)
        await ann.phone.settles()
    assert code[:4] in ann.phone.sees()
    assert await _count(database_url, "conversations") == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_after_forget_no_version_of_the_row_is_in_the_files(
    ann: Supporter, bot: Running, sealed: Sealed, tmp_path: Path
) -> None:
    await writes_a_letter(ann)
    every = sealed.states + sealed.contacts
    assert needles(ann, every).in_files(database_files(tmp_path)), "before, the sealed rows are there"
    await ann.types("/forget")
    await ann.presses("forget.button.yes")
    assert needles(ann, sealed.states + sealed.contacts).in_files(database_files(tmp_path)) == {}


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_after_forget_no_version_of_the_row_is_in_the_tables_of_postgres(
    ann: Supporter, bot: Running, sealed: Sealed, postgres: str
) -> None:
    """Its write-ahead log keeps them longer: docs/threat-model.md says what to do about that."""
    await writes_a_letter(ann)
    tables = await _tables_on_disk(bot, postgres)
    assert needles(ann, sealed.states).in_files(files_under(tables))
    await ann.types("/forget")
    await ann.presses("forget.button.yes")
    tables = await _tables_on_disk(bot, postgres)
    assert needles(ann, sealed.states + sealed.contacts).in_files(files_under(tables)) == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_erasing_the_words_of_a_letter_leaves_no_version_with_them(
    ann: Supporter, bot: Running, sealed: Sealed, tmp_path: Path
) -> None:
    await writes_a_letter(ann)
    with_words = list(sealed.states)
    await ann.presses("pledge.button.erase")
    person = ann.phone.person.id
    assert (await states(bot))[person].letters == ()
    assert NAME not in str((await states(bot))[person])
    assert needles(ann, with_words).in_files(database_files(tmp_path)) == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_reader_that_holds_old_pages_is_waited_for(
    ann: Supporter, bot: Running, sealed: Sealed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await writes_a_letter(ann)
    async with bot.database.snapshot() as reading:
        await reading.execute(text("SELECT count(*) FROM conversations"))
        bot.engine.house = later(bot.engine.house, 30)
        assert not await retention.forget_what_is_due(bot.engine), "so the chore looks again in a minute"
    assert await retention.forget_what_is_due(bot.engine)
    assert needles(ann, sealed.states).in_files(database_files(tmp_path)) == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_traces_a_reader_held_at_forget_go_as_soon_as_it_is_gone(
    ann: Supporter, bot: Running, sealed: Sealed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.retention.SOON_SECONDS", 0.05)
    await writes_a_letter(ann)
    chore = asyncio.create_task(retention.keep(bot.engine))
    await asyncio.sleep(0.2)
    async with bot.database.snapshot() as reading:
        await reading.execute(text("SELECT count(*) FROM conversations"))
        await ann.types("/forget")
        await ann.presses("forget.button.yes")
        assert needles(ann, sealed.states).in_files(database_files(tmp_path)) != {}
    for _ in range(100):
        if traces := needles(ann, sealed.states).in_files(database_files(tmp_path)):
            await asyncio.sleep(0.05)
    chore.cancel()
    await asyncio.wait({chore})
    assert not traces


async def _tables_on_disk(bot: Running, server: str) -> Path:
    """The folder of this database's tables, everything of them written out."""
    async with bot.database.write() as connection:
        await connection.execute(text("CHECKPOINT"))
        which = await connection.scalar(
            text("SELECT oid FROM pg_database WHERE datname = current_database()")
        )
    return Path(server.partition("host=")[2]) / "base" / str(which)


async def _count(url: str, name: str) -> int:
    async with connected(url) as connection:
        return int(await connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0)
