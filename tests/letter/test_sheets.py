"""The letter and the handwriting sheet, read back from their files."""

import io
import re
import shutil
import subprocess
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.letter.errors import Blank, RightToLeft, TooLong, Unprintable
from bot.letter.fonts import Fonts, load_fonts
from bot.letter.orders import A4, PAPERS, US_LETTER, Sheet
from bot.letter.sheets import LONGEST, PLAIN_SIZES, handwriting_sheet, letter
from tests.support.paper_reader import MM, folios, ink, pages, rules, sizes_in_mm, words

UKRAINIAN = """Шановний пане Ахтеме!
Мене звати Олена, пишу Вам зі Львова.
Пишу Вам, бо пам’ятаю про Вас. П'ять ґав і ще ʼ апостроф.
Учора випав перший сніг, і діти в нашому дворі зліпили сніговика з морквяним носом. Я довго дивилася
Бажаю Вам міцного здоров’я і стійкості — «на кожен день», як казала „бабуся“.
А що любите читати Ви? Їжак, єнот, ґудзик, йод…
Ви не самі.
З повагою, Олена"""
ENGLISH = """Dear Ahtem,
my name is Claire and I am writing from Melbourne; it took 5\u00a0days to find the “right” words.
The office staff fills in flowers: ffi, fi, fl, ffl.
It is summer here, the magpies wake me at five, and my neighbour’s lemon tree hangs over our fence; she
says the fruit on our side is ours – all of it.
What do you like to read?
You are not alone.
With respect, Claire"""
CRIMEAN_TATAR = """Ürmetli Ahtem!
Menim adım Âlime, Aqmescit şeerinden yazam.
Biz sizni unutmadıq. Siz yalıñız degilsiñiz.
Bugün bağçamızda badem çiçek açtı, balalar mektepten kelip, eki saat terek tübünde oynadılar.
Sizge sağlıq ve metanet tileyim, İdris de selâm yollay.
İşleriñiz nasıl?
Sağlıqnen qalıñız!
Âlime, ÑĞIİŞÖÜÇÂ ñğıişöüçâ"""
Make = Callable[[Fonts, str, Sheet], bytes]
LETTERS = {"uk": UKRAINIAN, "en": ENGLISH, "crh": CRIMEAN_TATAR}


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return load_fonts()


def long_letter(text: str, length: int = 1_500) -> str:
    """The same letter with a middle that goes on, three sentences a paragraph."""
    opening, *middle, closing = text.split("\n")
    paragraph = " ".join(middle[:3])
    body = [paragraph] * ((length - len(opening) - len(closing)) // (len(paragraph) + 1))
    return "\n".join((opening, *body, middle[-1], closing))


@pytest.mark.parametrize("language", LETTERS)
@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
@pytest.mark.parametrize("large", [False, True], ids=["plain", "large"])
def test_words_copied_out_of_a_letter_are_the_words_written(
    fonts: Fonts, language: str, paper: Sheet, large: bool
) -> None:
    for text in (LETTERS[language], long_letter(LETTERS[language])):
        assert words(letter(fonts, text, paper, large=large)) == text
        assert words(handwriting_sheet(fonts, text, paper, large=large)) == text


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler's pdftotext")
@pytest.mark.parametrize("language", LETTERS)
def test_poppler_reads_the_same_words(fonts: Fonts, language: str, tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(letter(fonts, LETTERS[language], A4))
    read = subprocess.run(["pdftotext", "-raw", str(file), "-"], check=True, capture_output=True, text=True)
    assert read.stdout.split() == LETTERS[language].split()


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b> &amp; <para> </font> %s {name} \\n (brackets) </span>",
        "two  spaces,   three, and a no-break\u00a0space",
        "за́мок і замо́к",
        "“‘’” «» „“ ‚‘ – — … № ₴ € ° ½ × ±",
    ],
)
def test_nothing_in_a_letter_is_markup(fonts: Fonts, text: str) -> None:
    assert words(letter(fonts, text, A4)) == text


def test_a_tab_becomes_spaces_and_an_empty_line_becomes_room(fonts: Fonts) -> None:
    (page,) = pages(letter(fonts, "One\ttwo\n\nthree\r\nfour", A4))
    assert [line.text for line in page] == ["One    two", "three", "four"]
    assert page[0].y - page[1].y > 1.5 * (page[1].y - page[2].y)


def test_a_word_without_spaces_is_cut_and_none_of_it_is_lost(fonts: Fonts) -> None:
    word = "Аа" * 700
    pdf = letter(fonts, f"Before {word} after", A4)
    assert "".join(line.text for page in pages(pdf) for line in page) == f"Before {word} after"
    left, _, right, _ = ink(pdf)
    assert left > 25 * MM
    assert right < A4.width - 25 * MM


@pytest.mark.parametrize("language", LETTERS)
@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
def test_every_line_stays_inside_the_margins(fonts: Fonts, language: str, paper: Sheet) -> None:
    for large in (False, True):
        for pdf in (
            letter(fonts, long_letter(LETTERS[language]), paper, large=large),
            handwriting_sheet(fonts, long_letter(LETTERS[language]), paper, large=large),
        ):
            for line in (line for page in pages(pdf) for line in page):
                assert line.x >= 17.9 * MM
                assert line.x + fonts.width(line.text.rstrip(), line.size) <= paper.width - 17.9 * MM
                assert line.y <= paper.height - 24 * MM


def test_a_ten_line_letter_stands_where_it_should(fonts: Fonts) -> None:
    """Golden geometry: whoever changes the page on purpose changes these numbers."""
    text = "\n".join(f"Line {number}" for number in range(1, 11))
    (page,) = pages(letter(fonts, text, A4))
    assert [(round(line.x / MM, 1), round(line.y / MM, 1), line.size) for line in page][:2] == [
        (31.5, 264.0, 13),
        (31.5, 254.4, 13),
    ]
    assert round(page[-1].y / MM, 1) == 177.3
    assert sizes_in_mm(letter(fonts, text, A4)) == [(210, 297)]
    assert sizes_in_mm(letter(fonts, text, US_LETTER)) == [(215.9, 279.4)]
    (page,) = pages(letter(fonts, text, US_LETTER))
    assert (round(page[0].x / MM, 1), round(page[0].y / MM, 1)) == (34.4, 246.4)
    (page,) = pages(letter(fonts, text, A4, large=True))
    assert (round(page[0].x / MM, 1), round(page[0].y / MM, 1), page[0].size) == (23.0, 264.0, 20)


@pytest.mark.parametrize("language", LETTERS)
def test_fifteen_hundred_characters_fit_one_page_without_a_number(fonts: Fonts, language: str) -> None:
    text = long_letter(LETTERS[language])
    assert len(text) > 1_250
    for paper in PAPERS:
        pdf = letter(fonts, text, paper)
        assert folios(pdf) == [""]
        assert {line.size for page in pages(pdf) for line in page} <= set(PLAIN_SIZES)


def test_a_long_letter_has_numbered_pages_and_nobody_is_left_alone_on_one(fonts: Fonts) -> None:
    text = long_letter(UKRAINIAN, 5_500)
    pdf = letter(fonts, text, A4)
    total = len(pages(pdf))
    assert total > 1
    assert folios(pdf) == [f"{number} / {total}" for number in range(1, total + 1)]
    assert all(len(page) >= 3 for page in pages(pdf))  # two lines and the number
    assert words(pdf) == text


@pytest.mark.parametrize("language", LETTERS)
def test_large_print_is_never_smaller_than_sixteen_points(fonts: Fonts, language: str) -> None:
    for text in (LETTERS[language], long_letter(LETTERS[language]), long_letter(LETTERS[language], 5_000)):
        for pdf in (
            letter(fonts, text, A4, large=True),
            handwriting_sheet(fonts, text, A4),
            handwriting_sheet(fonts, text, A4, large=True),
        ):
            assert min(line.size for page in pages(pdf) for line in page if line.y > 20 * MM) >= 16


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
def test_every_line_of_a_handwriting_sheet_has_a_rule_to_write_on(fonts: Fonts, paper: Sheet) -> None:
    for large in (False, True):
        pdf = handwriting_sheet(fonts, long_letter(UKRAINIAN), paper, large=large)
        for page, heights in zip(pages(pdf), rules(pdf), strict=True):
            lines = [line for line in page if line.y > 20 * MM]
            below = [line.y - height for line, height in zip(lines, heights, strict=True)]
            assert all(distance == pytest.approx(12.5 * MM, abs=0.1) for distance in below)
            assert min(heights) > 18 * MM  # clear of the page number


@pytest.mark.parametrize("make", [letter, handwriting_sheet])
def test_a_letter_says_nothing_of_who_printed_it_or_when(
    fonts: Fonts, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = make(fonts, UKRAINIAN, A4)
    reader = PdfReader(io.BytesIO(pdf))
    assert not reader.metadata
    assert reader.xmp_metadata is None
    for word in (b"Title", b"Author", b"Producer", b"Creator", b"Date", b"ekt", b"telegram", b"anonymous"):
        assert word not in pdf
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert make(fonts, UKRAINIAN, A4) == pdf


def test_all_type_is_inside_the_file(fonts: Fonts) -> None:
    pdf = letter(fonts, UKRAINIAN, A4)
    assert b"/FontFile2" in pdf
    assert set(re.findall(rb"/BaseFont /(\S+)", pdf)) == {b"AAAAAA+FiraGO-Regular"}


@pytest.mark.parametrize("make", [letter, handwriting_sheet])
def test_what_cannot_be_printed_is_refused_by_name(fonts: Fonts, make: Make) -> None:
    def refused(text: str) -> None:
        make(fonts, text, A4)

    with pytest.raises(Unprintable) as emoji:
        refused("Happy New Year! 🎄" + "🎄" * 1_499)
    assert [(c.text, c.name) for c in emoji.value.characters] == [("🎄", "christmas tree")]
    with pytest.raises(RightToLeft):
        refused("السلام عليكم")
    with pytest.raises(TooLong) as length:
        refused("a" * (LONGEST + 1))
    assert (length.value.length, length.value.limit) == (LONGEST + 1, LONGEST)
    with pytest.raises(Blank):
        refused(" \n\u200b\n ")


@pytest.mark.parametrize(
    "text",
    [
        "а" * LONGEST,
        "а " * (LONGEST // 2),
        "— " * (LONGEST // 2),
        "\n".join("а" * (LONGEST // 2)),
        "a\u00a0" * 3_000,
    ],
    ids=["one word", "letters", "dashes", "lines", "no-break spaces"],
)
def test_the_longest_letters_are_printed_in_good_time(fonts: Fonts, text: str) -> None:
    printed = "".join(
        line.text for page in pages(letter(fonts, text, A4)) for line in page if line.y > 20 * MM
    )
    assert printed.replace(" ", "") == text.replace("\n", "").replace(" ", "").rstrip()


def test_memory_returns_to_its_level_after_two_hundred_letters(fonts: Fonts) -> None:
    for _ in range(5):
        letter(fonts, "Letter 0123456789", A4)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for number in range(200):
            letter(fonts, f"Letter {number}", A4)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 200_000, "two hundred letters left more behind than fifteen of them weigh"
