"""Every text of `locales/` as values, what a check says about one of them, and the files nobody reads."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polib

from bot.campaign.model import Campaign
from bot.i18n.encoding import UnreadableError, read_catalogue, read_text
from bot.i18n.translate import BETWEEN_TEXTS, BUILT_IN, LOCALES, WORDS

LANGUAGES = BUILT_IN
Kind = Literal["message", "title", "letter", "example", "idea"]

# Entries for the program, not for people.
DATA = frozenset({"alphabet", "casing", "date", "script"})

# Texts that only organizers meet. The public figures (progress.) are everybody's.
_ORGANIZERS = re.compile(
    r"(alarm|chart|count|desk|figures|handover|journal|press|receive|release|reload|sheet|stats|undo)\."
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
    is_unfinished: bool = False  # nothing is broken: somebody has not come to it yet

    def __str__(self) -> str:
        return f"{self.file}, {self.place}: {self.wrong} {self.remedy}".rstrip()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Locales:
    """All texts of a folder, read once: of `locales/`, or of a campaign beside it, which says only some of
    them anew. `words` are placeholders that every text may have; `unreadable` names files left out.
    """

    folder: Path
    catalogues: dict[str, polib.POFile]
    texts: tuple[Text, ...]
    source: polib.POFile
    languages: tuple[str, ...] = LANGUAGES
    words: frozenset[str] = frozenset()
    unreadable: tuple[Problem, ...] = ()
    is_built_in: bool = True
    is_anew: bool = True  # of another campaign than the built-in one

    def of(self, language: str) -> Iterator[Text]:
        return (text for text in self.texts if text.language == language)


def read_locales(folder: Path, languages: Iterable[str] = LANGUAGES, words: Iterable[str] = ()) -> Locales:
    """Every catalogue, greeting, example and idea of these languages; `words` are a campaign's own."""
    languages = tuple(languages)
    catalogues: dict[str, polib.POFile] = {}
    texts: list[Text] = []
    unreadable: list[Problem] = []
    for language in languages:
        for path, kind in _files(folder / language):
            try:
                if kind == "message":
                    catalogues[language] = read_catalogue(path)
                    texts += _messages(language, catalogues[language])
                else:
                    texts += _lines(folder, path, language, kind)
            except UnreadableError as error:
                file = path.relative_to(folder).as_posix()
                unreadable.append(Problem(file, "file", f"It cannot be read: {error.why}.", ""))
    is_built_in = (folder / "terms.tsv").exists()
    source = catalogues.get("en") if is_built_in else None
    known = {*WORDS, *words}
    return Locales(
        folder=folder,
        catalogues=catalogues,
        texts=tuple(texts),
        source=source if source is not None else read_catalogue(LOCALES / "en" / "bot.po"),
        languages=languages,
        words=frozenset(known | {one.capitalize() for one in known}),
        unreadable=tuple(unreadable),
        is_built_in=is_built_in,
    )


def is_for_organizers(text: Text) -> bool:
    """Whether no supporter ever reads it."""
    return text.kind == "message" and _ORGANIZERS.match(text.place) is not None


def plain_words(text: str) -> list[str]:
    """The words of a text without tags and placeholders, in order; hyphens and apostrophes join."""
    spoken = re.sub(r"<(code|pre)>.*?</\1>", " ", text, flags=re.DOTALL)  # commands and examples are no words
    bare = re.sub(r"\{[^{}]*\}", " ", _TAG.sub(" ", spoken))
    bare = re.sub(r"https?://\S+|(?<!\w)/[a-z]+|&[a-z]+;", " ", bare)
    return re.findall(r"[^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*", bare)


def _files(folder: Path) -> Iterator[tuple[Path, Kind]]:
    """The files of one language that hold texts."""
    if (path := folder / "bot.po").exists():
        yield path, "message"
    for path in sorted((folder / "letters").glob("*.txt")):
        yield path, "letter"
    for path in sorted((folder / "examples").glob("*.txt")):
        yield path, "example"
    if (path := folder / "ideas.txt").exists():
        yield path, "idea"


def _messages(language: str, catalogue: polib.POFile) -> Iterator[Text]:
    for entry in catalogue:
        if entry.obsolete or entry.msgid in DATA or "fuzzy" in entry.flags:
            continue
        forms = entry.msgstr_plural or {None: entry.msgstr}
        for number, text in forms.items():
            place = entry.msgid if number is None else f"{entry.msgid}[{number}]"
            yield Text(f"{language}/bot.po", place, language, "message", text, entry.comment)


def _lines(folder: Path, path: Path, language: str, kind: Kind) -> Iterator[Text]:
    file = path.relative_to(folder).as_posix()
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        is_title = number == 1 and kind != "idea"
        if line.strip() and line != BETWEEN_TEXTS:
            yield Text(file, f"line {number}", language, "title" if is_title else kind, line)


# Of one language. Editors leave copies beside a file; those do no harm.
KNOWN = re.compile(r"bot\.po|ideas\.txt|countries\.tsv|examples/[\w-]+\.txt|letters/(?P<letter>[\w-]+)\.txt")
LEFT_BY_EDITORS = re.compile(r".*~|.*\.(bak|orig|swp|mo)|\..*")


def check_files(folder: Path, campaign: Campaign) -> Iterator[Problem]:
    """Of a campaign's `locales/`: letters of no kind, foreign languages, names that nothing reads."""
    greetings = {one.id for one in campaign.greetings}
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        file = path.relative_to(folder).as_posix()
        language, _, name = file.partition("/")
        known = KNOWN.fullmatch(name)
        if LEFT_BY_EDITORS.fullmatch(path.name) or not name:
            continue
        if language not in campaign.languages:
            yield Problem(
                file, "file", "Its language is not among `languages`.", "Add it there, or delete it."
            )
        elif not known:
            yield Problem(file, "file", "Nothing reads this file.", "Delete it, or correct its name.")
        elif known["letter"] and known["letter"] not in greetings:
            wrong = f"There is no greeting `{known['letter']}`."
            yield Problem(file, "file", wrong, "Add a [[greetings]] block, or delete the file.")
