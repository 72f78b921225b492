"""Every file is PDF/UA-1 by two validators, says nothing of who printed it or when, and is the same again."""

import io
from collections.abc import Iterator
from typing import Any

import page
import pdfua
import pytest
from pypdf import PdfReader, PdfWriter

from bot.campaign.model import read_campaign
from bot.i18n.translate import Translate
from bot.letter.addresses_and_slips import (
    cut_out_order,
    envelope_order,
    letter_order,
    ruled_order,
    slip,
    slips_order,
)
from bot.letter.kit import kit_orders
from bot.letter.layout import Paragraph
from bot.letter.print_orders import ENVELOPES, PAPERS, Listing, ListOrder, Order, PosterOrder, Sheet
from bot.letter.render import render
from tests.support.evenings import a_kit
from tests.support.sheets import letter_of

CAMPAIGN = read_campaign()
LANGUAGES = {language: Translate(language) for language in CAMPAIGN.languages}
PRISONER = CAMPAIGN.by_id["chiygoz"]
OWN = "Bugün qar yağdı 🙂\nСніг.\n\nسلام عليكم"


def orders(language: str, paper: Sheet) -> Iterator[tuple[str, Order]]:
    """One of every kind in this language on this paper."""
    t = LANGUAGES[language]
    letter, long = letter_of(language, OWN), letter_of(language, f"{OWN} " * 90)
    one = slip(LANGUAGES, t, "K7QF-2M9X", "https://t.me/mektup_bot?start=K7QF2M9X", PRISONER)
    for large in (False, True):
        size = "large" if large else "plain"
        yield f"letter {size}", letter_order(t, letter, paper, large=large)
        yield f"long letter {size}", letter_order(t, long, paper, large=large)
        yield f"by hand {size}", letter_order(t, letter, paper, large=large, by_hand=True)
    yield "letter in Chinese", letter_order(t, letter_of(language, "你好"), paper)
    yield "ruled", ruled_order(t, paper, large=False)
    for envelope in ENVELOPES:
        for local in (False, True):
            yield (
                f"{envelope.id} local {local}",
                envelope_order(t, CAMPAIGN, PRISONER, envelope, local=local),
            )
    yield "cut-out", cut_out_order(t, CAMPAIGN, PRISONER, paper, one, local=False)
    for number, sheet in enumerate(kit_orders(a_kit(language, paper))):
        yield f"kit {number}", sheet
    rows = tuple((f"Person {number}", "12", "7", "5") for number in range(30))
    listing = Listing("Letters", ("Person", "Received", "Passed on", "Waiting"), rows)
    yield (
        "list",
        ListOrder(title="List", language=language, paper=paper, heading="Letters", listings=(listing,) * 2),
    )
    yield "slips", slips_order(t, paper, (one,) * 9)
    appeals = tuple(Paragraph(each.plain("poster.appeal"), code) for code, each in LANGUAGES.items())
    yield (
        "poster",
        PosterOrder(
            title=appeals[0].text,
            language=language,
            paper=paper,
            name="Ahtem Chiygoz",
            born=1964,
            also=(Paragraph("Ахтем Чийгоз", "uk"),),
            appeals=appeals,
            link=one.link,
            caption="t.me/mektup_bot",
        ),
    )


def failures(pdf: bytes) -> list[tuple[str, str]]:
    """The rules that fail, by the validator that says so."""
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    assert report.rules.total == 104
    found: Any = pdfua.validate(io.BytesIO(pdf))  # type: ignore[arg-type]  # it opens what pikepdf opens
    errors = [one for one in found.findings if one.severity >= pdfua.Severity.ERROR]
    return [
        *(("page", one.message) for one in report.failures),
        *(("pdfua", one.message) for one in errors),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
def test_no_rule_of_pdf_ua_fails(language: str, paper: Sheet) -> None:
    made = dict(orders(language, paper))
    files = {kind: render(order) for kind, order in made.items()} | {"all in one": render(*made.values())}
    assert {kind: failed for kind, pdf in files.items() if (failed := failures(pdf))} == {}


def test_both_validators_see_what_is_wrong() -> None:
    blank = PdfWriter()
    blank.add_blank_page(100, 100)
    file = io.BytesIO()
    blank.write(file)
    assert {name for name, _ in failures(file.getvalue())} == {"page", "pdfua"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_says_its_language_and_a_title_without_a_name_and_no_more(language: str) -> None:
    for kind, order in orders(language, PAPERS[0]):
        pdf = render(order)
        reader: Any = PdfReader(io.BytesIO(pdf))
        assert reader.trailer["/Root"]["/Lang"] == order.language, kind
        assert reader.metadata.keys() == {"/Title", "/Creator"}, kind
        assert reader.metadata["/Creator"].startswith("Typst"), "the typesetter, which everybody has"
        assert reader.metadata["/Title"] == order.title
        for word in ("Ahtem", "Ахтем", "Zarema", "CHIYGOZ", "ektup_bot"):
            assert word not in order.title, kind
        for mark in (b"CreationDate", b"ModDate", b"CreateDate", b"ModifyDate", b"Author", b"Producer"):
            assert mark not in pdf, (kind, mark)


def test_the_same_order_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [(kind, order, render(order)) for kind, order in orders("uk", PAPERS[0])]
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    for kind, order, pdf in made:
        if not kind.startswith(("dl", "c5", "c6", "us10")):  # those are kept
            assert render(order) == pdf, kind


def test_every_font_that_is_used_is_inside_the_file() -> None:
    reader: Any = PdfReader(io.BytesIO(render(next(orders("crh", PAPERS[0]))[1])))
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    below = [font["/DescendantFonts"][0].get_object() for font in fonts]
    assert len(below) >= 2
    for font in below:
        assert {"/FontFile2", "/FontFile3"} & font["/FontDescriptor"].get_object().keys()
