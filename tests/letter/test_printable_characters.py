"""What can be printed, what is named, what is left out; and that our own texts need none of it."""

import sys
from pathlib import Path

import polib
import pytest

from bot.letter.fonts import COVERAGE
from bot.letter.printable_characters import EVERYDAY, Character, lacking, printable, tidy
from tests.support.project import ROOT
from tests.tools import coverage

LOCALES = ROOT / "locales"


def test_the_alphabets_of_our_three_languages_and_their_marks_are_printable() -> None:
    alphabets = (
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
        + "aâbcçdefgğhıijklmnñoöpqrsştuüvyz"
        + "abcdefghijklmnopqrstuvwxyz"
    )
    capitals = "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ" + "AÂBCÇDEFGĞHIİJKLMNÑOÖPQRSŞTUÜVYZ"
    assert lacking(alphabets + capitals + "0123456789ʼ’'«»„“”–—…№!?.,:;()\u00a0") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Zażółć gęślą jaźń. Příliš žluťoučký kůň. Tiếng Việt. Ыъэё.",
        "Γειά σου. გამარჯობა. Բարև ձեզ.",
        "سلام عليكم",
        "שלום",
        "नमस्ते สวัสดี ሰላም",
        "你好 こんにちは 한국어",
        "🙂 ❤️ ❄ 🎄 👍🏽 👨\u200d👩\u200d👧 🇺🇦",
    ],
)
def test_other_scripts_and_emoji_are_printable(text: str) -> None:
    assert lacking(text) == ()
    assert printable(text) == text


def test_letters_in_another_dress_are_printed_as_what_they_are() -> None:
    assert printable("𝓗𝓮𝓵𝓵𝓸 𝟚𝟘𝟚𝟞") == "Hello 2026"
    assert printable("№ ½ ² … ①") == "№ ½ ² … ①", "what a font has stays as it was written"


def test_missing_characters_are_named_once_in_the_order_of_the_text() -> None:
    assert lacking("𓃠 Sevgi ꀀ ve 𓃠\uf000") == (
        Character("𓃠", "egyptian hieroglyph e013"),
        Character("ꀀ", "yi syllable it"),
        Character("\uf000", "U+F000"),
    )


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Happy 𓃠 winter", "Happy winter"),
        ("Happy winter 𓃠", "Happy winter"),
        ("𓃠 Happy winter", "Happy winter"),
        ("Happy winter 𓃠!", "Happy winter!"),
        ("Hap𓃠py", "Happy"),
        ("Happy 𓃠 𓃠 ꀀ winter", "Happy winter"),
        ("Dear friend\n𓃠𓃠\n\nbye", "Dear friend\n\nbye"),
        ("two  spaces of my own", "two  spaces of my own"),
        ("𓃠" * 1_500, ""),
    ],
)
def test_a_dropped_character_takes_its_space_or_line_along(written: str, printed: str) -> None:
    assert printable(written) == printed
    assert lacking(printed) == ()


def test_tidying_composes_letters_and_removes_what_has_no_ink() -> None:
    assert tidy("и\u0306 і\u0308 s\u0327 n\u0303 I\u0307") == "й ї ş ñ İ"
    assert tidy("so\u00adft \u200bzero\ufeff \u2066iso\u2069 \x07") == "soft zero iso"
    assert tidy("a\u202fb\u2009c\u3000d\te") == "a\u00a0b c d    e"
    assert tidy("\n\none \r\ntwo\u2028three\x0bfour\n\n") == "one\ntwo\nthree\nfour"
    assert tidy("a" + "\u0301\u0302" * 5_000) == "á\u0302\u0301\u0302"


def test_everything_we_ship_can_be_printed() -> None:
    """Run it with `-s` to see the coverage of every greeting and catalogue."""
    greetings = {path: path.read_text(encoding="utf-8") for path in sorted(LOCALES.glob("*/**/*.txt"))}
    catalogues = {path: catalogue(path) for path in sorted(LOCALES.glob("*/*.po"))}
    assert greetings, "there are no greetings"
    for path, text in (greetings | catalogues).items():
        drawn = {character for character in tidy(text) if not character.isspace()}
        sys.stdout.write(f"{path.relative_to(LOCALES)}: {len(drawn)} characters\n")
        assert lacking(text) == (), path


def catalogue(path: Path) -> str:
    entries = polib.pofile(str(path))
    return "\n".join(text for entry in entries for text in (entry.msgstr, *entry.msgstr_plural.values()))


def test_the_list_of_characters_is_what_the_fonts_have() -> None:
    assert COVERAGE.read_text("ascii") == coverage.ranges(), "run python -m tests.tools.coverage"
    assert set(map(ord, EVERYDAY - {"\n"})) <= coverage.characters()
