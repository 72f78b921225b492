"""Crimean Tatar: no Turkish, no look-alikes, no suffix on a placeholder, no word without a source."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.checks.crimean_tatar_dictionary import Dictionary
from bot.checks.locales import Locales, Problem, Text, plain_words

WORDS = "words.tsv"
ALPHABET = frozenset("aâbcçdefgğhıijklmnñoöpqrsştuüvyz")

# What slips in from Turkish, and what Crimean Tatar says.
TURKISH = {
    "ben": "men",
    "bana": "maña",
    "sana": "saña",
    "bunu": "bunı",
    "onlar": "olar",
    "değil": "degil",
    "daha": "daa",
    "dosya": "fayl",
    "evet": "ebet",
    "fakat": "amma",
    "gel": "kel",
    "geri": "keri",
    "göre": "köre",
    "gün": "kün",
    "hafta": "afta",
    "hakkında": "aqqında",
    "halk": "halq",
    "hapis": "apis",
    "hayır": "yoq",
    "hazır": "azır",
    "hepsi": "episi",
    "her": "er",
    "hiç": "iç",
    "hürmet": "ürmet",
    "hürmetli": "ürmetli",
    "için": "içün",
    "kabul": "qabul",
    "kadar": "qadar",
    "kağıt": "kâğıt",
    "lazım": "lâzim",
    "mahkum": "mabüs",
    "mahpus": "mabüs",
    "mektup": "mektüp",
    "merhaba": "selâm aleyküm",
    "posta": "poçta",
    "sayfa": "saife",
    "selam": "selâm",
    "söziñiz": "sözüñiz",
    "sonra": "soñra",
    "şehir": "şeer",
    "teşekkürler": "sağ oluñız",
    "tüm": "bütün",
    "veya": "ya da",
    "yeni": "yañı",
    "çünkü": "çünki",
    "kuzey": "şimaliy",
    "güney": "cenübiy",
    "doğu": "şarqiy",
    "batı": "ğarbiy",
    "birleşik": "birleşken",
}

TURKISH_SHAPES = (
    (re.compile(r"[ıiuü]n[ıiuü]z(ge|ğa|ni|nı|niñ|nıñ|de|da|den|dan|nen)?$"), "write ñ: -ıñız, -iñiz"),
    (re.compile(r"[ıiuü]yor"), "the present is -a, -e, -y: yazam, beresiñiz"),
    (re.compile(r"[aıou]mak$"), "the infinitive is -maq"),
    (re.compile(r"^gönder"), "say yolla-"),
    (re.compile(r"^mektupl?"), "write mektüp"),
    (re.compile(r"[wx]"), "the alphabet has no w and no x"),
)

PHRASES = (
    (re.compile(r"\bhayırlı kün\b", re.IGNORECASE), "A good day is wished by “Selâm aleyküm”."),
    (re.compile(r"(?<!quvet ve )\bsabır\b(?! ve quvet)", re.IGNORECASE), "Alone it is said at a death."),
    (re.compile(r"\bmektüb(?=ke|ler|\b)", re.IGNORECASE), "Before ke and ler the p stays: mektüpke."),
    (re.compile(r"\bmektüp(?=i|imiz|iñiz)", re.IGNORECASE), "Before a vowel p turns to b: mektübiñiz."),
)

# Why a form that the dictionary lacks is right all the same, as words.tsv says it: another analyser knows
# it, it is a new word of this bot, or a form that is put together in front of everybody's eyes.
_SETTLED = ("AN", "new word", "particle", "regular")

_GLUED = re.compile(r"\}[-'’ʼ]?[^\W\d_]|[^\W\d_]\{")
_COUNTED = re.compile(r"(?:\d|\{(?:count|number|total|n)\})\s+[^\W\d_]+?(lar|ler)\b")


@dataclass(frozen=True, slots=True)
class Word:
    """A form and where it comes from. Mark A: found as it stands; B: a regular form of a found word."""

    form: str
    base: str
    mark: str
    source: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All that the texts may use, and the whole sentences that were found or checked."""

    words: dict[str, Word]
    sentences: dict[str, str]


def read_lexicon(folder: Path) -> Lexicon:
    """`folder` is locales/crh: glossary.tsv, phrases.tsv (whole sentences) and words.tsv (single forms)."""
    words: dict[str, Word] = {}
    sentences: dict[str, str] = {}
    for row in _rows(folder / "glossary.tsv"):
        if not row["source_mark"].startswith("B"):
            for whole in re.split(r" / |[,;] ", row["crimean_tatar"]):
                sentences[whole] = f"glossary: {row['english']}"
        for form in plain_words(row["crimean_tatar"]):
            words.setdefault(lower(form), Word(lower(form), "", "A", f"glossary: {row['english']}"))
    for row in _rows(folder / "phrases.tsv"):
        sentences[row["phrase"]] = row["source"]
        for form in plain_words(row["phrase"]):
            words.setdefault(lower(form), Word(lower(form), "", "A", row["source"]))
    for row in _rows(folder / WORDS):
        words[lower(row["word"])] = Word(lower(row["word"]), row["base"], row["mark"], row["source"])
    return Lexicon(words, sentences)


def check_crimean_tatar(
    locales: Locales, lexicon: Lexicon, dictionary: Dictionary | None = None
) -> list[Problem]:
    """With the dictionary, forms that were not found as they stand are looked up in it too."""
    problems = [problem for text in locales.of("crh") for problem in _check(text, lexicon)]
    if dictionary is not None:
        problems += [
            text.problem(
                f"“{form}” is not in LanguageTool's dictionary.", "Correct it, or say in words.tsv why."
            )
            for text in locales.of("crh")
            for form in map(lower, plain_words(text.text))
            if (word := lexicon.words.get(form)) is not None
            if word.mark == "B" and form not in dictionary
            if not any(reason in word.source for reason in _SETTLED)
        ]
    return problems


def check_turkish(locales: Locales) -> list[Problem]:
    """Of a campaign's own texts: names and places need no source, Turkish is a mistake all the same."""
    nothing = Lexicon({}, {})
    found = (one for text in locales.of("crh") for one in _check(text, nothing))
    return [one for one in found if "has no source" not in one.wrong]


def new_words(locales: Locales, lexicon: Lexicon, dictionary: Dictionary) -> list[Word]:
    """Words of the texts that have no source yet and that the dictionary knows, each once."""
    forms = {lower(word) for text in locales.of("crh") for word in plain_words(text.text)}
    return [
        Word(form, dictionary.base(form) or "", "B", "LT")
        for form in sorted(forms - lexicon.words.keys())
        if form in dictionary and form not in TURKISH
    ]


def lower(text: str) -> str:
    """İ becomes i, I becomes ı; Python's own rule is wrong here."""
    return text.replace("İ", "i").replace("I", "ı").lower()


def _check(text: Text, lexicon: Lexicon) -> Iterator[Problem]:
    if found := _GLUED.search(text.plain):
        wrong = f"Letters stand directly at a placeholder (“{found.group()}”)."
        yield text.problem(wrong, "Use a label or a carrier noun: {place} şeerinden.")
    if found := _COUNTED.search(text.plain):
        yield text.problem(f"“{found.group()}”.", "After a number the singular stays: 5 mektüp.")
    for pattern, remedy in PHRASES:
        if found := pattern.search(text.plain):
            yield text.problem(f"“{found.group()}”.", remedy)
    for word in plain_words(text.text):
        yield from _word(text, word, lexicon)


def _word(text: Text, word: str, lexicon: Lexicon) -> list[Problem]:
    form = lower(word)
    if form in TURKISH:
        return [text.problem(f"“{word}” is Turkish.", f"Write “{TURKISH[form]}”.")]
    if form in lexicon.words:
        return []
    strange = sorted({letter for letter in form if letter not in ALPHABET and letter not in "-'’ʼ"})
    if any("Ѐ" <= letter <= "ԯ" for letter in strange):
        wrong = f"“{word}” holds Cyrillic letters ({' '.join(strange)})."
        return [text.problem(wrong, "Type it again with the Latin keyboard.")]
    for pattern, remedy in TURKISH_SHAPES:
        if pattern.search(form):
            return [text.problem(f"“{word}” looks Turkish.", f"Here we {remedy}.")]
    if strange:
        return [
            text.problem(f"“{word}” holds letters of another alphabet ({' '.join(strange)}).", "Correct it.")
        ]
    return [text.problem(f"“{word}” has no source.", "Use another word, or add it to locales/crh/words.tsv.")]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
