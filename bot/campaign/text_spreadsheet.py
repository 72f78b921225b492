"""A campaign's own texts and letters as a sheet: a row for each, a column for each language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polib

from bot.campaign.spreadsheet_reading import Flat, Reader, Row
from bot.i18n.encoding import read_text
from bot.i18n.translate import LOCALES

ENGLISH = "english"  # the column to translate from; what is written there is not taken
LETTERS = "letters/"  # an id that begins so is a letter, any other one an entry of the catalogue


@dataclass(frozen=True, slots=True)
class Texts:
    """What becomes of the files of texts: `changes` are (id, language, before, after), `places` are cells."""

    files: dict[str, str] = field(default_factory=dict)
    changes: list[tuple[str, str, str, str]] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)


def text_columns(languages: Sequence[str]) -> tuple[str, ...]:
    """The columns of the sheet, in order."""
    return ("id", ENGLISH, *languages)


def text_rows(folder: Path, languages: Sequence[str]) -> list[Flat]:
    """The rows of the sheet: what the folder's own files hold."""
    texts = {one: dict(_texts(folder / "locales" / one)) for one in languages}
    own = {name: text for name, text in texts.get("en", {}).items() if text}
    english = {**dict(_texts(LOCALES / "en")), **own}
    ids = dict.fromkeys(name for one in texts.values() for name in one)
    return [
        {"id": name, ENGLISH: english.get(name), **{one: texts[one].get(name) or None for one in languages}}
        for name in ids
    ]


def text_changes(
    folder: Path, rows: Sequence[Row], languages: Sequence[str], reader: Reader, mistakes: list[str]
) -> Texts:
    """What these rows make of the files; what is wrong is added to `mistakes`."""
    found = Texts()
    texts = {one: dict(_texts(folder / "locales" / one)) for one in languages}
    new: dict[str, dict[str, str]] = {one: {} for one in languages}
    for row in reader.read(rows):
        name = str(row.cells.get("id") or "")
        for language in (one for one in languages if one in row.cells):
            was, now = texts[language].get(name), _plain(row.cells[language], language)
            if now == (was or ""):
                continue
            where = row.where[language]
            if was is None:
                mistakes.append(f"{where}: “{language}” has no text “{name}” of its own.")
            elif not now:
                mistakes.append(f"{where}: the cell is empty; a text cannot be taken away.")
            else:
                new[language][name] = now
                found.changes.append((name, language, was, now))
                found.places[_file(language, name)] = where
    for language, changed in new.items():
        found.files.update(_written(folder, language, changed))
    return found


def _file(language: str, name: str) -> str:
    """Name a text as the check does."""
    if name.startswith(LETTERS):
        return f"{language}/{name}.txt"
    return f"{language}/bot.po {name}"


def _plain(cell: object, language: str) -> str:
    """What was typed; an office program writes a quotation mark where Ukrainian has an apostrophe."""
    text = str(cell or "").replace("\r\n", "\n").strip()
    return re.sub(r"(?<=\w)['’](?=\w)", "ʼ", text) if language == "uk" else text


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Each text of one language by its id; forms of a plural by a number in brackets."""
    if (folder / "bot.po").is_file():
        for entry in polib.pofile(read_text(folder / "bot.po")):
            if entry.msgid_plural:
                yield from ((f"{entry.msgid}[{n}]", text) for n, text in sorted(entry.msgstr_plural.items()))
            elif not entry.obsolete:
                yield entry.msgid, entry.msgstr.strip()
    for path in sorted((folder / "letters").glob("*.txt")):
        yield f"{LETTERS}{path.stem}", read_text(path).strip()


def _written(folder: Path, language: str, changed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    entries = {name: text for name, text in changed.items() if not name.startswith(LETTERS)}
    for name in changed.keys() - entries.keys():
        yield f"locales/{language}/{name}.txt", f"{changed[name]}\n"
    if entries:
        catalogue = polib.pofile(read_text(folder / "locales" / language / "bot.po"))
        for entry in catalogue:
            if entry.msgid in entries:
                entry.msgstr = entries[entry.msgid]
            for form in entry.msgstr_plural:
                entry.msgstr_plural[form] = entries.get(f"{entry.msgid}[{form}]", entry.msgstr_plural[form])
        yield f"locales/{language}/bot.po", str(catalogue)
