"""Ukrainian spelling and vocatives by a morphological dictionary, which only developers install."""

import csv
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.campaign.model import Campaign
from bot.checks.locales import Locales, Problem, plain_words

DICTIONARY = "pymorphy3_dicts_uk"
SKIPPED = (
    "Ukrainian spelling and vocatives were not checked: pymorphy3 and its dictionary are not installed here. "
    "“make test” installs them and checks."
)


def dictionary_is_here() -> bool:
    return find_spec("pymorphy3") is not None and find_spec(DICTIONARY) is not None


def read_known_words(folder: Path) -> frozenset[str]:
    """locales/uk/words.tsv: names and words that the dictionary lacks, each with the reason."""
    with (folder / "words.tsv").open(encoding="utf-8", newline="") as file:
        return frozenset(
            row["word"].lower() for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        )


def check_spelling(locales: Locales, campaign: Campaign, known: frozenset[str]) -> list[Problem]:
    """ModuleNotFoundError where the dictionary is not installed: ask `dictionary_is_here` first."""
    # By name: this package is not among the dependencies of a running bot.
    morphology = import_module("pymorphy3").MorphAnalyzer(lang="uk")
    said = [(text, word) for text in locales.of("uk") for word in plain_words(text.text)]
    unknown = {word for word in {word for _, word in said} if not _is_known(morphology, word, known)}
    problems = [
        text.problem(f"“{word}” is not in the dictionary.", "Correct it, or add it to locales/uk/words.tsv.")
        for text, word in said
        if word in unknown
    ]
    return problems + _vocatives(morphology, campaign, known)


def _is_known(morphology: Any, word: str, known: frozenset[str]) -> bool:
    form = word.lower()
    if form in known or not any("Ѐ" <= letter <= "ӿ" for letter in form):
        return True
    form = form.replace("ʼ", "'")
    parts = form.split("-")
    return bool(morphology.word_is_known(form)) or (
        len(parts) > 1 and all(morphology.word_is_known(part) for part in parts)
    )


def _vocatives(morphology: Any, campaign: Campaign, known: frozenset[str]) -> list[Problem]:
    """The first name in the vocative is how a Ukrainian letter speaks to a person."""
    problems = []
    for prisoner in campaign.prisoners:
        given, address = prisoner.name["uk"].split()[0], prisoner.address["uk"]
        forms = {
            parse.inflect({"voct"}).word
            for parse in morphology.parse(given)
            if "Name" in parse.tag and parse.inflect({"voct"}) is not None
        }
        indeclinable = any("Fixd" in parse.tag for parse in morphology.parse(given))
        if address.lower() in forms | known or (indeclinable and address == given):
            continue
        wrong = (
            f"“{address}” is not a known vocative of {given} ({', '.join(sorted(forms)) or 'none known'})."
        )
        remedy = "Correct it, or list it in locales/uk/words.tsv."
        problems.append(Problem("campaign.toml", f"prisoners.{prisoner.id}.address.uk", wrong, remedy))
    return problems
