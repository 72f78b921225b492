"""Countries: found by a name in any of the languages, shown with their flag."""

from bot.chat.view import View
from bot.i18n import folded

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
    """The countries that have every one of these words as the beginning of a word, in any language."""
    wanted = folded(text).split()
    return [code for code, words in _words(view).items() if wanted and _have(words, wanted)]


def flag(code: str) -> str:
    """The flag of a country: its two letters as regional indicators."""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)


def _words(view: View) -> dict[str, list[str]]:
    """Every word each country is known by, in the order of this language's alphabet."""
    languages = view.context.languages.values()
    return {
        code: folded(" ".join((code, ALSO.get(code, ""), *(one.country(code) for one in languages)))).split()
        for code, _ in view.t.countries()
    }


def _have(words: list[str], wanted: list[str]) -> bool:
    return all(any(word.startswith(beginning) for word in words) for beginning in wanted)
