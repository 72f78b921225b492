"""The envelope, the cut-out sheet and the poster: where things stand, and that nothing else does."""

import tomllib
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.letter.envelope import envelope
from bot.letter.fonts import Fonts, load_fonts
from bot.letter.orders import (
    A4,
    C5,
    C6,
    DL,
    ENVELOPES,
    PAPERS,
    US_10,
    US_LETTER,
    Sheet,
    Slip,
    default_envelope,
    default_paper,
    recipient,
)
from bot.letter.poster import Poster, poster
from bot.letter.qr import encode
from bot.letter.slip import cut_out_sheet
from tests.support.paper_reader import MM, ink, pages, sizes_in_mm, squares
from tests.support.project import ROOT

INCH = 72
CAMPAIGN = tomllib.loads((ROOT / "bot" / "campaign" / "campaign.toml").read_text(encoding="utf-8"))
ABROAD, HOME = CAMPAIGN["address"]["latin"], CAMPAIGN["address"]["local"]
PRISONERS = {prisoner["id"]: prisoner for prisoner in CAMPAIGN["prisoners"]}

LINK = "https://t.me/mektup_bot?start=K7QF2M9X"
SLIP = Slip(
    "K7QF-2M9X",
    LINK,
    ("Для офісу в Києві: заберіть цю смужку, перш ніж передати лист далі.", "For the office in Kyiv."),
)
INSTRUCTIONS = (
    "Складіть лист утричі й покладіть у конверт разом зі смужкою.",
    "Зворотну адресу писати не обов’язково.",
    "Наклейте звичайну марку й опустіть у скриньку.",
    "Поверніться в чат і натисніть «Лист надіслано».",
)
POSTER = Poster(
    name="Мустафа Дегерменджі",
    born=1989,
    also=("Mustafa Degermendzhy", "Mustafa Degirmenci"),
    appeals=(
        "Напишіть листа людині, яка сидить у в’язниці в Криму.",
        "Write a letter to a person held in prison in Crimea.",
        "Qırımda apiste tutulğan insanğa mektüp yazıñız.",
    ),
    link="https://t.me/mektup_bot?start=p_degermendzhy_poster",
    caption="t.me/mektup_bot",
)


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return load_fonts()


def said(pdf: bytes) -> list[str]:
    (page,) = pages(pdf)
    return [line.text.rstrip() for line in page]


def test_the_name_and_the_year_stand_first_and_ukraine_last(fonts: Fonts) -> None:
    assert recipient("CHIYGOZ Ahtem Zeytullaevich", 1964, ABROAD) == (
        "CHIYGOZ Ahtem Zeytullaevich, 1964",
        "Representative Office of the Mejlis of Crimean Tatars in Kyiv",
        "22/14 Sedovtsev St.",
        "Kyiv 01014",
        "UKRAINE",
    )


@pytest.mark.parametrize("size", ENVELOPES, ids=lambda size: size.id)
@pytest.mark.parametrize("prisoner", PRISONERS)
@pytest.mark.parametrize(("script", "address"), [("latin", ABROAD), ("local", HOME)])
def test_the_address_stands_where_the_post_reads_it_and_nothing_else_is_printed(
    fonts: Fonts, size: Sheet, prisoner: str, script: str, address: list[str]
) -> None:
    facts = PRISONERS[prisoner]
    lines = recipient(facts["envelope"][script], facts["born"], address)
    pdf = envelope(fonts, size, lines)
    assert said(pdf)[0] == lines[0], "the name and the year are one line, as the campaign file has them"
    assert said(pdf)[-1] == address[-1]
    assert " ".join(said(pdf)) == " ".join(lines)
    left, lower, right, upper = ink(pdf)
    assert left >= size.width - 140 * MM  # Universal Postal Union
    assert right <= size.width - 15 * MM
    assert upper <= size.height - 40 * MM
    assert lower >= 15 * MM
    assert 0.625 * INCH <= lower < upper <= 2.75 * INCH  # United States, Publication 28, A1
    assert (left + right) / 2 > size.width / 2  # Ukrposhta: on the right
    assert min(line.size for line in pages(pdf)[0]) >= 9


def test_envelopes_lie_in_the_printer_as_they_are_sold(fonts: Fonts) -> None:
    lines = recipient("CHIYGOZ Ahtem Zeytullaevich", 1964, ABROAD)
    sizes = {size.id: sizes_in_mm(envelope(fonts, size, lines)) for size in ENVELOPES}
    assert sizes == {"dl": [(220, 110)], "c5": [(229, 162)], "c6": [(162, 114)], "us10": [(241.3, 104.8)]}


def test_the_address_on_a_dl_envelope_stands_where_it_should(fonts: Fonts) -> None:
    """Golden geometry: whoever moves the block on purpose changes these numbers."""
    (page,) = pages(envelope(fonts, DL, recipient("CHIYGOZ Ahtem Zeytullaevich", 1964, ABROAD)))
    assert [(line.text, round(line.x / MM, 1), round(line.y / MM, 1), line.size) for line in page] == [
        ("CHIYGOZ Ahtem Zeytullaevich, 1964", 94.6, 56.4, 12),
        ("Representative Office of the", 94.6, 50.4, 12),
        ("Mejlis of Crimean Tatars in Kyiv", 94.6, 44.4, 12),
        ("22/14 Sedovtsev St.", 94.6, 38.4, 12),
        ("Kyiv 01014", 94.6, 32.4, 12),
        ("UKRAINE", 94.6, 26.4, 12),
    ]


@pytest.mark.parametrize("size", ENVELOPES, ids=lambda size: size.id)
def test_an_address_too_long_for_its_area_is_set_smaller(fonts: Fonts, size: Sheet) -> None:
    for address in (
        ["Representative Office of the Representative Office of the Mejlis of Crimean Tatars"[:80]] * 6,
        ["22/14 Sedovtsev St."] * 9,
    ):
        pdf = envelope(fonts, size, recipient("DEGERMENDZHY Mustafa Bakir ogly", 1989, address))
        assert max(line.size for line in pages(pdf)[0]) < 12
        left, lower, right, upper = ink(pdf)
        assert size.width - 140 * MM <= left < right <= size.width - 15 * MM
        assert 0.625 * INCH <= lower < upper <= min(size.height - 40 * MM, 2.75 * INCH) + 1


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
def test_the_cut_out_sheet_has_label_slip_and_instructions_on_one_page(fonts: Fonts, paper: Sheet) -> None:
    label = recipient("Чийгоз Ахтем Зейтуллайович", 1964, HOME)
    pdf = cut_out_sheet(fonts, paper, SLIP, INSTRUCTIONS, label)
    text = " ".join(said(pdf))
    assert text.startswith(" ".join(label))
    assert SLIP.code in said(pdf)
    assert " ".join(SLIP.notes) in text
    for number, instruction in enumerate(INSTRUCTIONS, 1):
        assert f"{number}. {instruction}" in text
    left, lower, right, upper = ink(pdf)
    assert min(left, lower, paper.width - right, paper.height - upper) > 12 * MM  # printers reach that far


def test_the_sheet_without_a_label_has_no_address(fonts: Fonts) -> None:
    assert said(cut_out_sheet(fonts, A4, SLIP, INSTRUCTIONS))[0] == SLIP.code


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
def test_the_poster_has_the_name_the_year_and_every_language(fonts: Fonts, paper: Sheet) -> None:
    pdf = poster(fonts, paper, POSTER)
    assert sizes_in_mm(pdf) == [(round(paper.width / MM, 1), round(paper.height / MM, 1))]
    text = " ".join(said(pdf))
    for words in (POSTER.name, "1989", *POSTER.also, *POSTER.appeals, POSTER.caption):
        assert words in text
    for line in pages(pdf)[0]:
        assert line.x + fonts.width(line.text.rstrip(), line.size) <= paper.width - 15 * MM


def test_poster_words_shrink_rather_than_run_into_each_other(fonts: Fonts) -> None:
    long = Poster(
        "Нуреддін-Мустафа Дегерменджі-Зейтуллаєв",
        1989,
        POSTER.also,
        [a * 4 for a in POSTER.appeals],
        LINK,
        "t.me/x",
    )
    for paper in PAPERS:
        (page,) = pages(poster(fonts, paper, long))
        heights = [line.y for line in page]
        assert heights == sorted(heights, reverse=True)
        assert min(above - below for above, below in pairwise(heights)) > 10


def test_a_long_name_is_set_smaller_rather_than_cut(fonts: Fonts) -> None:
    pdf = poster(fonts, A4, replace(POSTER, name="Дегерменджі-Зейтуллаєв"))
    assert said(pdf)[0] == "Дегерменджі-Зейтуллаєв"


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
def test_the_codes_on_slip_and_poster_are_the_links_with_white_around(fonts: Fonts, paper: Sheet) -> None:
    for pdf, link in (
        (cut_out_sheet(fonts, paper, SLIP, INSTRUCTIONS), SLIP.link),
        (poster(fonts, paper, POSTER), POSTER.link),
    ):
        code = encode(link)
        white = [False] * 4
        wide = [False] * (code.getModuleCount() + 8)
        assert squares(pdf, code.getModuleCount()) == [
            *[wide] * 4,
            *([*white, *row, *white] for row in code.modules),
            *[wide] * 4,
        ]


@pytest.mark.parametrize(
    ("country", "paper", "size"),
    [("US", US_LETTER, US_10), ("CA", US_LETTER, US_10), ("UA", A4, DL), ("AU", A4, DL), (None, A4, DL)],
)
def test_sizes_follow_the_country(country: str | None, paper: Sheet, size: Sheet) -> None:
    assert default_paper(country) == paper
    assert default_envelope(country) == size
    assert size.width > paper.width  # folded in three, it goes in
    assert paper.height / 3 < size.height


def test_a_sheet_folded_twice_fits_the_other_envelopes() -> None:
    assert (C5.width, C5.height) > (A4.width, A4.height / 2)
    assert (C6.width, C6.height) > (A4.height / 2, A4.width / 2)
