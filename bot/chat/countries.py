"""Countries, found by a name in any of the languages and shown with their flag."""

from collections.abc import Callable, Sequence

from bot.chat.callback import Callback
from bot.chat.screen import Button, in_pairs
from bot.chat.text import finds
from bot.chat.view import View

MOST_FOUND = 12
# What people type and no catalogue of countries has: Russian and Turkish spellings, own names, short names.
ALSO = {
    "AE": "UAE ОАЕ Emirates",
    "AT": "Österreich Австрия Avusturya",
    "AU": "Австралия Avustralya",
    "BE": "Belgique België Бельгия Belgiya Belçika",
    "BG": "Болгария Bulgaristan",
    "CA": "Канада",
    "CH": "Schweiz Suisse Швейцария Şveytsariya İsviçre",
    "CZ": "Czech Republic Чехія Чехия Česko Çek",
    "DE": "Deutschland Германия Almanya Germaniya",
    "DK": "Danmark Дания Daniya Danimarka",
    "EE": "Eesti Эстония Estonya",
    "ES": "España Испания İspanya",
    "FI": "Suomi Финляндия Finlandiya",
    "FR": "Франция Fransa Frenkistan",
    "GB": "UK England Scotland Wales Britain Англія Англия Британія Британия Шотландія Angliya İngiltere",
    "GE": "Грузия Gruziya",
    "IL": "Израиль",
    "IT": "Italia Италия İtalya",
    "JP": "Япония Japonya",
    "KR": "South Korea Корея",
    "KZ": "Казахстан Qazahistan",
    "LT": "Lietuva Литва Litvanya",
    "LV": "Latvija Латвия Letonya",
    "NL": "Holland Голландія Голландия Нидерланды Niderland Nederland Hollanda",
    "NO": "Norge Норвегия Norveç",
    "PL": "Polska Польша Polşa Polonya",
    "RO": "România Румыния Rumıniya Romanya",
    "SE": "Sverige Швеция Şvetsiya İsveç",
    "SK": "Slovensko Словакия Slovakya",
    "TR": "Turkey Turkiye Турція Турция",
    "UA": "Украина Ukrayna",
    "US": "USA America США Штати Штаты Америка Amerika AQŞ ABD",
    "UZ": "Узбекистан",
}


def search(view: View, text: str) -> list[str]:
    """Find the countries that these words may mean, in any language."""
    languages = view.context.languages.values()
    return [
        code
        for code, _ in view.t.countries()
        if finds(text, (code, ALSO.get(code, ""), *(one.country(code) for one in languages)))
    ]


def by_code(view: View, text: str) -> str | None:
    """Return the country of a code of two capital letters."""
    return text if text.isupper() and text in dict(view.t.countries()) else None


def country_rows(view: View, codes: Sequence[str], to: Callable[[str], Callback]) -> list[list[Button]]:
    """Show these countries with their flags, two in a row, in the order of this language's alphabet."""
    buttons = [
        Button(f"{_flag(code)} {name}", to(code)) for code, name in view.t.countries() if code in codes
    ]
    return in_pairs(buttons)


def _flag(code: str) -> str:
    """Write the two letters as regional indicators."""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)
