"""/forget erases the row, the contacts, the messages; the files hold no trace, even with the key."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.chat.callback import Own
from bot.jobs import retention
from bot.run import Running
from bot.supporter.pledge_buttons import ACTIONS
from tests.conftest import Night
from tests.support.phone import Phone
from tests.support.records import carried_in, connected
from tests.support.scan import files_under
from tests.support.states import states
from tests.support.supporter import Supporter
from tests.support.traces import NAME, Sealed, database_files, later, needles, writes_a_letter

LOOKING = ("card", "paper", "again", "send-again", "ask-reminded", "ask-told")
Files = Callable[[], Awaitable[list[Path]]]


async def test_forget_asks_once_and_erases_the_row_the_messages_and_by_night_the_contacts(
    ann: Supporter, bot: Running, database_url: str, night: Night
) -> None:
    await writes_a_letter(ann)
    await night()
    assert await _count(database_url, "contacts") == 1
    await ann.types("/forget")
    assert await states(bot), "asked first"
    await ann.presses("forget.button.yes")
    assert await states(bot) == {}
    assert ann.said() == [ann.text("forget.done")], "and says what remains"
    await night()
    assert await _count(database_url, "contacts") == 0
    assert len(await carried_in(database_url)) == 1, "a pledge names nobody and stays"


async def test_messages_that_are_too_old_to_be_erased_do_not_keep_the_newer_ones(ann: Supporter) -> None:
    """Telegram erases all of a call or none of it."""
    await ann.types("/privacy")
    ann.phone.playground.passes(hours=49)
    await ann.types("/help")
    await ann.types("/forget")
    await ann.presses("forget.button.yes")
    assert ann.said() == [ann.text("privacy.text"), ann.text("forget.done")]


async def test_the_menu_in_the_language_of_the_chat_is_forgotten_too(ann: Supporter) -> None:
    await ann.phone.types("/language")
    await ann.phone.presses("Qırımtatarca")
    zarema = Supporter(ann.phone, "crh")
    await zarema.types("/forget")
    await zarema.presses("forget.button.yes")
    menus = [call.method for call, _ in ann.phone.playground.calls if call.method.endswith("MyCommands")]
    assert menus[-1] == "deleteMyCommands"


async def test_who_only_looks_at_an_old_card_after_forget_stays_forgotten(
    ann: Supporter, bot: Running, database_url: str, night: Night
) -> None:
    code = (await ann.promises()).replace("-", "")
    await night()
    await ann.types("/forget")
    await ann.presses("forget.button.yes")
    mac = bot.engine.context.vault.mac(ann.phone.person.id, code)
    for look in LOOKING:
        assert look in ACTIONS
        ann.phone.person.forges(ann.phone.screen(), Own(look, code, mac).data)
        await ann.phone.settles()
    assert code[:4] in ann.phone.sees()
    assert await states(bot) == {}


@pytest.fixture
async def dasha(phone: Callable[..., Phone]) -> Supporter:
    """Somebody whose row shares its page with others, and stays."""
    dasha = Supporter(phone("Dasha", "en"), "en")
    await writes_a_letter(dasha)
    return dasha


@pytest.fixture
def files(bot: Running, tmp_path: Path, request: pytest.FixtureRequest) -> Files:
    """The files of this database's tables; PostgreSQL's log keeps more, see docs/threat-model.md."""
    if bot.database.is_sqlite:
        return lambda: asyncio.sleep(0, database_files(tmp_path))
    base = Path(request.getfixturevalue("postgres").partition("host=")[2]) / "base"

    async def written_out() -> list[Path]:
        async with bot.database.write() as connection:
            await connection.execute(text("CHECKPOINT"))
            which = text("SELECT oid FROM pg_database WHERE datname = current_database()")
            return list(files_under(base / str(await connection.scalar(which))))

    return written_out


@pytest.fixture
async def chore(bot: Running, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Retention beside the supporters, and in haste."""
    monkeypatch.setattr("bot.jobs.retention.SOON_SECONDS", 0.05)
    keeping = asyncio.create_task(retention.keep(bot.engine, bot.clock))
    yield
    keeping.cancel()
    await asyncio.wait({keeping})


@pytest.mark.usefixtures("chore")
async def test_after_forget_no_version_of_the_row_is_in_the_files(
    dasha: Supporter, ann: Supporter, sealed: Sealed, files: Files
) -> None:
    others = sealed.every()
    await writes_a_letter(ann)
    assert needles(ann, sealed.every()).in_files(await files()), "before, the sealed rows are there"
    await ann.types("/forget")
    anns = [one for one in sealed.every() if one not in others]
    await ann.presses("forget.button.yes")  # which seals what the night still owes, and names nobody
    assert await _gone_soon(ann, anns, files)


@pytest.mark.usefixtures("chore")
async def test_who_promised_nothing_leaves_no_version_either(
    dasha: Supporter, ann: Supporter, sealed: Sealed, files: Files
) -> None:
    """Nothing is written that could lie on what was deleted."""
    others = sealed.every()
    await ann.comes_to("sender")
    await ann.types("/forget")
    anns = [one for one in sealed.every() if one not in others]
    await ann.presses("forget.button.yes")
    assert await _gone_soon(ann, anns, files)


@pytest.mark.usefixtures("chore")
async def test_erasing_the_words_of_a_letter_leaves_no_version_with_them(
    dasha: Supporter, ann: Supporter, bot: Running, sealed: Sealed, files: Files
) -> None:
    before = len(sealed.states)
    await writes_a_letter(ann)
    with_words = sealed.states[before:]
    await ann.presses("pledge.button.erase")
    person = ann.phone.person.id
    assert (await states(bot))[person].writing.letters == ()
    assert NAME not in str((await states(bot))[person])
    assert await _gone_soon(ann, with_words, files)


async def test_a_reader_that_holds_old_pages_is_waited_for(
    ann: Supporter, bot: Running, sealed: Sealed, files: Files
) -> None:
    """Of another table too: a snapshot is of the whole database, though it locks only what it reads."""
    await writes_a_letter(ann)
    versions = list(sealed.states)
    async with bot.database.snapshot() as reading:
        await reading.execute(text("SELECT count(*) FROM pledges"))
        bot.engine.context = later(bot.engine.context, 30)
        assert not await retention.forget_what_is_due(bot.engine), "so the chore looks again in a minute"
    for _ in range(50):  # PostgreSQL may be looking after the tables by itself just now
        if await retention.forget_what_is_due(bot.engine):
            break
        await asyncio.sleep(0.1)
    assert needles(ann, versions).in_files(await files()) == {}


@pytest.mark.usefixtures("chore")
async def test_traces_a_reader_held_at_forget_go_as_soon_as_it_is_gone(
    ann: Supporter, bot: Running, sealed: Sealed, files: Files
) -> None:
    await writes_a_letter(ann)
    async with bot.database.snapshot() as reading:
        await reading.execute(text("SELECT count(*) FROM conversations"))
        await ann.types("/forget")
        versions = list(sealed.states)
        await ann.presses("forget.button.yes")
        assert needles(ann, versions).in_files(await files()) != {}
    assert await _gone_soon(ann, versions, files)


async def _gone_soon(who: Supporter, versions: list[bytes], files: Files) -> bool:
    """Whether the files lose every trace within ten seconds."""
    until = time.monotonic() + 10
    while traces := needles(who, versions).in_files(await files()):
        if time.monotonic() > until:
            break
        await asyncio.sleep(0.1)
    return not traces


async def _count(url: str, name: str) -> int:
    async with connected(url) as connection:
        return int(await connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0)
