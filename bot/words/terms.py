"""The same word for the same thing: where English uses a term, every language uses its own word for it."""

import csv
import re
from dataclasses import dataclass

from bot.words.crimean_tatar import lower
from bot.words.texts import Locales, Problem, Text

FILE = "terms.tsv"


@dataclass(frozen=True, slots=True)
class Term:
    """Patterns of one term in each language, and the messages that say it otherwise on purpose."""

    english: re.Pattern[str]
    others: dict[str, re.Pattern[str]]
    exceptions: frozenset[str]


def check_terms(locales: Locales) -> list[Problem]:
    """Of catalogue messages only: letters are written in each language, not translated."""
    said = {(text.language, text.place): text for text in locales.texts if text.kind == "message"}
    english = {place.partition("[")[0]: text for (language, place), text in said.items() if language == "en"}
    return [
        problem
        for term in _read(locales)
        for (language, place), text in said.items()
        if language in term.others and (name := place.partition("[")[0]) not in term.exceptions
        if name in english and term.english.search(_bare(english[name]))
        for problem in _check(text, term.english, term.others[language])
    ]


def _check(text: Text, english: re.Pattern[str], ours: re.Pattern[str]) -> list[Problem]:
    if ours.search(_bare(text)):
        return []
    wrong = f"English says “{english.pattern}” here, this text not “{ours.pattern}”."
    return [text.problem(wrong, f"Use the same word everywhere, or except the message in {FILE}.")]


def _bare(text: Text) -> str:
    plain = re.sub(r"\{\w*\}", "", text.plain)
    return lower(plain) if text.language == "crh" else plain.lower()


def _read(locales: Locales) -> list[Term]:
    with (locales.folder / FILE).open(encoding="utf-8", newline="") as file:
        return [
            Term(
                re.compile(row["english"]),
                {language: re.compile(row[language]) for language in ("uk", "crh")},
                frozenset((row["except"] or "").split()),
            )
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]
