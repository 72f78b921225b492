"""Countries: found by a name in any of the languages, shown with their flag."""

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


def flag(code: str) -> str:
    """The flag of a country: its two letters as regional indicators."""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)
