"""Reads a spreadsheet that somebody keeps by hand: its rows by their columns, or every reason why not."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from bot.i18n.encoding import UnreadableError, read_text
from bot.i18n.translate import folded

MOST_BYTES = 5_000_000
MOST_UNPACKED = 60_000_000
MOST_ROWS, MOST_COLUMNS = 5_000, 200
Cell = str | int | date | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its number, as the spreadsheet counts it."""

    number: int
    cells: tuple[Cell, ...]


class SheetError(Exception):
    """The file cannot be taken; `mistakes` are whole sentences, each with its row and column."""

    def __init__(self, *mistakes: str) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def read_sheets(path: Path) -> dict[str, list[Row]]:
    """Read the sheets of a workbook by their names, or of a CSV file the only one.

    Raises:
        SheetError: with everything that keeps it from being read.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise SheetError(f"{path}: cannot be read: {error.strerror}") from None
    if size > MOST_BYTES:
        raise SheetError(f"The file has {size // 1_000_000} MB; a list of people has at most 5.")
    return _workbook(path) if zipfile.is_zipfile(path) else {"people": _csv(path)}


def place_of(row: int, column: int) -> str:
    """Name a cell as the spreadsheet does."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  # see _workbook

    return f"row {row}, column {get_column_letter(column + 1)}"


def _workbook(path: Path) -> dict[str, list[Row]]:
    from openpyxl import load_workbook  # noqa: PLC0415  # 24 MB, paid only by who brings a spreadsheet

    with zipfile.ZipFile(path) as packed:
        if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
            raise SheetError("The file unpacks to far more than a list of people; save it anew as .xlsx.")
    try:
        book = load_workbook(path, keep_links=False)
    except Exception:
        raise SheetError(
            "This is no workbook that can be read; save it as .xlsx or as CSV in UTF-8."
        ) from None
    mistakes: list[str] = []
    sheets = {sheet.title: list(_rows(sheet, mistakes)) for sheet in book.worksheets}
    if mistakes:
        raise SheetError(*mistakes)
    return sheets


def _rows(sheet: Any, mistakes: list[str]) -> Iterator[Row]:
    for merged in sheet.merged_cells.ranges:
        mistakes.append(f"{sheet.title}, {merged}: merged cells; part them, each row stands for itself.")
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        mistakes.append(f"{sheet.title}: at most {MOST_ROWS} rows and {MOST_COLUMNS} columns.")
        return
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        for one in cells:
            if one.data_type == "f":
                where = place_of(number, one.column - 1)
                mistakes.append(f"{sheet.title}, {where}: a formula; paste its value instead.")
            elif one.data_type == "e":
                where = place_of(number, one.column - 1)
                mistakes.append(f"{sheet.title}, {where}: the cell shows an error, {one.value}.")
        yield Row(number, _trimmed([_plain(one.value) for one in cells]))


def _csv(path: Path) -> list[Row]:
    try:
        text = read_text(path)
    except UnreadableError as error:
        raise SheetError(f"The file {error.why}.") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    if "\0" in text or not first.count(delimiter):
        raise SheetError("This is no table: save it as .xlsx, or as CSV in UTF-8.")
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise SheetError(f"This is no table ({error}): save it as .xlsx, or as CSV in UTF-8.") from None
    if len(rows) > MOST_ROWS:
        raise SheetError(f"The file has more than {MOST_ROWS} rows.")
    return [Row(number, _trimmed([_plain(one) for one in row])) for number, row in enumerate(rows, start=1)]


def _plain(value: object) -> Cell:
    match value:
        case datetime():
            return value.date()
        case bool():
            return str(value)
        case int() | date():
            return value
        case float():
            return int(value) if value.is_integer() else str(value)
        case None:
            return None
    return str(value).strip() or None


def _trimmed(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells without the empty ones at the end."""
    length = max((number for number, one in enumerate(cells, start=1) if one is not None), default=0)
    return tuple(cells[:length])


Flat = Mapping[str, Cell]
DAY_0 = date(1899, 12, 30)  # of spreadsheets; a year typed into a cell for dates becomes a day in 1905
TYPED = (DAY_0 + timedelta(1900), DAY_0 + timedelta(2100))


@dataclass(frozen=True, slots=True)
class Read:
    """One row by its columns, and where each of its cells stands."""

    cells: Flat
    where: Mapping[str, str]
    number: int


@dataclass
class Reader:
    """One sheet: finds its header, then reads each row under it."""

    sheet: str
    known: Mapping[str, str]
    mistakes: list[str]
    columns: tuple[str, ...] = ()

    def read(self, rows: Sequence[Row]) -> Iterator[Read]:
        """Read each row; what is wrong is added to `mistakes`."""
        if not rows or not rows[0].cells:
            self.mistakes.append(f"{self.sheet}: row 1 has no header.")
            return
        self.columns = tuple(self._column(number, cell) for number, cell in enumerate(rows[0].cells))
        for column in sorted({one for one in self.columns if one and self.columns.count(one) > 1}):
            self.mistakes.append(f"{self.sheet}, row 1: the column “{column}” is there twice.")
        last = max((row.number for row in rows if row.cells), default=1)
        for row in rows[1:]:
            if row.number <= last and (read := self._row(row)):
                yield read

    def _column(self, number: int, cell: Cell) -> str:
        if cell is None:
            return ""
        if column := self.known.get(folded(str(cell)).strip()):
            return column
        near = get_close_matches(str(cell), self.known.values(), 1, 0.6)
        meant = f"; did you mean “{near[0]}”?" if near else ""
        self.mistakes.append(f"{self.sheet}, {place_of(1, number)}: there is no column “{cell}”{meant}")
        return ""

    def _row(self, row: Row) -> Read | None:
        where = f"{self.sheet}, row {row.number}"
        if not row.cells:
            self.mistakes.append(f"{where}: the row is empty; delete it.")
            return None
        named = [self.known.get(folded(str(one)).strip()) for one in row.cells if one is not None]
        if len(set(named) & set(self.columns)) > len(named) / 2:
            self.mistakes.append(f"{where}: a second header; one row of headers is enough.")
            return None
        cells: dict[str, Cell] = {}
        places: dict[str, str] = {}
        for number, (column, cell) in enumerate(zip(self.columns, row.cells, strict=False)):
            if column:
                places[column] = f"{self.sheet}, {place_of(row.number, number)}"
                cells[column] = self._value(column, cell, places[column])
        for number, cell in enumerate(row.cells):
            if cell is not None and (number >= len(self.columns) or not self.columns[number]):
                self.mistakes.append(
                    f"{self.sheet}, {place_of(row.number, number)}: its column has no header."
                )
        return Read(cells, places, row.number)

    def _value(self, column: str, cell: Cell, where: str) -> Cell:
        if column != "born" and not column.startswith("status."):
            return cell.isoformat() if isinstance(cell, date) else str(cell) if cell is not None else None
        if isinstance(cell, str) and re.fullmatch(r"\d{4}", cell):
            cell = int(cell)
        if isinstance(cell, str):
            try:
                return date.fromisoformat(cell)
            except ValueError:
                self.mistakes.append(f"{where}: “{cell}” is a date as text; write it as 2016-05-17.")
                return None
        if isinstance(cell, date) and TYPED[0] <= cell <= TYPED[1] and column == "born":
            year = (cell - DAY_0).days
            self.mistakes.append(f"{where}: if the year {year} is meant, make the cell a number, not a date.")
        return cell


def with_ids(
    rows: Iterable[Read], before: Mapping[str, Flat], mistakes: list[str], sheet: str
) -> dict[str, Read]:
    """The rows by their ids, which are kept for ever: a row without one finds its own by the envelope."""
    found: dict[str, Read] = {}
    by_envelope = {str(cells.get("envelope.latin")): name for name, cells in before.items()}
    for row in rows:
        envelope = str(row.cells.get("envelope.latin") or "")
        same = by_envelope.get(envelope)
        name = str(row.cells.get("id") or same or _new_id(envelope, {*before, *found}))
        if name in found:
            mistakes.append(
                f"{sheet}, row {row.number}: {name} is there twice, also in row {found[name].number}."
            )
        elif same and name != same and name not in before:
            mistakes.append(
                f"{sheet}, row {row.number}: the id of {envelope} is {same}; an id never changes."
            )
        found[name] = Read({**row.cells, "id": name}, row.where, row.number)
    return found


def _new_id(envelope: str, taken: set[str]) -> str:
    word = re.sub(r"[^a-z0-9]+", "-", folded(envelope.partition(" ")[0])).strip("-")[:28] or "person"
    word = word if word[0].isalpha() else f"p-{word}"
    return next(one for one in (word, *(f"{word}-{n}" for n in range(2, 10_000))) if one not in taken)
