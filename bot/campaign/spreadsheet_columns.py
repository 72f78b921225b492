"""A sheet with a header: finds the columns, reads each row under it, keeps the ids of people."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches

from bot.campaign.spreadsheet_files import Cell, Row, place_of
from bot.i18n.translate import folded

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
        if (
            sum(isinstance(one, str) and folded(one).strip() in self.known for one in row.cells)
            > len(row.cells) / 2
        ):
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
