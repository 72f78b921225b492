"""The envelope, the sheets to cut and the poster: where things stand, and that nothing else does."""

from dataclasses import replace
from itertools import pairwise

import pytest

from bot.campaign.model import Prisoner, read_campaign
from bot.i18n.translate import Translate
from bot.letter.addresses_and_slips import address_lines, cut_out_order, envelope_order, slip, slips_order
from bot.letter.layout import Paragraph
from bot.letter.print_orders import (
    A4,
    C5,
    C6,
    DL,
    ENVELOPES,
    PAPERS,
    US_10,
    US_LETTER,
    EnvelopeOrder,
    PosterOrder,
    Sheet,
    default_envelope,
    default_paper,
)
from bot.letter.render import render
from tests.support.paper_reader import MM, ink, pages, read_aloud, sizes_in_mm, words

INCH = 72
CAMPAIGN = read_campaign()
CHIYGOZ, DEGERMENDZHY = CAMPAIGN.by_id["chiygoz"], CAMPAIGN.by_id["degermendzhy"]
EN, UK = Translate("en"), Translate("uk")
LINK = "https://t.me/mektup_bot?start=K7QF2M9X"
SLIP = slip({"uk": UK, "en": EN}, EN, "K7QF-2M9X", LINK, CHIYGOZ)
POSTER = PosterOrder(
    title="A letter",
    language="uk",
    paper=A4,
    name="Мустафа Дегерменджі",
    born=1989,
    also=(Paragraph("Mustafa Degermendzhy", "en"), Paragraph("Mustafa Degermenci", "crh")),
    appeals=(
        Paragraph("Напишіть листа людині, яка сидить у в’язниці в Криму.", "uk"),
        Paragraph("Write a letter to a person held in prison in Crimea.", "en"),
        Paragraph("Qırımda apiste tutulğan insanğa mektüp yazıñız.", "crh"),
    ),
    link="https://t.me/mektup_bot?start=degermendzhy_poster",
    caption="t.me/mektup_bot",
)


def envelope(size: Sheet, prisoner: Prisoner = CHIYGOZ, *, local: bool = False) -> EnvelopeOrder:
    return envelope_order(EN, CAMPAIGN, prisoner, size, local=local)


def said(pdf: bytes) -> list[str]:
    """What a screen reader says."""
    return [one.text for one in read_aloud(pdf)]


def test_the_name_and_the_year_stand_first_and_ukraine_last() -> None:
    assert address_lines(CAMPAIGN, CHIYGOZ, local=False) == (
        "CHIYGOZ Ahtem Zeytullaevich, 1964",
        "Representative Office of the Mejlis of Crimean Tatars in Kyiv",
        "22/14 Sedovtsev St.",
        "Kyiv 01014",
        "UKRAINE",
    )


@pytest.mark.parametrize("size", ENVELOPES, ids=lambda size: size.id)
@pytest.mark.parametrize("prisoner", CAMPAIGN.prisoners, ids=lambda prisoner: prisoner.id)
@pytest.mark.parametrize("local", [False, True], ids=["latin", "local"])
def test_the_address_stands_where_the_post_reads_it_and_nothing_else_is_printed(
    size: Sheet, prisoner: Prisoner, local: bool
) -> None:
    order = envelope(size, prisoner, local=local)
    pdf = render(order)
    assert said(pdf) == list(order.lines), "one element a line, in the order of the address"
    (page,) = pages(pdf)
    assert page[0].text == order.lines[0], "the name and the year are one line, as the campaign file has them"
    left, lower, right, upper = ink(pdf)
    assert left >= size.width - 140 * MM  # Universal Postal Union
    assert right <= size.width - 15 * MM
    assert upper <= size.height - 40 * MM
    assert lower >= 15 * MM
    assert 0.625 * INCH <= lower < upper <= 2.75 * INCH  # United States, Publication 28, A1
    assert (left + right) / 2 > size.width / 2  # Ukrposhta: on the right
    assert min(line.size for line in page) >= 9


def test_envelopes_lie_in_the_printer_as_they_are_sold() -> None:
    sizes = {size.id: sizes_in_mm(render(envelope(size))) for size in ENVELOPES}
    assert sizes == {"dl": [(220, 110)], "c5": [(229, 162)], "c6": [(162, 114)], "us10": [(241.3, 104.8)]}


def test_the_address_on_a_dl_envelope_stands_where_it_should() -> None:
    """Golden geometry: whoever moves the block on purpose changes these numbers."""
    (page,) = pages(render(envelope(DL)))
    assert [
        (line.text.strip(), round(line.x / MM, 1), round(line.y / MM, 1), line.size) for line in page
    ] == [
        ("CHIYGOZ Ahtem Zeytullaevich, 1964", 94.6, 56.7, 12),
        ("Representative Office of the", 94.6, 50.7, 12),
        ("Mejlis of Crimean Tatars in Kyiv", 94.6, 44.7, 12),
        ("22/14 Sedovtsev St.", 94.6, 38.7, 12),
        ("Kyiv 01014", 94.6, 32.7, 12),
        ("UKRAINE", 94.6, 26.7, 12),
    ]


@pytest.mark.parametrize("size", ENVELOPES, ids=lambda size: size.id)
@pytest.mark.parametrize(
    "address",
    [("Representative Office of the Representative Office of the Mejlis of Crimean Tatars"[:80],) * 6,
     ("22/14 Sedovtsev St.",) * 9],
    ids=["wide", "high"],
)  # fmt: skip
def test_an_address_too_long_for_its_area_is_set_smaller(size: Sheet, address: tuple[str, ...]) -> None:
    pdf = render(replace(envelope(size), lines=("DEGERMENDZHY Mustafa Bakir ogly, 1989", *address)))
    assert max(line.size for line in pages(pdf)[0]) < 12
    left, lower, right, upper = ink(pdf)
    assert size.width - 140 * MM <= left < right <= size.width - 15 * MM
    assert 0.625 * INCH <= lower < upper <= min(size.height - 40 * MM, 2.75 * INCH) + 1


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
def test_the_cut_out_sheet_has_label_slip_and_instructions_on_one_page(paper: Sheet) -> None:
    order = cut_out_order(EN, CAMPAIGN, CHIYGOZ, paper, SLIP, local=True)
    pdf = render(order)
    numbered = [part for number, one in enumerate(order.instructions, 1) for part in (f"{number}.", one)]
    notes = [one.text for one in SLIP.notes]
    assert said(pdf) == [*order.label, SLIP.code, "Ахтем", *notes, LINK, *numbered]
    left, lower, right, upper = ink(pdf)
    assert min(left, lower, paper.width - right, paper.height - upper) > 12 * MM  # printers reach that far


def test_each_part_of_the_slip_is_read_in_its_language() -> None:
    heard = {one.text: one for one in read_aloud(render(slips_order(EN, A4, (SLIP,))))}
    assert heard[UK.plain("paper.slip")].language == "uk"
    assert heard[LINK].kind == "Figure"


def test_the_sheet_without_a_label_has_no_address() -> None:
    pdf = render(cut_out_order(EN, CAMPAIGN, None, A4, replace(SLIP, name=""), local=True))
    assert said(pdf)[0] == SLIP.code
    assert "Ахтем" not in words(pdf)


def test_slips_of_many_letters_are_sheets_to_cut_and_none_is_torn_by_a_page() -> None:
    slips = tuple(replace(SLIP, code=f"K7QF-{number:04}", name=f"Name{number}") for number in range(12))
    pdf = render(slips_order(EN, A4, slips))
    heard = said(pdf)
    for one in slips:
        place = heard.index(one.code)
        assert heard[place + 1] == one.name
        assert heard[place + 4] == one.link
    assert [sum("-0" in line.text for line in page) for page in pages(pdf)] == [8, 4]
    assert min(line.size for page in pages(pdf) for line in page) >= 8.5, "in two languages as well"


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
def test_the_poster_has_the_name_the_year_and_every_language(paper: Sheet) -> None:
    pdf = render(replace(POSTER, paper=paper))
    assert sizes_in_mm(pdf) == [(round(paper.width / MM, 1), round(paper.height / MM, 1))]
    also, appeals = ([one.text for one in texts] for texts in (POSTER.also, POSTER.appeals))
    assert said(pdf) == [POSTER.name, "1989", *also, POSTER.link, *appeals, POSTER.caption]
    languages = {one.text: one.language for one in read_aloud(pdf)}
    assert [languages[text] for text in appeals] == ["", "en", "crh"], "the first is the file's own"


def test_poster_words_shrink_rather_than_run_into_each_other() -> None:
    appeals = tuple(replace(one, text=one.text * 4) for one in POSTER.appeals)
    long = replace(POSTER, name="Нуреддін-Мустафа Дегерменджі-Зейтуллаєв", appeals=appeals)
    for paper in PAPERS:
        (page,) = pages(render(replace(long, paper=paper)))
        heights = [line.y for line in page]
        assert heights == sorted(heights, reverse=True)
        assert min(above - below for above, below in pairwise(heights)) > 10


def test_a_long_name_is_set_smaller_rather_than_cut() -> None:
    for name in ("Дегерменджі-Зейтуллаєв", DEGERMENDZHY.name["uk"]):
        assert said(render(replace(POSTER, name=name)))[0] == name


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
