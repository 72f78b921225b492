"""Reminders and news are sent on their day, at their hour, at most once."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from bot.jobs import reminders
from bot.jobs.night import carry
from bot.jobs.reminders import say_due
from bot.playground import Playground, faults
from bot.run import CHORES, Running
from db import notices, tables
from tests.conftest import on_sqlite
from tests.support.clock import Clock
from tests.support.organizer import rows_of
from tests.support.phone import Phone
from tests.support.records import only_pledge_in
from tests.support.supporter import Supporter


async def test_two_reminders_come_on_their_days_at_the_hour_of_the_promise(
    supporter: Supporter, bot: Running, database_url: str, clock: Clock
) -> None:
    clock.shows(clock.today, 17, 45)
    code, due = await reminded(supporter, bot), clock.today + timedelta(days=14)
    day = supporter.t.date(due)
    before = supporter.text("notice.before", code=code, day=day)
    after = supporter.text("notice.after", code=code, day=day)

    clock.shows(due - timedelta(days=4), 23, 59)
    assert await say_due(bot.engine) == 0
    clock.shows(due - timedelta(days=3), 16, 59)
    assert await say_due(bot.engine) == 0
    clock.shows(due - timedelta(days=3), 17, 0)
    assert await say_due(bot.engine) == 1
    assert supporter.said()[-1] == before
    assert await say_due(bot.engine) == 0

    clock.shows(due + timedelta(days=3), 16, 59)
    assert await say_due(bot.engine) == 0
    clock.shows(due + timedelta(days=3), 17, 0)
    assert await say_due(bot.engine) == 1
    assert [supporter.said().count(text) for text in (before, after)] == [1, 1]
    assert await rows_of(database_url, "contacts") == await rows_of(database_url, "notices") == []


async def test_a_reminder_names_nobody_and_its_buttons_work(
    supporter: Supporter, bot: Running, database_url: str, clock: Clock
) -> None:
    code, due = await reminded(supporter, bot), clock.today + timedelta(days=14)
    clock.shows(due, 12)
    await say_due(bot.engine)
    reminder = supporter.phone.screen()
    assert code in reminder.text
    assert "Chiygoz" not in reminder.text
    assert "Чийгоз" not in reminder.text
    labels = [supporter.t.plain(f"pledge.button.{name}") for name in ("mailed", "week", "withdraw")]
    assert [button.text for button in reminder.buttons] == labels
    await supporter.phone.taps(reminder, labels[0])
    assert (await only_pledge_in(database_url))["mailed_on"] == due
    await carry(bot.engine)
    clock.passes(days=20)
    assert await say_due(bot.engine) == 0


async def test_one_more_week_on_a_reminder_brings_both_reminders_again(
    ann: Supporter, bot: Running, database_url: str, clock: Clock
) -> None:
    await reminded(ann, bot)
    due = (await only_pledge_in(database_url))["mail_by"]
    clock.shows(due - timedelta(days=3), 12)
    await say_due(bot.engine)
    await ann.phone.taps(ann.phone.screen(), "One more week")
    assert (await only_pledge_in(database_url))["mail_by"] == due + timedelta(days=7)
    await carry(bot.engine)
    said = []
    for days in (4, 10):
        clock.shows(due + timedelta(days=days), 12)
        said.append(await say_due(bot.engine))
    assert said == [1, 1]


@on_sqlite
@pytest.mark.parametrize(
    ("day", "hour", "first_hour"),
    [
        (date(2027, 3, 28), 3, 4),  # the clocks leave this hour out
        (date(2027, 10, 31), 3, 3),  # this hour comes twice
    ],
)
async def test_daylight_saving_neither_skips_nor_doubles_a_reminder(
    ann: Supporter, bot: Running, clock: Clock, day: date, hour: int, first_hour: int
) -> None:
    clock.shows(day + timedelta(days=3 - 14), hour)
    await reminded(ann, bot)
    utc = clock.now.replace(year=day.year, month=day.month, day=day.day, hour=0).astimezone(tz=None)
    said: list[int] = []
    for half_hours in range(60):
        moment = (utc + timedelta(minutes=30 * half_hours)).astimezone(clock.zone)
        clock.now = moment
        if await say_due(bot.engine):
            said.append(moment.hour)
    assert said == [first_hour]


async def test_a_clock_that_jumps_back_says_nothing_twice_and_one_that_jumps_ahead_skips_nothing(
    ann: Supporter, bot: Running, clock: Clock
) -> None:
    await reminded(ann, bot)
    start = clock.now
    clock.passes(days=300)
    assert await say_due(bot.engine) == 2
    clock.now = start + timedelta(days=11)
    assert await say_due(bot.engine) == 0


async def test_a_message_that_was_taken_by_a_process_that_was_killed_is_said_by_the_next(
    ann: Supporter, bot: Running, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "PASS_SECONDS", 0.05)
    monkeypatch.setattr(reminders, "LEFT_SECONDS", 0.2)
    await reminded(ann, bot)
    clock.passes(days=12)
    async with bot.database.write() as connection:  # a process takes it, and is killed
        due = await notices.due(connection, int(clock.now.timestamp()), None, 10)
        assert await notices.claim(connection, due) is not None
    assert await say_due(bot.engine) == 0, "whoever took it may be at it"
    before = len(ann.said())
    saying = asyncio.create_task(reminders.look_after(bot.engine, bot.clock))
    await ann.phone.reads_until("A small reminder")
    await asyncio.sleep(0.3)
    saying.cancel()
    await asyncio.wait({saying})
    assert len(ann.said()) == before + 1


async def test_while_telegram_is_away_everything_waits_and_then_comes_once(
    ann: Supporter, bot: Running, playground: Playground, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.delivery.PAUSES", (0.01,))
    await reminded(ann, bot)
    clock.passes(days=12)
    playground.faults.cause(faults.server_error(502), method="sendMessage")
    await say_due(bot.engine)
    playground.faults.clear()
    before = len(ann.said())
    assert [await say_due(bot.engine) for _ in range(2)] == [1, 0]
    assert len(ann.said()) == before + 1


async def test_a_message_whose_fate_is_unknown_is_said_again_rather_than_never(
    ann: Supporter, bot: Running, playground: Playground, clock: Clock
) -> None:
    await reminded(ann, bot)
    clock.passes(days=12)
    before = len(ann.said())
    playground.faults.cause(faults.dropped_after(), method="sendMessage", times=1)
    assert [await say_due(bot.engine) for _ in range(3)] == [1, 1, 0]
    assert len(ann.said()) == before + 2


async def test_whoever_is_gone_is_erased(
    ann: Supporter, bot: Running, playground: Playground, database_url: str, clock: Clock
) -> None:
    await reminded(ann, bot)
    clock.passes(days=12)
    playground.faults.cause(faults.blocked(), method="sendMessage")
    await say_due(bot.engine)
    assert await rows_of(database_url, "contacts") == await rows_of(database_url, "notices") == []


@on_sqlite
async def test_who_may_not_be_spoken_to_yet_holds_up_nobody(
    ann: Supporter,
    phone: Callable[..., Phone],
    bot: Running,
    playground: Playground,
    clock: Clock,
    database_url: str,
) -> None:
    olena = Supporter(phone("Olena", "uk"), "uk")
    codes = [(await reminded(who, bot)).replace("-", "") for who in (ann, olena)]
    async with bot.database.write() as connection:  # hers is due first
        hers = update(tables.notices).where(tables.notices.c.code == codes[0])
        await connection.execute(hers.values(due_at=tables.notices.c.due_at - 60))
    clock.passes(days=12)
    playground.faults.cause(faults.flood(60), chat=ann.phone.person.id)
    before = len(olena.said())
    assert await say_due(bot.engine) == 2
    assert len(olena.said()) == before + 1
    left = [row["kind"] for row in await rows_of(database_url, "notices") if row["code"] == codes[0]]
    assert sorted(left) == ["after", "before"], "hers comes later"


@on_sqlite
async def test_what_did_not_arrive_is_said_again_while_another_message_still_hangs(
    ann: Supporter,
    phone: Callable[..., Phone],
    bot: Running,
    playground: Playground,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reminders, "STOPPING_SECONDS", 0.1)
    olena = Supporter(phone("Olena", "uk"), "uk")
    for who in (ann, olena):
        await reminded(who, bot)
    clock.passes(days=12)
    before = [len(who.said()) for who in (ann, olena)]
    playground.faults.cause(faults.Trouble(seconds=30, drop="before"), chat=ann.phone.person.id)
    playground.faults.cause(faults.server_error(), chat=olena.phone.person.id, times=1)
    saying = asyncio.create_task(reminders.look_after(bot.engine, bot.clock))
    await playground.until(lambda: len(olena.said()) > before[1] or None)
    assert len(ann.said()) == before[0]
    saying.cancel()
    await asyncio.wait({saying})


@on_sqlite
async def test_the_bot_looks_after_what_is_due_by_itself(
    ann: Supporter, bot: Running, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "PASS_SECONDS", 0.05)
    code = await reminded(ann, bot)
    chores = [asyncio.create_task(chore(bot)) for chore in CHORES]
    clock.passes(days=12)
    await ann.phone.reads_until(f"A small reminder: {code}")
    for chore in chores:
        chore.cancel()
    await asyncio.wait(chores)


@on_sqlite
async def test_a_stopping_bot_says_what_it_has_taken(
    ann: Supporter, bot: Running, playground: Playground, database_url: str, clock: Clock
) -> None:
    await reminded(ann, bot)
    clock.passes(days=12)
    playground.faults.cause(faults.slow(0.5), method="sendMessage")
    before = len(ann.said())
    saying = asyncio.create_task(reminders.look_after(bot.engine, bot.clock))
    await asyncio.sleep(0.25)
    saying.cancel()
    await asyncio.wait({saying})
    assert len(ann.said()) == before + 1
    assert [row["taken"] for row in await rows_of(database_url, "notices")] == [False]  # the second one


async def reminded(somebody: Supporter, bot: Running) -> str:
    """Has promised within two weeks and wishes to be reminded, and a night has passed; the code."""
    code = await somebody.promises(14)
    await somebody.presses("pledge.button.remind")
    await somebody.presses("pledge.button.yes-reminded")
    await carry(bot.engine)
    return code
