"""Characters that cannot be printed are named or dropped; the project's own texts have none."""

import sys
from pathlib import Path

import polib
import pytest

from bot.letter.characters import EVERYDAY, Character, is_right_to_left, missing, tidy, without_missing
from bot.letter.fonts import Fonts, load_fonts
from tests.support.project import ROOT

LOCALES = ROOT / "locales"


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return load_fonts()


def named(text: str, fonts: Fonts) -> list[str]:
    return [character.name for character in missing(text, fonts.covered)]


def test_the_alphabets_of_our_three_languages_and_their_marks_are_printable(fonts: Fonts) -> None:
    alphabets = (
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
        + "aâbcçdefgğhıijklmnñoöpqrsştuüvyz"
        + "abcdefghijklmnopqrstuvwxyz"
    )
    capitals = "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ" + "AÂBCÇDEFGĞHIİJKLMNÑOÖPQRSŞTUÜVYZ"
    assert missing(alphabets + capitals + "0123456789ʼ’'«»„“”–—…№!?.,:;()\u00a0", fonts.covered) == ()


def test_other_scripts_set_letter_by_letter_are_printable_too(fonts: Fonts) -> None:
    assert (
        missing(
            "Zażółć gęślą jaźń. Příliš žluťoučký kůň. Γειά σου. გამარჯობა. Tiếng Việt. Ыъэё.", fonts.covered
        )
        == ()
    )


def test_what_needs_joining_or_is_not_in_the_font_is_missing(fonts: Fonts) -> None:
    for foreign in ("سلام", "שלום", "नमस्ते", "สวัสดี", "你好", "こんにちは", "한국어", "🙂", "ـ", "\u05a3"):
        assert missing(foreign, fonts.covered), foreign


def test_missing_characters_are_named_once_in_the_order_of_the_text(fonts: Fonts) -> None:
    assert missing("❤ Sevgi ❄ ve ❤️", fonts.covered) == (
        Character("❤", "heavy black heart"),
        Character("❄", "snowflake"),
    )


def test_an_emoji_of_several_parts_is_named_by_what_one_sees(fonts: Fonts) -> None:
    assert named("Слава 🇺🇦 і 🇹🇷", fonts) == ["flag UA", "flag TR"]
    assert named("👍🏽", fonts) == ["thumbs up sign"]
    assert named("👨\u200d👩\u200d👧", fonts) == ["man", "woman", "girl"]
    assert named("\U000e0fff\uf000", fonts) == ["U+E0FFF", "U+F000"]


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Happy ❄ winter", "Happy winter"),
        ("Happy winter ❄", "Happy winter"),
        ("❄ Happy winter", "Happy winter"),
        ("Happy winter ❄!", "Happy winter!"),
        ("Hap❄py", "Happy"),
        ("Happy ❄ ❤️ 👍🏽 winter", "Happy winter"),
        ("Dear friend\n🎄🎄🎄\n\nbye", "Dear friend\n\nbye"),
        ("two  spaces of my own", "two  spaces of my own"),
        ("🎄" * 1_500, ""),
    ],
)
def test_a_dropped_character_takes_its_space_or_line_along(fonts: Fonts, written: str, printed: str) -> None:
    assert without_missing(written, fonts.covered) == printed
    assert missing(printed, fonts.covered) == ()


def test_a_few_arabic_letters_can_be_dropped_but_a_letter_in_arabic_is_right_to_left(fonts: Fonts) -> None:
    mixed = "Selâm aleyküm, السلام dostum! Menim adım Ayşe."
    assert not is_right_to_left(mixed)
    assert without_missing(mixed, fonts.covered) == "Selâm aleyküm, dostum! Menim adım Ayşe."
    assert is_right_to_left("السلام عليكم يا Ahtem")
    assert is_right_to_left("שלום")
    assert not is_right_to_left("")
    assert not is_right_to_left("2026 🙂")


def test_tidying_composes_letters_and_removes_what_has_no_ink() -> None:
    assert tidy("и\u0306 і\u0308 s\u0327 n\u0303 I\u0307") == "й ї ş ñ İ"
    assert tidy("so\u00adft \u200bze\u200dro\ufeff \u2066iso\u2069 ❤\ufe0f\x07") == "soft zero iso ❤"
    assert tidy("a\u202fb\u2009c\u3000d\te") == "a\u00a0b c d    e"
    assert tidy("\n\none \r\ntwo\u2028three\x0bfour\n\n") == "one\ntwo\nthree\nfour"


def test_everything_we_ship_can_be_printed(fonts: Fonts) -> None:
    """Run it with `-s` to see the coverage of every greeting and catalogue."""
    greetings = {path: path.read_text(encoding="utf-8") for path in sorted(LOCALES.glob("*/**/*.txt"))}
    catalogues = {path: catalogue(path) for path in sorted(LOCALES.glob("*/*.po"))}
    assert greetings, "there are no greetings"
    for path, text in (greetings | catalogues).items():
        lacking = missing(text, fonts.covered)
        drawn = {character for character in tidy(text) if not character.isspace()}
        report = (
            f"{path.relative_to(LOCALES)}: {len(drawn) - len(lacking)} of {len(drawn)} characters printable"
        )
        sys.stdout.write("; not ".join((report, *(character.name for character in lacking))) + "\n")
    for path, text in greetings.items():
        assert missing(text, fonts.covered) == (), path
    for (
        path,
        text,
    ) in catalogues.items():  # screens may carry emoji, and never go to paper; letters must be there
        assert not [c for c in missing(text, fonts.covered) if c.text.isalpha()], path


def catalogue(path: Path) -> str:
    entries = polib.pofile(str(path))
    return "\n".join(text for entry in entries for text in (entry.msgstr, *entry.msgstr_plural.values()))


def test_what_needs_no_look_at_the_font_is_in_the_font(fonts: Fonts) -> None:
    assert EVERYDAY - {"\n"} <= fonts.covered
    assert missing("".join(EVERYDAY), fonts.covered) == ()
