"""The words of a letter as paper shows them: place, salutation, paragraphs, closing, signature."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from bot.letter.compose import Words, filled_lines, taken_apart
from bot.letter.printable_characters import printable, tidy

# Scripts that tell a language, by how Unicode names their letters.
SCRIPTS = {
    "ARABIC": "ar",
    "ARMENIAN": "hy",
    "CJK": "zh",
    "DEVANAGARI": "hi",
    "GEORGIAN": "ka",
    "GREEK": "el",
    "HANGUL": "ko",
    "HEBREW": "he",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "THAI": "th",
}
RIGHT_TO_LEFT = ("ar", "he")
# Letters, or pairs of them, that only one of the languages likely in a letter has; where none is found, the
# letter's own language if it is one of these, else the last one.
SIGNS = {
    "CYRILLIC": (("къ гъ нъ", "crh"), ("ы э ъ ё", "ru"), ("і ї є ґ", "uk")),
    "LATIN": (("ñ ğ ş ı", "crh"), ("w x", "en")),
}


@dataclass(frozen=True)
class Paragraph:
    """Text in one language; its line breaks are kept."""

    text: str
    language: str


@dataclass(frozen=True)
class LetterText:
    """A letter as it is set. Empty parts are not there."""

    language: str
    paragraphs: tuple[Paragraph, ...]
    place: str = ""
    salutation: str = ""
    closing: str = ""
    sender: str = ""

    @property
    def text(self) -> str:
        """All of it, in the order it is read."""
        said = (one.text for one in self.paragraphs)
        parts = (self.place, self.salutation, *said, self.closing, self.sender)
        return "\n".join(part for part in parts if part)


def letter_text(text: str, greetings: Iterable[str], language: str) -> LetterText:
    """A composed text as it is set; what cannot be printed is left out of each part before it is composed."""
    if words := taken_apart(text, greetings):
        return lay_out(without_unprintable(words), language)
    return LetterText(language, tuple(_typed(printable(text), language)))


def without_unprintable(words: Words) -> Words:
    """The same words, each part without what no font has."""
    return _changed(words, printable)


def lay_out(words: Words, language: str) -> LetterText:
    """The greeting's sentences as running paragraphs around the words of one's own, which stay as typed."""
    blocks: list[list[str] | Paragraph] = [[]]
    words = _changed(words, tidy)
    for line, filled in filled_lines(words):
        last = blocks[-1]
        if line == "{own}":
            blocks += [*_typed(filled, language), []]
        elif not filled:
            blocks.append([])
        elif line not in ("{sender}", "{place}"):
            assert isinstance(last, list)
            last.append(filled)
    first, final = blocks[0], blocks[-1]
    salutation = first.pop(0) if isinstance(first, list) and first else ""
    closing = final.pop() if isinstance(final, list) and final else ""
    paragraphs = (
        one if isinstance(one, Paragraph) else Paragraph(" ".join(one), language) for one in blocks if one
    )
    return LetterText(language, tuple(paragraphs), words.place, salutation, closing, words.sender)


def language_of(text: str, default: str) -> str:
    """The language of somebody's own words as far as their letters tell it; else the letter's own."""
    low = text.lower()
    scripts = [unicodedata.name(one, "?").split(" ")[0] for one in low if one.isalpha()]
    if not scripts:
        return default
    script = max(sorted(set(scripts)), key=scripts.count)
    if script not in SIGNS:
        return SCRIPTS.get(script, default)
    likely = [language for _, language in SIGNS[script]]
    found = [language for signs, language in SIGNS[script] if any(one in low for one in signs.split(" "))]
    if default in (found or likely):
        return default
    return found[0] if found else likely[-1]


def _changed(words: Words, change: Callable[[str], str]) -> Words:
    return Words(words.text, change(words.name), change(words.sender), change(words.place), change(words.own))


def _typed(text: str, language: str) -> Iterator[Paragraph]:
    """Words as somebody typed them: an empty line parts paragraphs, or another direction of writing."""

    def kind(line: str) -> tuple[bool, bool]:
        return bool(line.strip()), language_of(line, language) in RIGHT_TO_LEFT

    for (is_text, _), lines in groupby(text.split("\n"), key=kind):
        if is_text:
            typed = "\n".join(lines)
            yield Paragraph(typed, language_of(typed, language))
