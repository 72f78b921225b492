"""From which country will it come? Asked once, after the promise; skippable."""

from dataclasses import replace

from bot.chat.callback import Press
from bot.chat.screen import Button, Screen
from bot.chat.view import View
from bot.i18n import folded
from bot.supporter.questions.question import Answer, Question

NEAR = ("UA", "PL", "DE", "US", "CA", "GB", "TR", "LT", "CZ", "RO", "FR", "AU")
MOST_FOUND = 12
# What people type and no catalogue of countries has.
ALSO = {
    "AE": "UAE ОАЕ Emirates",
    "CZ": "Czech Republic Чехія",
    "GB": "UK England Scotland Wales Britain Англія Британія Шотландія Angliya",
    "KR": "South Korea Корея",
    "NL": "Holland Голландія",
    "TR": "Turkey Turkiye Турція",
    "US": "USA America США Америка Amerika AQŞ",
}


def is_open(view: View) -> bool:
    """A letter was just promised and the country was never asked."""
    return view.conversation.country is None and view.conversation.country_of is not None


def screen(view: View) -> Screen:
    """The countries most letters come from; any other can be typed."""
    names = dict(view.t.countries())
    near = sorted((one for one in NEAR if one in names), key=lambda one: view.t.sort_key(names[one]))
    return Screen(
        view.t("country.ask"), [*_rows(view, near), [view.writes("button.skip", "country", "skip")]]
    )


def press(view: View, value: str) -> Answer:
    """A tap on a country, or on [Skip]."""
    if value == "skip":
        return replace(view.conversation, country="", asking=None)
    if value not in dict(view.t.countries()):
        return screen(view)
    return replace(view.conversation, country=value, asking=None)


def hear(view: View, text: str) -> Answer:
    """A typed name in any of the languages: the countries it may mean."""
    found = search(view, text)
    if not found:
        return screen(view).under(view.t("country.unknown", name=text[:60]))
    rows = _rows(view, found[:MOST_FOUND])
    return Screen(view.t("country.found"), [*rows, [view.writes("button.skip", "country", "skip")]])


def search(view: View, text: str) -> list[str]:
    """The countries that have every one of these words as the beginning of a word, in any language."""
    wanted = folded(text).split()
    return [code for code, words in _words(view).items() if wanted and _have(words, wanted)]


def flag(code: str) -> str:
    """The flag of a country: its two letters as regional indicators."""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)


def _words(view: View) -> dict[str, list[str]]:
    """Every word each country is known by, in the order of this language's alphabet."""
    languages = view.house.languages.values()
    return {
        code: folded(" ".join((code, ALSO.get(code, ""), *(one.country(code) for one in languages)))).split()
        for code, _ in view.t.countries()
    }


def _have(words: list[str], wanted: list[str]) -> bool:
    return all(any(word.startswith(beginning) for word in words) for beginning in wanted)


def _rows(view: View, codes: list[str]) -> list[list[Button]]:
    buttons = [
        Button(f"{flag(code)} {view.t.country(code)}", Press("country", code, visit=view.conversation.visit))
        for code in codes
    ]
    return [buttons[start : start + 2] for start in range(0, len(buttons), 2)]


QUESTION = Question("country", is_open, screen, press, hear)
