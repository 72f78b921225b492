"""What countries are called, by whoever may type it."""

from collections.abc import Iterable

from bot.campaign.name_search import Spellings
from bot.i18n.translate import Translate, iso_countries

EVERYWHERE = ("ru", "tr")  # in these languages people know countries too, in their own letters or Latin ones
# The languages of the nearest countries: people type what their own is called there.
OWN = {
    "AT": "de",
    "AZ": "az",
    "BE": "nl fr",
    "BG": "bg",
    "BY": "be",
    "CA": "fr",
    "CH": "de fr it",
    "CY": "el",
    "CZ": "cs",
    "DE": "de",
    "DK": "da",
    "EE": "et",
    "ES": "es",
    "FI": "fi",
    "FR": "fr",
    "GE": "ka",
    "GR": "el",
    "HR": "hr",
    "HU": "hu",
    "IE": "ga",
    "IL": "he",
    "IT": "it",
    "KZ": "kk",
    "LT": "lt",
    "LV": "lv",
    "MD": "ro",
    "NL": "nl",
    "NO": "nb_NO",
    "PL": "pl",
    "PT": "pt",
    "RO": "ro",
    "RS": "sr",
    "SE": "sv",
    "SI": "sl",
    "SK": "sk",
    "TR": "tr",
}
# What people type and no catalogue of countries has: short names, parts, older ones.
ALSO = {
    "AE": "UAE ОАЕ Emirates",
    "BY": "Беларусь Белоруссия Білорусь",
    "CZ": "Czech Republic Чехія Чехия Česko Çek",
    "GB": "UK England Scotland Wales Britain Англія Англия Великобритания Британія Британия Шотландія "
    "Angliya İngiltere",
    "KR": "South Korea Корея",
    "MD": "Молдавия Moldavia",
    "NL": "Holland Голландія Голландия Niderland Hollanda",
    "TR": "Turkey Turkiye",
    "UA": "Ukrayina Ukraina",
    "US": "USA America США Штати Штаты Америка Amerika AQŞ ABD",
}


def spellings(languages: Iterable[Translate]) -> Spellings:
    """Every name of each country, to look through, by its code."""
    names = {code: [code, ALSO.get(code, "")] for code in iso_countries("en")}
    catalogues = {one: iso_countries(one) for one in {*EVERYWHERE, *" ".join(OWN.values()).split()}}
    for code, known in names.items():
        known += [t.country(code) for t in languages]
        known += [catalogues[one][code] for one in (*EVERYWHERE, *OWN.get(code, "").split())]
    return Spellings({code: " ".join(known) for code, known in names.items()})
