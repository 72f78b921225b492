"""A wrong clock destroys nothing: it is compared with Telegram's, and with what is stored."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from time import monotonic

import pytest

from bot.jobs import lasting_faults, night, reminders, retention
from bot.jobs.clock_check import Clock
from bot.playground import Playground
from bot.playground.faults import dropped_before
from bot.run import Running
from bot.telegram.transport import Said
from tests.conftest import ORGANIZER, on_sqlite
from tests.support.organizer import rows_of
from tests.support.phone import Phone
from tests.support.records import a_pledge, keep, only_pledge_in
from tests.support.states import states
from tests.support.supporter import Supporter
from tests.supporter.test_pledge_card import reminded

FAR = timedelta(days=400)
WRONG = (FAR, timedelta(hours=1, minutes=1), -timedelta(hours=1, minutes=1), -FAR)


def shifted(bot: Running, by: timedelta) -> Clock:
    """A guard in a process whose clock is so far off."""
    return Clock(bot.transport, bot.engine, lambda: datetime.now(UTC) + by)


@asynccontextmanager
async def looking_after(bot: Running, clock: Clock) -> AsyncIterator[None]:
    """What erases, expires and reminds, by a clock that shows a day in the far future."""
    context = bot.engine.context
    bot.engine.context = replace(context, now=lambda: datetime.now(UTC) + FAR)
    chores = [
        asyncio.create_task(reminders.look_after(bot.engine, clock)),
        asyncio.create_task(retention.keep(bot.engine, clock)),
        asyncio.create_task(night.keep(bot.engine, clock.is_trusted)),
    ]
    yield
    for chore in chores:
        chore.cancel()
    await asyncio.wait(chores)
    bot.engine.context = context


async def everything(bot: Running, url: str) -> tuple[object, ...]:
    return await states(bot), await rows_of(url, "contacts"), await rows_of(url, "notices")


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_nothing_is_lost_by_a_clock_400_days_ahead_and_all_of_it_goes_when_the_day_has_come(
    ann: Supporter, bot: Running, database_url: str, journal: list[str]
) -> None:
    await reminded(ann)
    assert await night.carry(bot.engine)
    before = await everything(bot, database_url)
    assert all(before)
    async with looking_after(bot, shifted(bot, FAR)):
        await until(lambda: any("the clock is off by 400 days" in line for line in journal))
        await asyncio.sleep(0.2)
    assert await everything(bot, database_url) == before
    assert (await only_pledge_in(database_url))["expired_on"] is None
    async with looking_after(bot, shifted(bot, timedelta(0))):  # 400 days later, by every clock
        async with asyncio.timeout(10):
            while await states(bot) or await rows_of(database_url, "contacts"):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    assert (await only_pledge_in(database_url))["expired_on"] is not None


@on_sqlite
async def test_an_hour_is_the_most_it_may_be_off(bot: Running) -> None:
    for off in WRONG:
        reading = await shifted(bot, off).read()
        assert reading.is_wrong, off
        assert reading.off is not None
        assert abs(reading.off - off) < timedelta(minutes=1)
    for off in (timedelta(0), timedelta(minutes=58), -timedelta(minutes=58)):
        assert await shifted(bot, off).is_trusted(), off


@on_sqlite
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
async def test_the_nights_on_which_clocks_are_changed_change_nothing(bot: Running, day: date) -> None:
    zone = bot.engine.context.campaign.zone
    for hour in range(5):
        now = datetime(day.year, day.month, day.day, hour, 30, tzinfo=zone)
        bot.transport.last_date = Said(format_datetime(now.astimezone(UTC), usegmt=True), monotonic())
        assert await Clock(bot.transport, bot.engine, lambda now=now: now).is_trusted(), hour  # type: ignore[misc]


@on_sqlite
async def test_a_machine_that_slept_asks_anew(bot: Running) -> None:
    """Its monotonic clock stood still meanwhile: the last answer looks fresh, and is eight hours old."""
    eight_hours_ago = format_datetime(datetime.now(UTC) - timedelta(hours=8), usegmt=True)
    bot.transport.last_date = Said(eight_hours_ago, monotonic())
    assert await shifted(bot, timedelta(0)).is_trusted()


@on_sqlite
async def test_as_long_as_nobody_knows_nothing_is_done(
    bot: Running, playground: Playground, journal: list[str]
) -> None:
    playground.faults.cause(dropped_before())
    clock = shifted(bot, timedelta(0))
    for said in (
        None,
        Said("Thu, 01 Jan 1970 00:00:00 GMT", monotonic() - 700),
        Said("yesterday", monotonic()),
    ):
        bot.transport.last_date = said
        reading = await clock.read()
        assert (reading.off, reading.is_trusted, reading.is_wrong) == (None, False, False)
    assert not await clock.is_trusted()
    assert not await clock.is_trusted()
    assert sum("could not be compared" in line for line in journal) == 1, "said once"
    playground.faults.clear()
    assert await clock.is_trusted()
    assert any("the clock is right again" in line for line in journal)


async def test_a_day_before_the_newest_row_is_wrong_where_the_server_may_share_the_clock(
    bot: Running, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tomorrow = bot.engine.context.today() + timedelta(days=1)
    await keep(database_url, a_pledge("primov", pledged_on=tomorrow, mail_by=tomorrow))
    reading = await shifted(bot, timedelta(0)).read()
    assert reading.is_wrong
    assert str(tomorrow) in str(reading)
    monkeypatch.setattr("bot.jobs.clock_check.TELEGRAM", bot.transport.base_url)
    assert await shifted(bot, timedelta(0)).is_trusted(), "Telegram's own word outweighs rows"


@on_sqlite
async def test_organizers_are_told_once_when_it_is_wrong_and_once_when_it_is_over(
    bot: Running, phone: Callable[..., Phone]
) -> None:
    organizer = phone("Organizer", "en", ORGANIZER)
    await organizer.types("/start")
    before = len(organizer.messages)
    off = [FAR]
    guard = Clock(bot.transport, bot.engine, lambda: datetime.now(UTC) + off[0])
    looks = 0

    async def look() -> list[str]:
        nonlocal looks
        looks += 1
        return ["alarm.clock"] if (await guard.read()).is_wrong else []

    watching = asyncio.create_task(lasting_faults.watch(bot.engine, look, pause=0.01))
    await organizer.reads_until("clock is wrong")
    await until(lambda: looks > 10)
    off[0] = timedelta(0)
    await organizer.reads_until("This is over")
    seen = looks
    await until(lambda: looks > seen + 10)
    watching.cancel()
    await asyncio.wait({watching})
    assert len(organizer.messages) == before + 2


@on_sqlite
async def test_a_clock_that_jumps_while_it_is_looked_at_is_not_trusted(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is waited for comes first: the last thing that is done is to look at the clock."""
    off = [timedelta(0)]

    async def slow(_connection: object) -> None:
        await asyncio.sleep(0)
        off[0] = FAR

    monkeypatch.setattr("bot.jobs.clock_check.newest_day", slow)
    assert not await Clock(bot.transport, bot.engine, lambda: datetime.now(UTC) + off[0]).is_trusted()
