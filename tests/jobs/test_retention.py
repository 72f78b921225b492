"""Words and conversations are forgotten on time, by themselves, also after a restart."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text, update

from bot.config import Config
from bot.jobs import retention
from bot.jobs.night import carry
from bot.playground import Playground
from bot.playground.faults import server_error
from bot.run import Running, started
from db.tables import conversations as table
from tests.conftest import polling_bot
from tests.support.phone import Phone
from tests.support.records import connected
from tests.support.states import states
from tests.support.supporter import Supporter
from tests.support.traces import WORDS, Sealed, database_files, days_pass, later, needles, writes_a_letter


async def test_words_go_after_two_days_the_rest_after_thirty_idle_ones(ann: Supporter, bot: Running) -> None:
    await writes_a_letter(ann)
    person = ann.phone.person.id
    today = bot.engine.context.today()
    await days_pass(bot, 1)
    assert (await states(bot))[person].writing.letters, "still there on the next day"
    await days_pass(bot, 2)
    kept = (await states(bot))[person]
    assert kept.writing.letters == ()
    assert kept.marks.messages == ()
    assert (kept.writing.sender, kept.writing.place, kept.writing.draft) == (None, None, None)
    assert (kept.counts.pledged_today, kept.counts.pledged_on) == (0, date.min), "or when"
    assert (kept.choices.language, kept.choices.country) == (None, "")
    assert kept.forget_on == today + timedelta(days=30)
    await days_pass(bot, 29)
    assert person in await states(bot)
    await days_pass(bot, 30)
    assert await states(bot) == {}


async def test_a_draft_that_is_worked_on_every_day_stays(ann: Supporter, bot: Running) -> None:
    await ann.comes_to("own")
    context = bot.engine.context
    for day in range(1, 4):
        bot.engine.context = later(context, day)
        await retention.forget_what_is_due(bot.engine)
        await ann.types(WORDS)
        draft = (await states(bot))[ann.phone.person.id].writing.draft
        assert draft is not None
        assert draft.own == WORDS
        await ann.presses("button.back")


async def test_retention_runs_by_itself_after_a_restart(
    config: Config, playground: Playground, sealed: Sealed, tmp_path: Path
) -> None:
    async with _supporter(config, playground) as (ann, bot):
        await writes_a_letter(ann)
    async with started(config) as bot:
        context = bot.engine.context
        assert await carry(bot.engine)  # else its row waits for the night
        bot.engine.context = later(context, 31)
        assert await carry(bot.engine)
        assert await retention.forget_what_is_due(bot.engine)
        assert await states(bot) == {}
    if config.database_url.startswith("sqlite"):
        assert needles(ann, sealed.states).in_files(database_files(tmp_path)) == {}


async def test_the_chore_looks_at_once_and_then_before_the_hour_is_over(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    async def rest(_engine: object, seconds: float) -> None:
        pauses.append(seconds)
        raise EOFError

    monkeypatch.setattr("bot.jobs.retention._rest", rest)
    for hour, longest in ((12, 3600), (23, 1801)):
        moment = datetime(2026, 6, 1, hour, 30, tzinfo=bot.engine.context.campaign.zone)
        bot.engine.context = replace(bot.engine.context, now=partial(_same, moment))
        with pytest.raises(EOFError):
            await retention.keep(bot.engine, bot.clock)
        assert pauses[-1] == longest


async def test_what_is_owed_of_a_letter_goes_with_its_words(
    ann: Supporter, bot: Running, playground: Playground
) -> None:
    await ann.comes_to("review")
    playground.faults.cause(server_error(), method="sendMessage")
    await ann.promises_within(7)
    await days_pass(bot, 2)
    kept = (await states(bot))[ann.phone.person.id]
    assert kept.writing.letters == ()
    assert kept.owed == ()
    assert not ann.letters()


async def test_what_no_key_opens_goes_when_its_day_has_come(
    ann: Supporter, bot: Running, database_url: str
) -> None:
    await writes_a_letter(ann)
    async with connected(database_url) as connection:
        await connection.execute(update(table).values(sealed=b"spoilt"))
    await days_pass(bot, 1)
    assert await _count(database_url, "conversations") == 1
    await days_pass(bot, 30)
    assert await _count(database_url, "conversations") == 0


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_only_one_replica_looks_at_a_time(ann: Supporter, bot: Running, config: Config) -> None:
    await writes_a_letter(ann)
    async with started(config) as other, other.database.locks.only_one(retention.ONE_REPLICA) as alone:
        assert alone
        await days_pass(bot, 30)
        assert await states(bot), "the other one is at it"
    await days_pass(bot, 30)
    assert await states(bot) == {}


@asynccontextmanager
async def _supporter(config: Config, playground: Playground) -> AsyncIterator[tuple[Supporter, Running]]:
    async with polling_bot(config) as bot:
        yield Supporter(Phone(playground, playground.person("Ann", "en")), "en"), bot


def _same(moment: datetime) -> datetime:
    return moment


async def _count(url: str, name: str) -> int:
    async with connected(url) as connection:
        return int(await connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0)
