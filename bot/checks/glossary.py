"""The same word for the same thing: where English uses a term, every language uses its own word for it."""

import csv
import re
from dataclasses import dataclass

from bot.checks.crimean_tatar import lower
from bot.checks.locales import Locales, Problem, Text

FILE = "terms.tsv"


@dataclass(frozen=True, slots=True)
class Term:
    """Patterns of one term in each language, and the messages that say it otherwise on purpose."""

    english: re.Pattern[str]
    others: dict[str, re.Pattern[str]]
    exceptions: frozenset[str]


def check_terms(locales: Locales) -> list[Problem]:
    """Of catalogue messages only: letters are written in each language, not translated."""
    messages = [text for text in locales.texts if text.kind == "message"]
    english = {_name(text): _bare(text) for text in messages if text.language == "en"}
    others = [(text, _bare(text), english.get(_name(text), "")) for text in messages if text.language != "en"]
    return [
        _problem(text, term.english, term.others[text.language])
        for term in _read(locales)
        for text, ours, theirs in others
        if term.english.search(theirs) and not term.others[text.language].search(ours)
        if _name(text) not in term.exceptions
    ]


def _problem(text: Text, english: re.Pattern[str], ours: re.Pattern[str]) -> Problem:
    wrong = f"English says “{english.pattern}” here, this text not “{ours.pattern}”."
    return text.problem(wrong, f"Use the same word everywhere, or except the message in {FILE}.")


def _name(text: Text) -> str:
    return text.place.partition("[")[0]


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
