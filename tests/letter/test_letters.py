"""The letter and the handwriting sheet, read back from their files."""

import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from bot.i18n.translate import Translate
from bot.letter.addresses_and_slips import letter_order
from bot.letter.layout import LetterText, Paragraph
from bot.letter.print_orders import A4, PAPERS, US_LETTER, HandwritingOrder, Sheet
from bot.letter.printing_errors import Blank, TooLong, Unprintable
from bot.letter.render import LONGEST, render
from tests.support.paper_reader import MM, folios, ink, pages, read_aloud, rules, sizes_in_mm, words
from tests.support.sheets import letter_of, order_of

OWN = {
    "uk": "Учора випав перший сніг, і діти в нашому дворі зліпили сніговика з морквяним носом.\n"
    "П'ять ґав. Їжак, єнот, ґудзик — «на кожен день», як казала „бабуся“.",
    "en": "It took 5\u00a0days to find the “right” words.\n"
    "The office staff fills in flowers: ffi, fi, fl, ffl.",
    "crh": "Bugün bağçamızda badem çiçek açtı, balalar mektepten kelip oynadılar.\n"
    "Âlime, ÑĞIİŞÖÜÇÂ ñğıişöüçâ",
}


def by_hand(letter: LetterText, paper: Sheet = A4, *, large: bool = False) -> bytes:
    t = Translate(letter.language)
    return render(letter_order(t, letter, paper, large=large, by_hand=True))


def long_letter(language: str, length: int = 1_400) -> LetterText:
    """Words of one's own that go on and on."""
    sentence = OWN[language].partition("\n")[0] + " "
    return letter_of(language, (sentence * (length // len(sentence))).strip())


@pytest.mark.parametrize("language", OWN)
@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
@pytest.mark.parametrize("large", [False, True], ids=["plain", "large"])
def test_words_copied_out_of_a_letter_are_the_words_written(language: str, paper: Sheet, large: bool) -> None:
    for letter in (letter_of(language, OWN[language]), long_letter(language)):
        written = letter.text.split()
        assert words(render(order_of(letter, paper, large=large))).replace("\u00a0", " ").split() == written
        copied = words(by_hand(letter, paper, large=large)).split()
        assert copied == [*Translate(language).plain("paper.keep").split(), *written]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler's pdftotext")
@pytest.mark.parametrize("language", OWN)
def test_poppler_reads_the_same_words(language: str, tmp_path: Path) -> None:
    letter = letter_of(language, OWN[language])
    file = tmp_path / "letter.pdf"
    file.write_bytes(render(order_of(letter)))
    read = subprocess.run(["pdftotext", str(file), "-"], check=True, capture_output=True, text=True)
    assert read.stdout.split() == letter.text.split()


def test_a_screen_reader_meets_place_salutation_words_closing_and_name_in_this_order() -> None:
    letter = letter_of("uk", "Bugün qar yağdı,\nbala sevine.\n\nСніг.", "Zarema", "Львів, листопад 2026")
    said = [(one.kind, one.language, one.text) for one in read_aloud(render(order_of(letter)))]
    assert said == [
        ("P", "", "Львів, листопад 2026"),
        ("P", "", "Шановний пане Ахтеме!"),
        ("P", "", letter.paragraphs[0].text),
        ("P", "crh", "Bugün qar yağdı, bala sevine."),
        ("P", "", "Сніг."),
        ("P", "", letter.paragraphs[-1].text),
        ("P", "", "З повагою"),
        ("P", "", "Zarema"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b> &amp; <para> </font> %s {name} \\n (brackets) </span>",
        '#include "x.typ" #read("/etc/passwd") $x^2$ *b* _i_ `c` = h - l + n / t @r <l> ~ --- \\u{41} //c',
        "за́мок і замо́к",
        "“‘’” «» „“ ‚‘ – — … № ₴ € ° ½ × ±",
    ],
)
def test_nothing_in_a_letter_is_markup(text: str) -> None:
    assert text in words(render(order_of(letter_of("en", text))))


def test_a_poem_keeps_its_lines_and_an_empty_line_parts_paragraphs() -> None:
    (page,) = pages(render(order_of(letter_of("en", "One two\nthree\n\nfour"))))
    lines = [line.text.strip() for line in page]
    start = lines.index("One two")
    assert lines[start : start + 3] == ["One two", "three", "four"]
    one, three, four = page[start : start + 3]
    assert three.y - four.y > 1.2 * (one.y - three.y)


def test_there_is_room_to_sign_by_hand() -> None:
    for letter in (letter_of("en", "Snow."), letter_of("en", "Snow.", sender="")):
        (page,) = pages(render(order_of(letter)))
        closing = next(line for line in page if line.text == "With respect")
        assert closing.x > A4.width / 2 - 1
        below = [line.y for line in page if line.y < closing.y]
        assert closing.y - max(below, default=24 * MM) > 15 * MM


@pytest.mark.parametrize("language", OWN)
@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
def test_everything_stays_inside_the_margins(language: str, paper: Sheet) -> None:
    for large in (False, True):
        letter = long_letter(language)
        for pdf in (render(order_of(letter, paper, large=large)), by_hand(letter, paper, large=large)):
            left, lower, right, upper = ink(pdf)
            assert min(left, paper.width - right, lower, paper.height - upper) > 12 * MM
            assert min(line.x for page in pages(pdf) for line in page) > 22 * MM


def test_a_short_letter_is_large_and_fills_the_page_generously() -> None:
    (page,) = pages(render(order_of(letter_of("en", "It snowed."))))
    assert {line.size for line in page} == {16}
    assert page[0].y > 0.75 * A4.height
    assert page[-1].y < 0.55 * A4.height


@pytest.mark.parametrize("language", OWN)
def test_fifteen_hundred_characters_fit_one_page_without_a_number(language: str) -> None:
    for paper in PAPERS:
        pdf = render(order_of(long_letter(language), paper))
        assert folios(pdf) == [""]
        assert min(line.size for page in pages(pdf) for line in page) >= 11


def test_a_long_letter_has_numbered_pages_and_its_signature_does_not_travel_alone() -> None:
    for length in range(3_000, 5_400, 300):
        letter = long_letter("uk", length)
        pdf = render(order_of(letter))
        total = len(pages(pdf))
        assert total > 1
        assert folios(pdf) == [f"{number} / {total}" for number in range(1, total + 1)]
        assert any("думає багато людей" in line.text for line in pages(pdf)[-1])
        assert words(pdf).split() == letter.text.split()


@pytest.mark.parametrize("language", OWN)
def test_large_print_is_never_smaller_than_sixteen_points(language: str) -> None:
    for letter in (letter_of(language, OWN[language]), long_letter(language), long_letter(language, 5_000)):
        for pdf in (render(order_of(letter, large=True)), by_hand(letter, large=True)):
            assert min(line.size for page in pages(pdf) for line in page) >= 16


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
@pytest.mark.parametrize(("large", "between"), [(False, 10 * MM), (True, 14 * MM)])
def test_the_page_to_copy_from_is_kept_and_evenly_ruled_pages_are_posted(
    paper: Sheet, large: bool, between: float
) -> None:
    pdf = by_hand(letter_of("en", "Snow."), paper, large=large)
    model, ruled = pages(pdf)
    assert Translate("en").plain("paper.keep").startswith(model[0].text.strip())
    assert ruled == [], "what is posted carries nothing of ours"
    heights = rules(pdf)[1]
    steps = [above - below for above, below in pairwise(heights)]
    assert A4.height > heights[0] > paper.height - 30 * MM
    assert 30 * MM > heights[-1] > 14 * MM
    assert all(step == pytest.approx(between, abs=0.1) for step in steps)


def test_a_longer_letter_has_more_ruled_pages() -> None:
    assert len(pages(by_hand(long_letter("uk")))) > len(pages(by_hand(letter_of("uk", "Сніг."))))


def test_what_cannot_be_printed_is_refused_by_name() -> None:
    def refused(text: str) -> None:
        letter = LetterText("en", (Paragraph(text, "en"),))
        render(order_of(letter), order_of(letter, US_LETTER))

    with pytest.raises(Unprintable) as rare:
        refused("Happy New Year! 𓃠" + "𓃠" * 1_499)
    assert [(c.text, c.name) for c in rare.value.characters] == [("𓃠", "egyptian hieroglyph e013")]
    with pytest.raises(TooLong) as length:
        refused("a" * (LONGEST + 1))
    assert (length.value.length, length.value.limit) == (LONGEST + 1, LONGEST)
    with pytest.raises(Blank):
        refused(" \n ")


def test_letters_of_one_sitting_are_one_file_each_with_its_own_page_numbers() -> None:
    short, long = letter_of("en", "Snow."), long_letter("uk", 3_000)
    pdf = render(order_of(short), order_of(long), order_of(short, large=True))
    assert folios(pdf) == ["", "1 / 2", "2 / 2", ""]
    assert words(pdf).split() == [*short.text.split(), *long.text.split(), *short.text.split()]
    assert set(sizes_in_mm(pdf)) == {(210, 297)}
    assert isinstance(letter_order(Translate("en"), short, A4, by_hand=True), HandwritingOrder)
