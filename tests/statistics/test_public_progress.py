"""Everybody sees how many letters there are; no prisoner is blamed; who waits most stands first."""

import io
import random
import re
from collections import Counter
from datetime import date, timedelta

import pytest
from PIL import Image

from bot.jobs.night import night_of
from bot.run import Running
from bot.statistics.press_text import press_text
from db.database import Database
from db.figure_sums import settle
from db.pledges import Pledge, add, new_code
from db.releases import release
from db.statistics import Letters, Line, Overview, Table
from db.tables import arrivals
from tests.conftest import Night, on_sqlite
from tests.support.clock import Clock
from tests.support.letters import everything, happen
from tests.support.supporter import CAMPAIGN, Supporter


async def promised(database: Database, prisoner: str, country: str | None, number: int) -> None:
    """So many letters for this person from this country, posted."""
    day = date(2016, 1, 1)
    async with database.write() as connection:
        for _ in range(number):
            due = day + timedelta(days=7)
            made = Pledge(new_code(), prisoner, "support", "uk", country, None, day, due, day)
            await add(connection, [made])
            await settle(connection, [made])


async def test_progress_has_the_totals_and_everybody_as_of_the_last_night(
    supporter: Supporter, bot: Running, night: Night
) -> None:
    async with bot.database.write() as connection:
        await happen(connection, random.Random(11), [], 300)
    before = await supporter.types("/progress")
    few = supporter.t.plain("figures.few", most=4)
    assert supporter.t.plain_count("progress.promised", 5, shown=few) in before
    await night()
    found, came = await everything(bot.database.url)
    standing = Counter(one.prisoner for one in found if one.state not in ("withdrawn", "expired"))
    here = Counter(one.prisoner for one in found if one.state in ("received", "handed-over"))
    for _, prisoner, _, number in came:
        here[prisoner] += number

    seen = await supporter.types("/progress")

    assert supporter.t.plain_count("progress.promised", in_steps(standing.total())) in seen
    assert supporter.t.plain_count("progress.received", in_steps(here.total())) in seen
    for one in CAMPAIGN.prisoners:
        line = next(line for line in seen.splitlines() if supporter.t.pick(one.name) in line)
        numbers = (in_steps(number) for number in (standing[one.id], here[one.id]))
        assert re.findall(rf"{few}|\d+", line) == [str(number) if number else few for number in numbers]
    assert supporter.t.date(night_of(bot.engine.context)) in seen


def in_steps(number: int) -> int:
    return number // 5 * 5


@on_sqlite
async def test_a_country_with_few_letters_is_not_named_and_a_named_one_shows_no_rest(
    ann: Supporter, bot: Running, clock: Clock, night: Night
) -> None:
    await promised(bot.database, "chiygoz", "PL", 5)
    await promised(bot.database, "asanov", "AU", 4)
    await promised(bot.database, "asanov", None, 9)
    for _ in range(4):
        await night()
        assert "Poland" not in await ann.types("/progress"), "named after five nights"
        clock.passes(days=1)
    await night()
    seen = await ann.types("/progress")
    assert "From 1 country: Poland" in seen
    assert "Australia" not in seen


@on_sqlite
async def test_who_waits_most_stands_first_with_a_button_to_write(
    ann: Supporter, bot: Running, night: Night
) -> None:
    for number, prisoner in enumerate(CAMPAIGN.prisoners):
        await promised(bot.database, prisoner.id, "UA", 5 if prisoner.id == "vaitov" else 10 + 5 * number)
    await night()

    seen = await ann.types("/progress")

    lines = [one for one in seen.splitlines() if "promised," in one]
    assert lines[0] == "Rustem Vaitov has the fewest letters: 5 promised, up to 4 received"
    await ann.phone.presses("Write to Rustem Vaitov")
    assert ann.is_asked("greeting"), "the letter to this person has begun"


@on_sqlite
async def test_letters_without_the_bot_count_before_somebody_is_said_to_wait(
    ann: Supporter, bot: Running, night: Night
) -> None:
    row = {"id": new_code(), "arrived_on": date(2016, 1, 1), "prisoner": CAMPAIGN.prisoners[0].id, "count": 6}
    async with bot.database.write() as connection:
        await connection.execute(arrivals.insert(), [row])
    await night()

    seen = await ann.types("/progress")

    assert f"{CAMPAIGN.prisoners[1].name['en']} has the fewest letters" in seen
    assert "Received in Kyiv: 5 letters" in seen


@on_sqlite
async def test_who_is_free_is_no_longer_written_to_and_the_letters_stay_counted(
    ann: Supporter, bot: Running, night: Night
) -> None:
    await promised(bot.database, "chiygoz", "UA", 5)
    async with bot.database.write() as connection:
        await release(connection, "chiygoz", date(2016, 2, 1))
    await night()

    seen = await ann.types("/progress")

    assert "Promised: 5 letters" in seen
    assert "Chiygoz" not in seen


async def test_the_card_is_a_picture_with_the_same_figures_and_the_link(
    supporter: Supporter, bot: Running, night: Night
) -> None:
    await promised(bot.database, "chiygoz", "PL", 6)
    await night()
    seen = await supporter.types("/progress")
    await supporter.presses("progress.button.card")

    picture = supporter.phone.files()[-1]
    assert Image.open(io.BytesIO(picture.data)).width == 1080
    caption = supporter.phone.messages[-1].text
    assert seen in caption
    assert f"https://t.me/{bot.bot_name}" in caption


@on_sqlite
async def test_progress_is_a_tap_away(ann: Supporter) -> None:
    await ann.starts()
    await ann.presses("home.button.progress")
    assert ann.t.plain("progress.button.card") in ann.phone.buttons()


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("uk", 0, "написати кримським політвʼязням 0 листів."),
        ("uk", 1, "написати кримським політвʼязням 1 лист."),
        ("uk", 3, "написати кримським політвʼязням 3 листи."),
        ("uk", 11, "написати кримським політвʼязням 11 листів."),
        ("uk", 21, "написати кримським політвʼязням 21 лист."),
        ("uk", 1, "Пишуть із 1 країни."),
        ("uk", 2, "Пишуть із 2 країн."),
        ("uk", 21, "Пишуть із 21 країни."),
        ("uk", 22, "отримало 22 листи."),
        ("en", 1, "have promised 1 letter to"),
        ("en", 2, "have promised 2 letters to"),
        ("en", 1, "They write from 1 country."),
        ("en", 5, "had received 5 letters."),
        ("crh", 1, "1 mektüp yazmağa"),
        ("crh", 5, "5 mektüp yazmağa"),
        ("crh", 5, "5 memleketten"),
    ],
)
@on_sqlite
async def test_the_text_for_the_press_is_right_for_every_number(
    bot: Running, language: str, number: int, said: str
) -> None:
    letters = Letters(received=number)
    figures = Overview(
        prisoners=Table("prisoner", (Line("chiygoz", letters),)),
        countries=number,
        from_abroad=frozenset(),
        released=frozenset(),
    )

    text = press_text(bot.engine.context, language, figures)

    assert said in text
    assert text.count(". ") == (3 if number else 2), "three or four sentences"
    assert "{" not in text
