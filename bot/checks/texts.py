"""Every text of `locales/` as values, and what a check says about one of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polib

from bot.i18n import BETWEEN_TEXTS

LANGUAGES = ("uk", "en", "crh")
Kind = Literal["message", "title", "letter", "example", "idea"]

# Entries for the program, not for people.
DATA = frozenset({"alphabet", "casing", "date", "script"})

# Texts that only organizers meet. The public figures (progress.) are everybody's.
_ORGANIZERS = re.compile(
    r"(alarm|chart|count|desk|figures|handover|journal|press|receive|release|reload|stats|undo)\."
    r"|command\.(handover|journal|receive|release|reload|stats)$"
)

_TAG = re.compile(r"</?[a-z][^<>]*>")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a text: where it is, what is wrong, and what to do about it."""

    file: str
    place: str
    wrong: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}, {self.place}: {self.wrong} {self.remedy}"


@dataclass(frozen=True, slots=True)
class Text:
    """One text as a person reads it. `place` is the message id or the line; `note` is for translators."""

    file: str
    place: str
    language: str
    kind: Kind
    text: str
    note: str = ""

    @property
    def plain(self) -> str:
        """Without tags."""
        return _TAG.sub("", self.text)

    @property
    def placeholders(self) -> frozenset[str]:
        """Names in braces."""
        return frozenset(re.findall(r"\{(\w*)\}", self.text))

    def problem(self, wrong: str, remedy: str) -> Problem:
        return Problem(self.file, self.place, wrong, remedy)


@dataclass(frozen=True, slots=True)
class Locales:
    """All that is in `locales/`, read once."""

    folder: Path
    catalogues: dict[str, polib.POFile]
    texts: tuple[Text, ...]

    def of(self, language: str) -> Iterator[Text]:
        return (text for text in self.texts if text.language == language)


def read_locales(folder: Path) -> Locales:
    """Every catalogue, greeting, example and idea. OSError, UnicodeError where a file is unreadable."""
    catalogues = {
        language: polib.pofile(str(folder / language / "bot.po"), encoding="utf-8")
        for language in LANGUAGES
        if (folder / language / "bot.po").exists()
    }
    texts = [text for language, catalogue in catalogues.items() for text in _messages(language, catalogue)]
    for language in LANGUAGES:
        for path in sorted((folder / language / "letters").glob("*.txt")):
            texts.extend(_letter(folder, path, language, "letter"))
        for path in sorted((folder / language / "examples").glob("*.txt")):
            texts.extend(_letter(folder, path, language, "example"))
        texts.extend(_ideas(folder, language))
    return Locales(folder, catalogues, tuple(texts))


def is_for_organizers(text: Text) -> bool:
    """Whether no supporter ever reads it."""
    return text.kind == "message" and _ORGANIZERS.match(text.place) is not None


def plain_words(text: str) -> list[str]:
    """The words of a text without tags and placeholders, in order; hyphens and apostrophes join."""
    spoken = re.sub(r"<(code|pre)>.*?</\1>", " ", text, flags=re.DOTALL)  # commands and examples are no words
    bare = re.sub(r"\{[^{}]*\}", " ", _TAG.sub(" ", spoken))
    bare = re.sub(r"https?://\S+|(?<!\w)/[a-z]+|&[a-z]+;", " ", bare)
    return re.findall(r"[^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*", bare)


def _messages(language: str, catalogue: polib.POFile) -> Iterator[Text]:
    for entry in catalogue:
        if entry.obsolete or entry.msgid in DATA or "fuzzy" in entry.flags:
            continue
        forms = entry.msgstr_plural or {None: entry.msgstr}
        for number, text in forms.items():
            place = entry.msgid if number is None else f"{entry.msgid}[{number}]"
            yield Text(f"{language}/bot.po", place, language, "message", text, entry.comment)


def _letter(folder: Path, path: Path, language: str, kind: Kind) -> Iterator[Text]:
    file = path.relative_to(folder).as_posix()
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.strip() and line != BETWEEN_TEXTS:
            yield Text(file, f"line {number}", language, "title" if number == 1 else kind, line)


def _ideas(folder: Path, language: str) -> Iterator[Text]:
    path = folder / language / "ideas.txt"
    if path.exists():
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            yield Text(f"{language}/ideas.txt", f"line {number}", language, "idea", line)
