"""Charts draw every letter, cut nothing off, hide nothing, suit all eyes, and are made one at a time."""

import io
import itertools
import random
import re
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from PIL import Image

from bot.cache import KEPT_SECONDS, RenderCache
from bot.campaign.model import read_campaign
from bot.i18n.translate import Translate, load_languages
from bot.statistics import chart_canvas
from bot.statistics import chart_data as pictures
from bot.statistics.chart_data import Bars, Card, Lines, Picture
from bot.statistics.chart_drawing import HERE_AND_AWAITED, LINE_COLOURS, STYLES, draw, lay_out
from bot.statistics.labels import Labels
from db.figure_sums import ALL
from db.statistics import Day, Letters, Line, Table
from tests.support.eyes import luminance, rgb, seen_by

CAMPAIGN = read_campaign()
LANGUAGES = load_languages(CAMPAIGN.languages, words=CAMPAIGN.words)
FIRST = date(2015, 12, 26)
COUNTRIES = ("UA", "PL", "", "US", "DE", "CA", "AU", "TR", "FR", "RO", "LT", "CZ", "GB", "SE", "BA", "CI")


def letters(chance: random.Random, most: int) -> Letters:
    return Letters(*(chance.randint(0, most) for _ in range(6)))


def every_picture(language: str, most: int) -> dict[str, Picture]:
    """All kinds, with up to so many letters on a bar's part."""
    chance, labels = random.Random(most), Labels(LANGUAGES[language], CAMPAIGN, LANGUAGES)
    today = FIRST + timedelta(days=60)
    people = Table("prisoner", tuple(Line(one.id, letters(chance, most)) for one in CAMPAIGN.prisoners))
    places = Table("country", tuple(Line(one, letters(chance, most)) for one in COUNTRIES if most))
    days = [
        Day(FIRST + timedelta(days=n), *(chance.randint(0, most) for _ in range(3)))
        for n in range(60)
        if most
    ]
    bars = pictures.prisoners(people, labels, ALL, today)
    return {
        "prisoners": bars,
        "countries": pictures.countries(places, labels, ALL, today),
        "pledges": pictures.pledges(days, labels, ALL, today),
        "card": _card(LANGUAGES[language], bars, most),
    }


def _card(t: Translate, bars: Bars, most: int) -> Card:
    figures = ("figures.column.pledged", "figures.column.received", "figures.countries")
    return Card(
        title=t.plain("progress.card.title"),
        figures=tuple((most * 8, t.plain(one)) for one in figures),
        series=(t.plain("figures.column.received"), t.plain("progress.card.awaited")),
        rows=tuple((name, numbers[:2]) for name, numbers in bars.rows),
        about=t.plain("progress.about", since=t.date(FIRST), day=t.date(FIRST), zone="Europe/Kyiv"),
        join=t.plain("progress.card.join"),
        link="t.me/mektup_bot",
    )


ALL_PICTURES = [
    pytest.param(language, most, kind, id=f"{language}-{kind}-{most}")
    for language in CAMPAIGN.languages
    for kind in ("prisoners", "countries", "pledges", "card")
    for most in (0, 60, 250_000)
]


@pytest.mark.parametrize(("language", "most", "kind"), ALL_PICTURES)
def test_nothing_is_missing_cut_off_or_on_top_of_another(language: str, most: int, kind: str) -> None:
    """A letter that the type lacks is a warning, and a warning is an error."""
    drawn = lay_out(every_picture(language, most)[kind])
    image = Image.open(io.BytesIO(drawn.png()))

    assert image.width == 1080
    assert image.height <= 1620
    texts = [one for axes in drawn.figure.axes for one in axes.texts]
    texts += [
        label for axes in drawn.figure.axes[1:] for label in axes.get_xticklabels() + axes.get_yticklabels()
    ]
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts if text.get_text().strip()]
    assert len(boxes) >= 5
    for words, box in boxes:
        assert box.x0 >= 0 and box.x1 <= image.width, f"{words} is cut off"  # noqa: PT018
        assert box.y0 >= 0 and box.y1 <= image.height, f"{words} is cut off"  # noqa: PT018
        assert box.height > 15, f"{words} is too small for a phone"
    for (one, box), (other, place) in itertools.combinations(boxes, 2):
        assert not _overlap(box, place), f"{one!r} lies on {other!r}"


@pytest.mark.parametrize("language", CAMPAIGN.languages)
@pytest.mark.parametrize("kind", ["prisoners", "countries", "pledges"])
def test_the_caption_repeats_every_number(language: str, kind: str) -> None:
    picture = every_picture(language, 60)[kind]
    assert isinstance(picture, Bars | Lines)
    words = pictures.caption(picture, Labels(LANGUAGES[language], CAMPAIGN, LANGUAGES))

    plain = re.sub("<.*?>", "", words)
    assert len(plain) <= 1024
    if isinstance(picture, Lines):
        numbers = [[values[-1]] for _, values in picture.series]
    else:
        numbers = [list(parts) for _, parts in picture.rows]
    written = [[int(one) for one in line.split() if one.isdecimal()] for line in plain.splitlines()]
    for row in numbers:
        assert any(line[-len(row) :] == row for line in written), row


def test_letters_of_no_known_country_stand_last_and_nothing_is_lost() -> None:
    picture = every_picture("en", 60)["countries"]
    assert isinstance(picture, Bars)
    chance = random.Random(60)
    [letters(chance, 60) for _ in CAMPAIGN.prisoners]
    everything = sum(letters(chance, 60).promised for _ in COUNTRIES)

    assert picture.rows[-1][0] == "country not known"
    assert sum(sum(numbers) for _, numbers in picture.rows) == everything


def test_a_name_is_never_a_formula() -> None:
    picture = every_picture("en", 60)["prisoners"]
    assert isinstance(picture, Bars)
    odd = replace(picture, title=r"$\frac{1}{2}$ and $x_1$", rows=((r"$\undefined$", (1, 2, 3, 4)),))

    assert draw(odd).startswith(b"\x89PNG")


def test_a_campaign_of_one_day_has_a_chart() -> None:
    labels = Labels(LANGUAGES["uk"], CAMPAIGN, LANGUAGES)
    picture = pictures.pledges([Day(FIRST, 3, 1)], labels, ALL, FIRST)

    assert [values for _, values in picture.series] == [(3,), (1,), (0,)]
    assert draw(picture).startswith(b"\x89PNG")


@pytest.mark.parametrize("colours", [chart_canvas.COLOURS, LINE_COLOURS, HERE_AND_AWAITED])
@pytest.mark.parametrize("eyes", ["all colours", "no red", "no green", "no blue", "no colours"])
def test_colours_are_told_apart_by_all_eyes(colours: tuple[str, ...], eyes: str) -> None:
    seen = [seen_by(rgb(one), eyes) for one in colours]
    if eyes == "no colours" and colours is LINE_COLOURS:
        assert len(set(STYLES)) == len(colours), "the lines differ in their strokes"
        return
    for one, other in itertools.combinations(seen, 2):
        assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 0.15


@pytest.mark.parametrize("ink", [chart_canvas.INK, chart_canvas.SOFT])
def test_words_stand_out_from_the_paper(ink: str) -> None:
    light, dark = sorted((luminance(rgb(ink)), luminance(rgb(chart_canvas.PAPER))), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_picture_has_its_own_paper_for_dark_mode() -> None:
    image = Image.open(io.BytesIO(draw(every_picture("en", 60)["card"]))).convert("RGBA")
    assert image.getpixel((2, 2)) == (*(int(chart_canvas.PAPER[n : n + 2], 16) for n in (1, 3, 5)), 255)


def test_no_library_of_charts_is_loaded_before_the_first_chart() -> None:
    """… and its global part, which is not safe in threads, never."""
    program = (
        "import sys, bot.run; assert 'matplotlib' not in sys.modules;"
        "from tests.statistics.test_charts import draw, every_picture;"
        "draw(every_picture('uk', 9)['pledges']);"
        "assert 'matplotlib' in sys.modules and 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_pictures_are_made_one_at_a_time_and_kept_for_a_minute() -> None:
    now, made, at_once = [0.0], [], []
    render_cache = RenderCache(lambda: now[0])
    busy = threading.Lock()

    def work(name: str) -> bytes:
        at_once.append(not busy.acquire(blocking=False))
        threading.Event().wait(0.02)
        busy.release()
        made.append(name)
        return name.encode()

    threads = [
        threading.Thread(target=render_cache.make, args=(name, partial(work, name))) for name in "aabbcc"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == ["a", "b", "c"]
    assert not any(at_once)

    now[0] = KEPT_SECONDS - 1
    render_cache.make("a", partial(work, "a"))
    assert len(made) == 3
    now[0] = KEPT_SECONDS + 1
    assert render_cache.make("a", partial(work, "a")) == b"a"
    assert len(made) == 4


def _overlap(one: object, other: object) -> bool:
    a, b = one.padded(-2), other.padded(-2)  # type: ignore[attr-defined]
    return bool(a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 and b.y0 < a.y1)
