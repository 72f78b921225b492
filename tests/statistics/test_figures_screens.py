"""Organizers see their figures in the chat, in every language; nobody else sees any of it."""

import asyncio
import io
import random
import re
from collections.abc import Callable
from datetime import date, datetime

import openpyxl
import pytest

from bot.run import Running
from bot.statistics.choice import Choice, read_choice, read_typed
from bot.statistics.text_tables import PHONE, grid
from db.figure_sums import Period
from db.statistics import TABLES, table
from tests.conftest import on_sqlite
from tests.support.clock import Clock
from tests.support.letters import everything, happen
from tests.support.organizer import Organizer, an_organizer
from tests.support.phone import Phone
from tests.support.supporter import Supporter

FORGED = ["/stats", "/stats/prisoner_all_1", "/chart/overview_all_1", "/export/overview_all_1", "/press/en"]


@pytest.fixture(params=["uk", "en", "crh"])
async def oksana(request: pytest.FixtureRequest, phone: Callable[..., Phone], bot: Running) -> Organizer:
    """An organizer of a campaign to whose letters 400 things have happened."""
    async with bot.database.write() as connection:
        await happen(connection, random.Random(7), [], 400)
    return an_organizer(phone, request.param)


async def test_the_first_screen_has_the_whole_campaign(oksana: Organizer, bot: Running) -> None:
    found, came = await everything(bot.database.url)

    seen = await oksana.types("/stats")

    lines = [line.rsplit(None, 1) for line in seen.splitlines()]
    numbers = {line[0]: int(line[1]) for line in lines if len(line) == 2 and line[1].isdecimal()}
    word = {name: oksana.t.plain(f"figures.column.{name}") for name in ("pledged", "expired", "without_bot")}
    assert numbers[word["pledged"]] == sum(one.state not in ("withdrawn", "expired") for one in found)
    assert numbers[word["expired"]] == sum(one.state == "expired" for one in found)
    assert numbers[word["without_bot"]] == sum(number for *_, number in came)
    assert "Europe/Kyiv" in seen


@on_sqlite
async def test_every_table_fits_a_phone_and_comes_in_the_same_message(oksana: Organizer) -> None:
    await oksana.types("/stats")
    screen = oksana.phone.screen()
    for shown in (*(one for one in TABLES if one != "evening"), "age", "forecast"):
        seen = await oksana.presses(f"stats.button.{shown}")
        assert oksana.phone.screen().id == screen.id, "one message is edited"
        tables = [one for one in oksana.phone.screen().entities if one.type == "pre"]
        assert len(tables) == 1
        start, length = tables[0].offset, tables[0].length
        lines = seen[start : start + length].splitlines()
        assert max(map(len, lines)) <= PHONE
        assert len({len(line) for line in lines if re.search(r"\s\d+$", line)}) == 1, "numbers stand right"
        await oksana.presses("stats.button.overview")


@on_sqlite
async def test_days_are_leafed_through(oksana: Organizer, bot: Running) -> None:
    Clock(bot.engine).shows(date(2016, 2, 20), 12)
    await oksana.types("/stats")
    first = await oksana.presses("stats.button.day")
    assert re.search(r"^(20|19|18)\.02 ", first, re.MULTILINE), "the newest first"

    second = await oksana.presses("button.next")
    assert second != first
    assert await oksana.presses("button.previous") == first


@on_sqlite
async def test_days_are_chosen_by_button_or_typed(oksana: Organizer, bot: Running) -> None:
    Clock(bot.engine).shows(date(2016, 2, 20), 12)
    await oksana.types("/stats")
    seen = await oksana.presses("stats.button.7")
    assert oksana.t.date(date(2016, 2, 14)) in seen
    assert oksana.phone.buttons().count(f"✓ {oksana.t.plain('stats.button.7')}") == 1

    seen = await oksana.types("26.12.2015 – 15.01.2016")
    assert oksana.t.date(date(2015, 12, 26)) in seen
    assert oksana.t.date(date(2016, 1, 15)) in seen
    await oksana.presses("stats.button.country")
    assert oksana.t.date(date(2016, 1, 15)) in oksana.phone.sees(), "the days stay chosen"
    assert oksana.t.date(date(2015, 12, 26)) in await oksana.types("26/12/15")
    assert oksana.text("stats.no-days", text="31.02.2016") in await oksana.types("31.02.2016")

    await oksana.types("/receive")  # here a single day is no wish for figures
    assert oksana.text("receive.no-code", text="26/12/15", example="K7QF-2M9X") in await oksana.types(
        "26/12/15"
    )


@on_sqlite
async def test_a_chart_comes_as_a_picture_with_its_numbers_in_words(oksana: Organizer, bot: Running) -> None:
    found, _ = await everything(bot.database.url)
    await oksana.types("/stats")
    await oksana.presses("stats.button.prisoner")
    await oksana.presses("stats.button.chart")

    picture = oksana.phone.files()[-1]
    assert picture.data.startswith(b"\x89PNG")
    caption = oksana.phone.messages[-1].text
    waiting = sum(one.state == "pledged" and one.prisoner == "chiygoz" for one in found)
    _, _, row = caption.partition(oksana.name("chiygoz"))
    assert row.split()[0] == str(waiting)


@on_sqlite
async def test_the_files_hold_the_same_figures(oksana: Organizer, bot: Running) -> None:
    found, _ = await everything(bot.database.url)
    await oksana.types("/stats")
    await oksana.presses("stats.button.export")

    workbook, table = oksana.phone.files()[-2:]
    assert (workbook.name[-5:], table.name[-4:]) == (".xlsx", ".csv")
    states = openpyxl.load_workbook(io.BytesIO(workbook.data))["state"]
    assert sum(row[1] for row in states.iter_rows(min_row=2, values_only=True)) == len(found)
    text = table.data.decode("utf-8-sig")
    assert text.startswith("table,key,name,pledged,mailed,received,handed_over,withdrawn,expired,without_bot")
    assert all(one.code not in text for one in found)


async def test_the_press_has_a_text_in_each_language(oksana: Organizer, bot: Running) -> None:
    found, came = await everything(bot.database.url)
    promised = sum(one.state not in ("withdrawn", "expired") for one in found)
    here = sum(one.state in ("received", "handed-over") for one in found) + sum(one[3] for one in came)
    await oksana.types("/stats")
    await oksana.presses("stats.button.press")
    for t in bot.engine.context.languages.values():
        seen = await oksana.phone.presses(t.plain("language.name"))
        since = t.date(date(2015, 12, 26))
        assert t.plain_count("press.promised", promised, since=since) in seen
        assert t.plain_count("press.received", here, day=t.date(bot.engine.context.today())) in seen
        assert "https://t.me/" in seen


async def test_nobody_else_sees_any_of_it(ann: Supporter) -> None:
    await ann.starts()
    assert await ann.types("/stats") == ann.text("aside.command")
    assert await ann.types("26.12.2015 – 15.01.2016") != ""
    assert "Europe/Kyiv" not in "\n".join(ann.said())
    for data in FORGED:
        ann.phone.person.forges(ann.phone.screen(), data)
        await ann.phone.settles()
        assert ann.is_asked("prisoner"), "words are kept, and somebody to write to is asked for"
    assert ann.phone.files() == []
    assert "Europe/Kyiv" not in "\n".join(ann.said())


@on_sqlite
async def test_who_was_an_organizer_sees_it_no_longer(oksana: Organizer, bot: Running) -> None:
    await oksana.types("/stats")
    object.__setattr__(bot.engine.context, "organizers", frozenset())

    assert "Europe/Kyiv" not in await oksana.presses("stats.button.country")


async def test_figures_being_read_keep_no_supporter_waiting(
    oksana: Organizer, phone: Callable[..., Phone], bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(*_: object) -> None:
        reading.set()
        await go_on.wait()
        raise RuntimeError("enough")

    monkeypatch.setattr("bot.statistics.figures_screens.overview", slowly)
    asking = asyncio.ensure_future(oksana.types("/stats"))
    await asyncio.wait_for(reading.wait(), 5)

    ann = Supporter(phone("Ann", "en"), "en")
    ann.phone.person.starts("")
    await ann.phone.reads_until("you are not forgotten")
    assert not asking.done()

    go_on.set()
    await asking


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2016-01-31T21:59:59Z", date(2016, 1, 31)), ("2016-01-31T22:00:00Z", date(2016, 2, 1))],
)
@on_sqlite
async def test_a_promise_counts_on_the_day_it_is_in_kyiv(
    ann: Supporter, bot: Running, moment: str, day: date
) -> None:
    Clock(bot.engine).now = datetime.fromisoformat(moment)
    await ann.promises()

    async with bot.engine.moment() as figures:
        days = await table(figures, "day")

    assert [line.key for line in days.lines] == [day.isoformat()]


def test_seven_days_end_with_today() -> None:
    assert Choice(days="7").period(date(2016, 1, 10)) == Period(date(2016, 1, 4), date(2016, 1, 10))


@pytest.mark.parametrize(
    "typed",
    [
        "26.12.2015 - 15.01.2016",
        "15.1.2016–26.12.2015",
        "2015-12-26 2016-01-15",
        "2015-12-26/2016-01-15",
        "26/12/2015 – 15/01/2016",
        "26.12.15-15.1.16",
        "26.12 – 15.1.",
    ],
)
def test_days_are_read_as_people_type_them(typed: str) -> None:
    choice = read_typed(typed, date(2016, 2, 1))
    assert choice is not None
    assert choice.period(date(2020, 1, 1)) == Period(date(2015, 12, 26), date(2016, 1, 15))


@pytest.mark.parametrize("typed", ["31.02.2016 - 01.03.2016", "K7QF-2M9X", "hello", ""])
def test_other_texts_are_no_days(typed: str) -> None:
    assert read_typed(typed, date(2016, 2, 1)) is None


@pytest.mark.parametrize(
    "value", ["", "x", "prisoner", "prisoner_9_1", "prisoner_all_x", "prisoner_all_0", "a_b_c"]
)
def test_a_broken_button_shows_the_overview_or_its_table(value: str) -> None:
    assert read_choice(value) in (Choice(), Choice("prisoner"))


def test_a_choice_survives_its_button() -> None:
    choice = Choice("country", "20151226-20160115", 3)
    assert read_choice(choice.value) == choice
    assert len(f"/export/{choice.value}".encode()) <= 64


def test_large_numbers_and_long_names_still_fit() -> None:
    rows = [("Mustafa Degermendzhy the Younger of Bakhchysarai", [1_000_000, 999_999, 12_345, 1, 0])]
    shown = grid(["prom", "post", "Kyiv", "on", "+"], rows).splitlines()
    assert [len(line) for line in shown] == [PHONE] * 3
    assert shown[1].endswith("…")
