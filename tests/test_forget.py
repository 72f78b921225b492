"""Forgetting: by the button and by time, also after a restart; no trace in the files, the key at hand."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text, update

from bot import retention
from bot.config import Config
from bot.conversation.press import Press
from bot.house import House
from bot.playground import Playground
from bot.playground.faults import server_error
from bot.run import Running, started
from db import contacts, conversations
from db.models import conversations as table
from tests.conftest import polling_bot
from tests.phone import Phone
from tests.records import connected, pledges_in
from tests.scan import Needles, files_under, of_id, of_text, pieces
from tests.states import states
from tests.supporter import Supporter

WORDS = "Canarybird seventeen sings in Lviv."
NAME = "Canarysignature"


class Sealed:
    """Everything that is sealed from now on, every version of every row."""

    def __init__(self) -> None:
        self.states: list[bytes] = []
        self.contacts: list[bytes] = []


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> Sealed:
    seen = Sealed()
    for module, name, kept in (
        (conversations, "seal_state", seen.states),
        (contacts, "seal_contact", seen.contacts),
    ):
        monkeypatch.setattr(module, name, _keeping(getattr(module, name), kept))
    return seen


async def test_forget_asks_once_and_erases_the_row_the_contacts_and_the_messages(
    ann: Supporter, bot: Running, database_url: str
) -> None:
    await _writes(ann)
    await ann.types("/forget")
    assert await states(bot), "asked first"
    await ann.presses("forget.button.yes")
    assert await states(bot) == {}
    assert await _count(database_url, "contacts") == 0
    assert len(await pledges_in(database_url)) == 1, "a pledge names nobody and stays"
    assert ann.said() == [ann.text("forget.done")], "and says what remains"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_after_forget_no_version_of_the_row_is_in_the_files(
    ann: Supporter, bot: Running, sealed: Sealed, tmp_path: Path
) -> None:
    await _writes(ann)
    every = sealed.states + sealed.contacts
    assert _needles(ann, every).in_files(_database(tmp_path)), "before, the sealed rows are there"
    await ann.types("/forget")
    await ann.presses("forget.button.yes")
    assert _needles(ann, sealed.states + sealed.contacts).in_files(_database(tmp_path)) == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_erasing_the_words_of_a_letter_leaves_no_version_with_them(
    ann: Supporter, bot: Running, sealed: Sealed, tmp_path: Path
) -> None:
    await _writes(ann)
    with_words = list(sealed.states)
    await ann.presses("pledge.button.erase")
    person = ann.phone.person.id
    assert (await states(bot))[person].letters == ()
    assert NAME not in str((await states(bot))[person])
    assert _needles(ann, with_words).in_files(_database(tmp_path)) == {}


async def test_words_go_after_two_days_the_rest_after_thirty_idle_ones(ann: Supporter, bot: Running) -> None:
    await _writes(ann)
    person = ann.phone.person.id
    today = bot.engine.house.today()
    await _days_pass(bot, 1)
    assert (await states(bot))[person].letters, "still there on the next day"
    await _days_pass(bot, 2)
    kept = (await states(bot))[person]
    assert kept.letters == ()
    assert kept.messages == ()
    assert (kept.sender, kept.place, kept.draft) == (None, None, None)
    assert kept.country_of is None, "nothing says any more whose letter it was"
    assert (kept.pledged_today, kept.pledged_on) == (0, date.min), "or when"
    assert (kept.language, kept.country) == (None, "")
    assert kept.forget_on == today + timedelta(days=30)
    await _days_pass(bot, 29)
    assert person in await states(bot)
    await _days_pass(bot, 30)
    assert await states(bot) == {}


async def test_a_draft_that_is_worked_on_every_day_stays(ann: Supporter, bot: Running) -> None:
    await ann.comes_to("sender")
    house = bot.engine.house
    for day in range(1, 4):
        bot.engine.house = _later(house, day)
        await retention.forget_what_is_due(bot.engine)
        await ann.presses("button.back")
        await ann.types(WORDS)
        draft = (await states(bot))[ann.phone.person.id].draft
        assert draft is not None
        assert draft.own == WORDS


async def test_retention_runs_by_itself_after_a_restart(
    config: Config, playground: Playground, sealed: Sealed, tmp_path: Path
) -> None:
    async with _supporter(config, playground) as (ann, bot):
        await _writes(ann)
    async with started(config) as bot:
        house = bot.engine.house
        bot.engine.house = _later(house, 31)
        assert await retention.forget_what_is_due(bot.engine)
        assert await states(bot) == {}
    if config.database_url.startswith("sqlite"):
        assert _needles(ann, sealed.states).in_files(_database(tmp_path)) == {}


async def test_the_chore_looks_at_once_and_then_before_the_hour_is_over(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    async def rest(_engine: object, seconds: float) -> None:
        pauses.append(seconds)
        raise EOFError

    monkeypatch.setattr("bot.retention._rest", rest)
    for hour, longest in ((12, 3600), (23, 1801)):
        moment = datetime(2026, 6, 1, hour, 30, tzinfo=bot.engine.house.campaign.zone)
        bot.engine.house = replace(bot.engine.house, now=partial(_same, moment))
        with pytest.raises(EOFError):
            await retention.keep(bot.engine)
        assert pauses[-1] == longest


async def test_a_letter_that_never_arrived_is_sent_at_the_next_look_without_being_asked_for(
    ann: Supporter, bot: Running, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.PAUSES", (0.01,))
    await _loses_the_letter(ann, playground)
    await retention.forget_what_is_due(bot.engine)
    assert any(text.startswith("Dear") for text in ann.said())
    [letter] = (await states(bot))[ann.phone.person.id].letters
    assert letter.sent
    before = len(ann.said())
    await retention.forget_what_is_due(bot.engine)
    assert len(ann.said()) == before, "and only once"


async def test_a_letter_that_never_arrived_is_sent_and_not_called_erased(
    ann: Supporter, bot: Running, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.PAUSES", (0.01,))
    await _loses_the_letter(ann, playground)
    person = ann.phone.person.id
    [letter] = (await states(bot))[person].letters
    erase = Press("erase", letter.code, mac=bot.engine.house.vault.mac(person, letter.code))
    for arrived in (False, True):
        query = ann.phone.person.forges(ann.phone.screen(), erase.data)
        await ann.phone.settles()
        assert ((query.answer or {}).get("text") == ann.t.plain("pledge.erased")) == arrived
        assert any(text.startswith("Dear") for text in ann.said())
    assert (await states(bot))[person].letters == ()


async def test_a_letter_that_cannot_be_sent_is_tried_once_more_before_its_words_go(
    ann: Supporter, bot: Running, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.PAUSES", (0.01,))
    await _loses_the_letter(ann, playground)
    playground.faults.cause(server_error(), method="sendMessage")
    playground.calls.clear()
    await _days_pass(bot, 2)
    assert (await states(bot))[ann.phone.person.id].letters == ()
    assert not any(text.startswith("Dear") for text in ann.said())


async def test_what_no_key_opens_goes_when_its_day_has_come(
    ann: Supporter, bot: Running, database_url: str
) -> None:
    await _writes(ann)
    async with connected(database_url) as connection:
        await connection.execute(update(table).values(sealed=b"spoilt"))
    await _days_pass(bot, 1)
    assert await _count(database_url, "conversations") == 1
    await _days_pass(bot, 30)
    assert await _count(database_url, "conversations") == 0


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_only_one_replica_looks_at_a_time(ann: Supporter, bot: Running, config: Config) -> None:
    await _writes(ann)
    async with started(config) as other, other.database.only_one(retention.ONE_REPLICA) as alone:
        assert alone
        await _days_pass(bot, 30)
        assert await states(bot), "the other one is at it"
    await _days_pass(bot, 30)
    assert await states(bot) == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_reader_that_holds_old_pages_is_waited_for(
    ann: Supporter, bot: Running, sealed: Sealed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _writes(ann)
    async with bot.database.snapshot() as reading:
        await reading.execute(text("SELECT count(*) FROM conversations"))
        bot.engine.house = _later(bot.engine.house, 30)
        assert not await retention.forget_what_is_due(bot.engine), "so the chore looks again in a minute"
    assert await retention.forget_what_is_due(bot.engine)
    assert _needles(ann, sealed.states).in_files(_database(tmp_path)) == {}


def _keeping(seal: Callable[..., bytes], kept: list[bytes]) -> Callable[..., bytes]:
    def keeping(*given: object) -> bytes:
        kept.append(seal(*given))
        return kept[-1]

    return keeping


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_traces_a_reader_held_at_forget_go_as_soon_as_it_is_gone(
    ann: Supporter, bot: Running, sealed: Sealed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.retention.SOON_SECONDS", 0.05)
    await _writes(ann)
    chore = asyncio.create_task(retention.keep(bot.engine))
    await asyncio.sleep(0.2)
    async with bot.database.snapshot() as reading:
        await reading.execute(text("SELECT count(*) FROM conversations"))
        await ann.types("/forget")
        await ann.presses("forget.button.yes")
        assert _needles(ann, sealed.states).in_files(_database(tmp_path)) != {}
    for _ in range(100):
        if traces := _needles(ann, sealed.states).in_files(_database(tmp_path)):
            await asyncio.sleep(0.05)
    chore.cancel()
    await asyncio.wait({chore})
    assert not traces


async def _writes(who: Supporter) -> None:
    """A whole letter with canaries in it, and a wish to be reminded."""
    await who.comes_to("own")
    await who.types(WORDS)
    await who.types(NAME)
    await who.types("Canarytown")
    await who.presses("review.button.promise")
    await who.presses("mail-by.button.14")
    await who.presses("button.skip")
    await who.presses("pledge.button.remind")
    await who.presses("pledge.button.yes-reminded")


async def _loses_the_letter(who: Supporter, playground: Playground) -> None:
    await who.comes_to("mail-by")
    playground.faults.cause(server_error(), method="sendMessage")
    await who.presses("mail-by.button.7")
    playground.faults.clear()
    assert not any(text.startswith("Dear") for text in who.said())


@asynccontextmanager
async def _supporter(config: Config, playground: Playground) -> AsyncIterator[tuple[Supporter, Running]]:
    async with polling_bot(config) as bot:
        yield Supporter(Phone(playground, playground.person("Ann", "en")), "en"), bot


async def _days_pass(bot: Running, days: int) -> None:
    house = bot.engine.house
    bot.engine.house = _later(house, days)
    await retention.forget_what_is_due(bot.engine)
    bot.engine.house = house


def _later(house: House, days: int) -> House:
    moment = datetime.now(UTC) + timedelta(days=days)
    return replace(house, now=lambda: moment)


def _same(moment: datetime) -> datetime:
    return moment


def _needles(who: Supporter, sealed: list[bytes]) -> Needles:
    needles = [*of_text(WORDS).items(), *of_text(NAME).items(), *of_id(who.phone.person.id).items()]
    for number, one in enumerate(sealed):
        needles += pieces(f"version {number}", one)
    return Needles(needles)


def _database(folder: Path) -> list[Path]:
    return [path for path in files_under(folder) if path.name.startswith("mektup.db")]


async def _count(url: str, name: str) -> int:
    async with connected(url) as connection:
        return int(await connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0)
