"""Country names that correct the ISO catalogue: known codes, needed corrections, clean letters."""

import gettext
import unicodedata

import pycountry

from bot.checks.crimean_tatar import ALPHABET, lower
from bot.checks.texts import LANGUAGES, Locales, Problem


def check_countries(locales: Locales) -> list[Problem]:
    """Of every `countries.tsv`: alpha2, name, source or reason."""
    problems = []
    for language in LANGUAGES:
        path = locales.folder / language / "countries.tsv"
        if path.exists():
            for number, line in enumerate(path.read_text("utf-8").splitlines()[1:], start=2):
                problems += _row(language, number, line)
    return problems


def _row(language: str, number: int, line: str) -> list[Problem]:
    where = (f"{language}/countries.tsv", f"line {number}")
    code, name, reason = [*line.split("\t"), "", ""][:3]
    if not reason.strip():
        return [
            Problem(*where, "A row has a code, a name and a reason.", "Fill in all three, by tabulators.")
        ]
    country = pycountry.countries.get(alpha_2=code)
    if country is None:
        return [Problem(*where, f"“{code}” is not a country code.", "Use ISO 3166 with two letters.")]
    problems = []
    catalogue = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [language], fallback=True)
    if catalogue.gettext(getattr(country, "common_name", country.name)) == name:
        problems.append(Problem(*where, f"The ISO catalogue already says “{name}”.", "Delete the row."))
    if not unicodedata.is_normalized("NFC", name):
        problems.append(Problem(*where, "It holds decomposed characters.", "Save the file in NFC."))
    if language == "crh" and not set(lower(name)) <= ALPHABET | {" ", "-"}:
        problems.append(Problem(*where, f"“{name}” leaves the alphabet.", "Correct it."))
    return problems
