"""Every text has its place in the bot, and every place its text, in every language and for everybody."""

import ast
import re
from collections.abc import Iterator
from datetime import date

import polib
import pytest

from bot.campaign.model import Prisoner, read_campaign
from bot.i18n.translate import Translate
from bot.letter.compose import compose
from tests.support.project import ROOT

SPEAKS = {"t", "plain", "count", "plain_count", "leads", "button"}

CAMPAIGN = read_campaign()
LANGUAGES = {language: Translate(language) for language in CAMPAIGN.languages}


def catalogue_ids() -> set[str]:
    return {entry.msgid for entry in polib.pofile(str(ROOT / "locales/en/bot.po"))}


def strings_of_the_bot() -> Iterator[tuple[str, str]]:
    """Every string and f-string in `bot/` as a regular expression, and the function it is given to."""
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = str(getattr(node.func, "attr", None) or getattr(node.func, "id", ""))
                for argument in node.args[:1]:
                    yield from ((pattern, name) for pattern in _patterns(argument))
            yield from ((pattern, "") for pattern in _patterns(node))


def _patterns(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _patterns(node.body)
        yield from _patterns(node.orelse)
    elif (pattern := _pattern(node)) is not None and re.search(r"[a-z]{3}", pattern.replace("[\\w-]", "")):
        yield pattern


def _pattern(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w-]+"
            for part in node.values
        )
    return None


def test_no_text_is_left_over() -> None:
    patterns = {pattern for pattern, _ in strings_of_the_bot()}
    with_holes = [re.compile(pattern) for pattern in patterns if "[" in pattern]
    unused = [
        name
        for name in catalogue_ids()
        if re.escape(name) not in patterns and not any(pattern.fullmatch(name) for pattern in with_holes)
    ]

    assert sorted(unused) == []


def test_every_text_that_the_bot_says_exists() -> None:
    ids = catalogue_ids()
    asked = {pattern for pattern, name in strings_of_the_bot() if name in SPEAKS and r"\." in pattern}
    dangling = [pattern for pattern in asked if not any(re.fullmatch(pattern, name) for name in ids)]

    assert len(asked) > 40
    assert sorted(dangling) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prisoner", CAMPAIGN.prisoners, ids=lambda prisoner: str(prisoner.id))
def test_every_greeting_reads_whole_for_everybody(language: str, prisoner: Prisoner) -> None:
    translate = LANGUAGES[language]
    name = translate.pick(prisoner.address)
    forms = CAMPAIGN.forms_for(prisoner, language)
    for text in (text for one in CAMPAIGN.greetings for text in translate.greetings[one.id].texts):
        bare = compose(text, name=name, forms=forms)
        full = compose(text, name=name, forms=forms, sender="X. Y.", place="Z", own="First.\nSecond.")

        assert 4 <= len(bare.splitlines()) <= 8
        assert "{" not in bare + full
        assert name in bare.splitlines()[0]
        assert "\n\n" not in bare
        assert full.endswith("X. Y.\nZ")
        assert "First.\nSecond." in full
        assert not re.search(r"[,:–—]$", bare), "nothing is left hanging where the name would be"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_with_a_name_fits_a_telephone(language: str) -> None:
    translate = LANGUAGES[language]
    letters = translate.plain_count("person.letters", 9999)
    for prisoner in CAMPAIGN.prisoners:
        label = translate.plain(
            "prisoner.button.person", name=prisoner.with_year(translate.pick(prisoner.name)), letters=letters
        )
        shown, _, what = label.rpartition(" ")
        assert len(shown) <= 38, "the number is seen, and heard with what it counts"
        assert what.isalpha()


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("uk", 0, "0 листів"),
        ("uk", 1, "1 лист"),
        ("uk", 2, "2 листи"),
        ("uk", 4, "4 листи"),
        ("uk", 5, "5 листів"),
        ("uk", 11, "11 листів"),
        ("uk", 12, "12 листів"),
        ("uk", 21, "21 лист"),
        ("uk", 22, "22 листи"),
        ("uk", 111, "111 листів"),
        ("en", 0, "0 letters"),
        ("en", 1, "1 letter"),
        ("en", 2, "2 letters"),
        ("crh", 1, "1 mektüp"),
        ("crh", 5, "5 mektüp"),
    ],
)
def test_letters_are_counted_as_the_language_counts(language: str, number: int, said: str) -> None:
    assert str(LANGUAGES[language].count("person.letters", number)) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("uk", "26 грудня 2015 року"), ("en", "26 December 2015"), ("crh", "26 dekabr 2015")],
)
def test_a_date_is_said_as_people_say_it(language: str, said: str) -> None:
    assert LANGUAGES[language].date(date(2015, 12, 26)) == said


def test_nobody_is_greeted_with_a_holiday_that_is_not_theirs() -> None:
    ilchenko = CAMPAIGN.by_id["ilchenko"]

    fitting = {greeting.id for greeting in CAMPAIGN.greetings if greeting.fits(ilchenko)}

    assert fitting.isdisjoint({"oraza", "qurban"})
    assert {"support", "new-year", "everyday", "child"} <= fitting
