"""Every figure is the one that a straightforward count of the letters gives, whatever happened to them."""

import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from db import pledges
from db.awaited_letters import RIPE_DAYS, pending
from db.database import Database
from db.figure_sums import ALL, Moment, Period, recount, settle
from db.pledges import Pledge, new_code
from db.statistics import NONE, Letters, origins, overview, table, timeline
from db.tables import figures
from tests.support.letters import FIRST, LAST, count, everything, grouped, happen

PERIODS = [ALL, Period(date(2016, 1, 10), date(2016, 1, 31)), Period(since=LAST), Period(until=FIRST)]
KEYS = {
    "prisoner": lambda one: one.prisoner,
    "country": lambda one: one.country or "",
    "language": lambda one: one.letter_language,
    "greeting": lambda one: one.greeting,
    "source": lambda one: one.source or "",
    "day": lambda one: one.pledged_on.isoformat(),
    "week": lambda one: (one.pledged_on - timedelta(days=one.pledged_on.weekday())).isoformat(),
    "state": lambda one: one.state,
}


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    await database.migrate()
    yield database
    await database.close()


@pytest.fixture(params=["since the last night", "a night in between"])
async def busy(request: pytest.FixtureRequest, database: Database) -> Database:
    """After 500 things have happened to letters; a night must change nothing that is read."""
    chance = random.Random(request.param)
    letters: list[str] = []
    for _ in range(4):
        async with database.write() as connection:
            await happen(connection, chance, letters, 125)
        if request.param == "a night in between":
            async with database.write() as connection:
                await settle(connection, [])
    return database


def within(period: Period, day: date) -> bool:
    return (period.since or date.min) <= day <= (period.until or date.max)


async def test_all_states_occur(busy: Database) -> None:
    found, came = await everything(busy.url)

    assert {one.state for one in found} == {
        "pledged", "mailed", "received", "handed-over", "withdrawn", "expired",
    }  # fmt: skip
    assert any(one.received_on and one.withdrawn_on for one in found)
    assert came


async def test_every_table_counts_what_is_there(busy: Database) -> None:
    found, came = await everything(busy.url)
    for by, period in product(KEYS, PERIODS):
        counted = [one for one in found if within(period, one.pledged_on)]
        if by == "source":  # a link of fewer than five letters may have been one person's
            known = {source for source, letters in Counter(map(KEYS[by], counted)).items() if letters >= 5}
            counted = [one if one.source in known else replace(one, source=None) for one in counted]
        expected = grouped(counted, KEYS[by])
        for day, prisoner, country, number in came:
            place = {"prisoner": prisoner, "country": country, "day": day.isoformat()}
            place["week"] = (day - timedelta(days=day.weekday())).isoformat()
            if by in place and within(period, day):
                before = expected.setdefault(place[by], NONE)
                expected[place[by]] = replace(before, without_bot=before.without_bot + number)

        async with busy.read() as connection:
            shown = await table(Moment(connection), by, period)

        assert {line.key: line.letters for line in shown.lines} == expected, (by, period)


async def test_the_overview_counts_letters_countries_and_who_had_one_from_abroad(busy: Database) -> None:
    found, came = await everything(busy.url)
    standing = [one for one in found if one.state not in ("withdrawn", "expired")]

    async with busy.read() as connection:
        shown = await overview(Moment(connection), "UA")

    assert replace(shown.total, without_bot=0) == count(found)
    assert shown.total.without_bot == sum(number for *_, number in came)
    countries = {one.country for one in standing} | {country for _, _, country, _ in came}
    assert shown.countries == len(countries - {None, ""})
    arrived = {
        one.prisoner for one in found if one.state in ("received", "handed-over") and abroad(one.country)
    }
    assert shown.from_abroad == arrived | {who for _, who, country, _ in came if abroad(country)}


async def test_the_timeline_counts_each_letter_on_the_day_it_happened(busy: Database) -> None:
    found, _ = await everything(busy.url)
    here = [one for one in found if one.state in ("received", "handed-over")]
    posted = [one for one in found if one.state in ("mailed", "received", "handed-over")]
    expected = {
        "promised": Counter(o.pledged_on for o in found if o.state not in ("withdrawn", "expired")),
        "posted": Counter(o.mailed_on or o.received_on or o.handed_over_on for o in posted),
        "received": Counter(o.received_on or o.handed_over_on for o in here),
        "handed_over": Counter(o.handed_over_on for o in here if o.state == "handed-over"),
    }

    async with busy.read() as connection:
        days = await timeline(Moment(connection))

    for name, counted in expected.items():
        assert {one.day: getattr(one, name) for one in days if getattr(one, name)} == counted, name


async def test_origins_count_prisoner_by_country(busy: Database) -> None:
    found, came = await everything(busy.url)
    expected = {}
    for place in {(one.prisoner, one.country or "") for one in found} | {(p, c) for _, p, c, _ in came}:
        letters = count(one for one in found if (one.prisoner, one.country or "") == place)
        arrived = sum(number for _, *there, number in came if tuple(there) == place)
        expected[place] = replace(letters, without_bot=arrived)

    async with busy.read() as connection:
        shown = await origins(Moment(connection))

    assert {place: letters for place, letters in shown.items() if letters != NONE} == expected


async def test_the_outlook_counts_what_is_still_to_come(busy: Database) -> None:
    found, _ = await everything(busy.url)
    today = LAST + timedelta(days=10)
    ripe = today - timedelta(days=RIPE_DAYS)
    here = [one for one in found if one.state in ("received", "handed-over")]

    async with busy.read() as connection:
        shown = await pending(Moment(connection), today)

    waiting = [one for one in found if one.state == "pledged"]
    assert shown.waiting.open == Counter((one.country or "", one.mail_by) for one in waiting)
    assert shown.promised_on == Counter(one.pledged_on for one in waiting)
    assert shown.overdue == sum(one.mail_by < today for one in waiting)
    under_way = [one for one in found if one.state == "mailed"]
    assert shown.travelling.open == Counter((one.country or "", one.mailed_on) for one in under_way)
    counted_here = [one for one in here if one.received_on]
    assert shown.waiting.took == Counter(
        (one.country or "", (one.received_on - one.mail_by).days) for one in counted_here if one.received_on
    )
    assert shown.travelling.took == Counter(
        (one.country or "", (one.received_on - one.mailed_on).days)
        for one in counted_here
        if one.mailed_on and one.received_on
    )
    assert shown.waiting.ripe == sum(one.mail_by <= ripe for one in found)
    assert shown.waiting.came == sum(one.mail_by <= ripe for one in here)


async def test_the_sums_are_those_of_a_recount(busy: Database) -> None:
    async with busy.write() as connection:
        await settle(connection, [])
    kept = await _sums(busy)
    async with busy.write() as connection:
        await recount(connection)
    assert await _sums(busy) == kept


async def test_a_known_handful_of_letters_gives_known_figures(database: Database) -> None:
    happened: list[dict[str, date | None]] = [
        {"mailed_on": None},
        {"mailed_on": date(2016, 1, 9)},
        {"mailed_on": date(2016, 1, 9), "received_on": date(2016, 1, 20)},
        {"received_on": date(2016, 1, 20), "handed_over_on": date(2016, 2, 1)},
        {"withdrawn_on": date(2016, 1, 5)},
        {"expired_on": date(2016, 2, 5)},
    ]
    async with database.write() as connection:
        for number, dates in enumerate(happened):
            on = date(2016, 1, 3) + timedelta(days=number)  # the first is a Sunday, the others a new week
            made = Pledge(new_code(), "chiygoz", "support", "uk", None, None, on, on)
            await pledges.add(connection, [made])
            await settle(connection, [made])
            await pledges.change(connection, made.code, **dates)

    async with database.read() as connection:
        total = (await overview(Moment(connection), "UA")).total
        weeks = await table(Moment(connection), "week")

    assert total == Letters(1, 1, 1, 1, 1, 1)
    assert (total.promised, total.posted, total.arrived) == (4, 3, 2)
    assert [line.key for line in weeks.lines] == ["2015-12-28", "2016-01-04"]


async def test_a_withdrawn_promise_that_is_revived_counts_again(database: Database) -> None:
    made = Pledge(new_code(), "asanov", "support", "en", "PL", None, FIRST, LAST)
    seen = []
    async with database.write() as connection:
        await pledges.add(connection, [made])
        await settle(connection, [made])
    for day in (FIRST, None, LAST, None):
        async with database.write() as connection:
            await pledges.change(connection, made.code, withdrawn_on=day)
        async with database.read() as connection:
            seen.append((await overview(Moment(connection), "UA")).total.promised)

    assert seen == [0, 1, 0, 1]


async def _sums(database: Database) -> list[tuple[object, ...]]:
    async with database.read() as connection:
        return sorted(tuple(row) for row in await connection.execute(select(figures)))


def abroad(country: str | None) -> bool:
    return bool(country) and country != "UA"
