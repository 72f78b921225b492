"""Ukrainian: apostrophe, quotation marks, Ви with a capital, no Russianisms; spelling by a dictionary."""

import csv
import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.campaign.model import Campaign
from bot.checks.locales import Locales, Problem, plain_words

APOSTROPHE = "ʼ"  # U+02BC is a letter: words stay whole for search, line breaks and screen readers

# A stem or phrase as it slips in, and what Ukrainian says.
RUSSIANISMS = {
    r"прийма\w+ участь|прийня\w+ участь": "брати участь",
    r"слідуюч\w+": "наступний",
    r"на протязі": "протягом",
    r"співпада\w+": "збігатися",
    r"сам(ий|а|е|і) (кращ|велик|менш|важлив|прост)\w+": "найкращий",
    r"в якості": "як",
    r"згідно до": "згідно з",
    r"на рахунок": "щодо",
    r"явля\w+ся": "є",
    r"відмін(ити|іть|яє|яти)": "скасувати",
    r"наж(міть|ати|імайте|имайте)": "натиснути",
    r"міроприємств\w*": "захід",
    r"добав(ити|те|ляє|ляти)\w*": "додати",
    r"вибачаюсь|вибачаюся": "перепрошую",
    r"віднос(итися|иться|яться)": "ставитися, належати",
    r"получ(ити|ив|ать|али)\w*": "отримати",
    r"на (українській|англійській|кримськотатарській) мові": "українською",
    r"бувш\w+": "колишній",
    r"учбов\w+": "навчальний",
    r"лишн\w+": "зайвий",
    r"виключення": "виняток",
    r"по (пошті|телефону|бажанню|адресу|адресі)": "поштою, телефоном, за бажанням, на адресу",
    r"прийдеться|приходиться": "доведеться",
    r"заключати": "укладати",
    r"повідомити вас": "повідомити Вам",
    r"любий (з|із|час|момент|день)": "будь-який",
    r"дякуючи (тому|йому|їй|цьому)": "завдяки",
    r"вірно": "правильно",
    r"дійсн(ий|а|е) (код|адреса|лист)": "чинний",
    r"поставк\w+": "доставка",
    r"підписк\w+": "передплата",
    r"співставл?я?\w*": "зіставити",
    r"напротив": "навпаки",
    r"відправля\w+ся листом": "надсилати",
}

# What must not be found, what is wrong with it, and what to do.
_MISTAKES = (
    (
        re.compile(r"(?<=[^\W\d_])['’`‘](?=[^\W\d_])"),
        "The apostrophe is {}.",
        f"Write {APOSTROPHE} (U+02BC).",
    ),
    (re.compile(r"[\"“”„‟]"), "The quotation mark is {}.", "Write «…»."),
    (re.compile(r"\w*[ыэёъЫЭЁЪ]\w*"), "“{}” holds a Russian letter.", "Write it in Ukrainian."),
    (
        re.compile(r"\b(?=\w*[а-яґєії])(?=\w*[a-z])\w+\b", re.IGNORECASE),
        "“{}” mixes Cyrillic and Latin letters.",
        "Type it again.",
    ),
    (
        re.compile(r"\b(ви|вас|вам|вами|ваш(?:а|е|і|ого|ому|им|их|ими|ої|ій|ою|у)?)\b"),
        "“{}” with a small letter.",
        "One person is Ви, Вас, Ваш.",
    ),
    (re.compile(r"\s-\s"), "A hyphen stands for a dash.", "Write “ — ”."),
    *(
        (re.compile(rf"\b(?:{stem})\b", re.IGNORECASE), "“{}” is a Russianism.", f"Say: {ours}.")
        for stem, ours in RUSSIANISMS.items()
    ),
)


def check_ukrainian(locales: Locales) -> list[Problem]:
    """Look for each of these in every text; what the bot fills in is not looked at."""
    return [
        text.problem(wrong.format(found.group()), remedy)
        for text in locales.of("uk")
        for pattern, wrong, remedy in _MISTAKES
        if (found := pattern.search(re.sub(r"\{\w*\}", " ", text.plain)))
    ]


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
