"""Reads a spreadsheet that somebody keeps by hand: rows of plain values, or every reason why not."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bot.i18n.encoding import UnreadableError, read_text

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
    return f"row {row}, column {get_column_letter(column + 1)}"


def _workbook(path: Path) -> dict[str, list[Row]]:
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


def _rows(sheet: Worksheet, mistakes: list[str]) -> Iterator[Row]:
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
