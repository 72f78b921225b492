"""Countries: found by a name in any of the languages, shown with their flag."""

from collections.abc import Callable, Sequence

from bot.chat.callback import Callback
from bot.chat.screen import Button
from bot.chat.text import finds
from bot.chat.view import View

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


def search(view: View, text: str) -> list[str]:
    """The countries that these words may mean, in any language."""
    languages = view.context.languages.values()
    return [
        code
        for code, _ in view.t.countries()
        if finds(text, (code, ALSO.get(code, ""), *(one.country(code) for one in languages)))
    ]


def country_rows(view: View, codes: Sequence[str], to: Callable[[str], Callback]) -> list[list[Button]]:
    """These countries with their flags, two in a row, in the order of this language's alphabet."""
    buttons = [
        Button(f"{_flag(code)} {name}", to(code)) for code, name in view.t.countries() if code in codes
    ]
    return [buttons[start : start + 2] for start in range(0, len(buttons), 2)]


def _flag(code: str) -> str:
    """The two letters as regional indicators."""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)
