"""A campaign's people, places and texts as a spreadsheet: out, in, and what one makes different."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import tomlkit

from bot.campaign.prisoners_and_places import ENDS, Status
from bot.campaign.settings_spreadsheet import SETTING_COLUMNS, setting_changes, setting_rows
from bot.campaign.spreadsheet_reading import Cell, Flat, Read, Reader, Row, SheetError, with_ids
from bot.campaign.text_spreadsheet import ENGLISH, text_changes, text_columns, text_rows
from bot.campaign.value_types import LANGUAGE
from bot.i18n.encoding import read_text
from bot.i18n.translate import Translate, folded

Table = dict[str, Any]

STATUSES: tuple[Status, ...] = get_args(Status)
LISTS = ("groups", "languages", "spellings")
LINES = ("latin", "local")  # of a place
PEOPLE = (
    *("id", "envelope.latin", "envelope.local", "born", "gender", "case", "place", "route"),
    *("groups", "languages"),
    *(f"status.{one}" for one in STATUSES),
    *("spellings", "source", "notes"),
)
KINDS = ("new", "gone", "moved", "released", "exchanged", "died", "spelling", "changed", "text")  # of changes
BY_LANGUAGE = ("name", "address", "also_known_as", "about", "topics")
PLACES = ("id", *LINES, "email")
SPELLING = ("envelope", "name", "address", "also_known_as", "spellings")
LINE = " | "  # between the lines of an address


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, and of what kind it is: which cell of whom was what. Without a column, all of it."""

    kind: str
    name: str
    column: str = ""
    was: Cell = None
    now: Cell = None

    @property
    def text(self) -> str:
        """The difference in words."""
        if not self.column:
            return f"{self.name}: {self.now}" if self.now else self.name
        return f"{self.name}, {self.column}: {_shown(self.was)} → {_shown(self.now)}"


@dataclass(frozen=True, slots=True)
class Imported:
    """The files as they would be, what changes, and where each value stands in the sheet."""

    files: Mapping[str, str]
    changes: tuple[Change, ...]
    places: Mapping[str, str]


def columns(content: Table) -> dict[str, tuple[str, ...]]:
    """The columns of each sheet, in order."""
    named = tuple(f"{part}.{one}" for part in BY_LANGUAGE for one in content["languages"])
    return {
        "people": (*PEOPLE[:3], *named, *PEOPLE[3:]),
        "campaign": SETTING_COLUMNS,
        "places": PLACES,
        "texts": text_columns(content["languages"]),
    }


def header(column: str, t: Translate) -> str:
    """The header of a column in this language, such as “Name (uk)”."""
    if re.fullmatch(LANGUAGE, column) and column not in (*PEOPLE, ENGLISH):
        return column
    part, _, rest = column.partition(".")
    key = part if part in BY_LANGUAGE else column.replace(".", "-")
    label = t.plain(f"sheet.{key}")
    return f"{label} ({rest})" if part in BY_LANGUAGE else label


def exported(file: Path) -> dict[str, list[Flat]]:
    """The rows of each sheet, by their columns."""
    text = read_text(file)
    content = tomllib.loads(text)
    return {
        "people": [flat(one) for one in content.get("prisoners", [])],
        "campaign": setting_rows(tomlkit.parse(text)),
        "places": [flat(one) for one in content.get("places", [])],
        "texts": text_rows(file.parent, content["languages"]),
    }


def flat(table: Table) -> dict[str, Cell]:
    """One person or place as the cells of a row."""
    cells: dict[str, Cell] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            cells |= {f"{key}.{name}": one for name, one in value.items()}
        elif isinstance(value, list):
            cells[key] = (LINE if key in LINES else ", ").join(map(str, value)) or None
        else:
            cells[key] = value
    if "birthday" in cells:
        cells["born"] = cells.pop("birthday")
    return cells


def imported(file: Path, sheets: Mapping[str, Sequence[Row]], languages: Iterable[Translate]) -> Imported:
    """What becomes of this campaign file, and the texts beside it, with these sheets.

    Raises:
        SheetError: with every mistake, each with its row and column.
    """
    text = read_text(file)
    content, document = tomllib.loads(text), tomlkit.parse(text)
    known = {name: _headers(names, languages) for name, names in columns(content).items()}
    mistakes: list[str] = []
    changes: list[Change] = []
    places: dict[str, str] = {}
    for sheet, part in (("places", "places"), ("people", "prisoners")):
        if (rows := _rows(sheets, sheet, languages)) is None:
            continue
        reader = Reader(sheet, known[sheet], mistakes)
        before = {str(one["id"]): flat(one) for one in content.get(part, [])}
        after = with_ids(reader.read(rows), before, mistakes, sheet)
        for name, row in after.items():
            places |= {f"{part}.{name}.{column}": where for column, where in row.where.items()}
        changes += _differences(before, {name: row.cells for name, row in after.items()}, reader.columns)
        _write(document, part, before, after, reader.columns)
    if rows := _rows(sheets, "campaign", languages):
        settings = Reader("campaign", known["campaign"], mistakes).read(rows)
        for row, was in setting_changes(document, settings, mistakes):
            name = str(row.cells["id"])
            places[name] = row.where["value"]
            changes.append(Change("changed", "campaign", name, was, row.cells.get("value")))
    files = {file.name: tomlkit.dumps(document)} if changes else {}
    if rows := _rows(sheets, "texts", languages):
        reader = Reader("texts", known["texts"], mistakes)
        texts = text_changes(file.parent, rows, content["languages"], reader, mistakes)
        files |= texts.files
        places |= texts.places
        changes += [Change("text", name, language, was, now) for name, language, was, now in texts.changes]
    if not any(_is(title, sheet, languages) for title in sheets for sheet in known):
        mistakes.append("There is no sheet “people”, “campaign”, “places” or “texts”.")
    if mistakes:
        raise SheetError(*mistakes)
    return Imported(files, tuple(changes), places)


def _rows(
    sheets: Mapping[str, Sequence[Row]], sheet: str, languages: Iterable[Translate]
) -> Sequence[Row] | None:
    return next((rows for title, rows in sheets.items() if _is(title, sheet, languages)), None)


def _headers(columns: Iterable[str], languages: Iterable[Translate]) -> dict[str, str]:
    """Every way to write a header: the key of the file, or in words of any language."""
    known = {folded(one).strip(): one for one in columns}
    return known | {folded(header(one, t)).strip(): one for t in languages for one in columns}


def _is(title: str, sheet: str, languages: Iterable[Translate]) -> bool:
    names = {sheet, *(t.plain(f"sheet.{sheet}") for t in languages)}
    return folded(title).strip() in {folded(one).strip() for one in names}


def _differences(
    before: Mapping[str, Flat], after: Mapping[str, Flat], columns: Sequence[str]
) -> Iterator[Change]:
    for name, cells in after.items():
        if name not in before:
            yield Change("new", name, now=cells.get("envelope.latin") or cells.get("latin"))
            continue
        for column in columns:
            was, now = before[name].get(column), cells.get(column)
            if column and column != "id" and was != now:
                yield Change(_kind(column), name, column, was, now)
    yield from (Change("gone", name) for name in before if name not in after)


def _kind(column: str) -> str:
    part, _, rest = column.partition(".")
    if column in ("place", "status.moved", *LINES):
        return "moved"
    if rest in ENDS:
        return rest
    return "spelling" if part in SPELLING else "changed"


def _shown(cell: Cell) -> str:
    return f"“{cell}”" if cell is not None else "nothing"


def _write(
    document: Any, part: str, before: Mapping[str, Flat], after: Mapping[str, Read], columns: Sequence[str]
) -> None:
    """Change what differs and nothing else: comments and the order of people stay."""
    tables = document.get(part)
    for number in reversed(range(len(tables or ()))):
        table, name = tables[number], str(tables[number]["id"])
        if name not in after:
            del tables[number]
            continue
        for column in columns:
            now = after[name].cells.get(column)
            if column and before[name].get(column) != now:
                _set(table, column, now)
    for name, row in after.items():
        if name not in before:
            if part not in document:
                document[part] = tomlkit.aot()
            table = tomlkit.table()
            for column, cell in row.cells.items():
                _set(table, column, cell)
            document[part].append(table)


def _set(table: Any, column: str, cell: Cell) -> None:
    part, _, rest = column.partition(".")
    if column == "born":
        table.pop("birthday", None)
    if rest:
        inner = table.get(part)
        if cell is not None and inner is None:
            inner = table[part] = tomlkit.inline_table()
        if cell is not None:
            inner[rest] = cell
        elif inner is not None:
            inner.pop(rest, None)
            if not inner:
                table.pop(part)
    elif cell is None:
        table.pop(part, None)
    elif part in LISTS or part in LINES:
        separator = LINE.strip() if part in LINES else ","
        table[part] = [one.strip() for one in str(cell).split(separator) if one.strip()]
    else:
        table[part] = cell
