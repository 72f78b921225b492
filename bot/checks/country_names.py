"""Country names: those that correct the ISO catalogue, and those in Crimean Tatar that no source has."""

import gettext
import re
import unicodedata
from collections.abc import Iterator

import pycountry

from bot.checks.crimean_tatar import ALPHABET, TURKISH, lower
from bot.checks.crimean_tatar_dictionary import Dictionary
from bot.checks.locales import LANGUAGES, Locales, Problem
from bot.i18n.translate import Translate

OPEN = "to be confirmed"  # in the third column: stands in the proof-reader's list


def check_countries(locales: Locales, dictionary: Dictionary | None = None) -> list[Problem]:
    """Of every `countries.tsv`: alpha2, name, source or reason. With the dictionary, every Crimean Tatar name
    that is not in it needs a row, too, be it that somebody has to confirm it.
    """
    problems = list(_crimean_tatar(locales, dictionary))
    for language in LANGUAGES:
        path = locales.folder / language / "countries.tsv"
        if path.exists():
            for number, line in enumerate(path.read_text("utf-8").splitlines()[1:], start=2):
                problems += _row(language, number, line)
    return problems


def _crimean_tatar(locales: Locales, dictionary: Dictionary | None) -> Iterator[Problem]:
    path = locales.folder / "crh" / "countries.tsv"
    explained = {line.split("\t")[0] for line in path.read_text("utf-8").splitlines()}
    for code, name in Translate("crh", [locales.folder]).countries():
        for word in re.findall(r"[^\W\d_]+", name):
            where = ("crh/countries.tsv", code)
            if lower(word) in TURKISH:
                yield Problem(*where, f"“{word}” is Turkish.", f"Write “{TURKISH[lower(word)]}”.")
            elif dictionary and code not in explained and not _knows(dictionary, word):
                yield Problem(*where, f"“{word}” is in no source.", "Give the name a row with its source.")


def _knows(dictionary: Dictionary, word: str) -> bool:
    small = lower(word)
    return (
        small in dictionary or {"i": "İ", "ı": "I"}.get(small[0], small[0].upper()) + small[1:] in dictionary
    )


def _row(language: str, number: int, line: str) -> Iterator[Problem]:
    where = (f"{language}/countries.tsv", f"line {number}")
    code, name, reason = [*line.split("\t"), "", ""][:3]
    if not reason.strip():
        yield Problem(*where, "A row has a code, a name and a reason.", "Fill in all three, by tabulators.")
        return
    country = pycountry.countries.get(alpha_2=code)
    if country is None:
        yield Problem(*where, f"“{code}” is not a country code.", "Use ISO 3166 with two letters.")
        return
    catalogue = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [language], fallback=True)
    if catalogue.gettext(getattr(country, "common_name", country.name)) == name and OPEN not in reason:
        yield Problem(*where, f"The ISO catalogue already says “{name}”.", "Delete the row.")
    if not unicodedata.is_normalized("NFC", name):
        yield Problem(*where, "It holds decomposed characters.", "Save the file in NFC.")
    if language == "crh" and not set(lower(name)) <= ALPHABET | set(" -,’"):
        yield Problem(*where, f"“{name}” leaves the alphabet.", "Correct it.")
