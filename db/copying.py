"""Copies the database as lines of JSON, for backups and moving; and marks a copy as our own."""

import base64
import hashlib
import hmac
import json
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BufferedIOBase
from typing import Any

from sqlalchemy import Date, LargeBinary, Table, delete, func, insert, select
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncConnection

from db import figure_sums
from db.database import continue_numbers
from db.errors import FailureError
from db.schema import newest_revision, revision_of
from db.tables import metadata, nights
from db.vault import Vault

FORMAT = 2
ROWS_AT_ONCE = 1000

# Every table that holds facts; what is derived is made again from them.
EVERYTHING = tuple(table for table in metadata.sorted_tables if not table.info.get("derived"))
# The same without what belongs to somebody: what a copy for bad days holds.
OF_NOBODY = tuple(table for table in EVERYTHING if not table.info.get("of_somebody"))


class CopyError(FailureError):
    """A copy cannot be used, or does not fit; says why and what to do."""


@dataclass(frozen=True)
class Tally:
    """How many rows each table has, and one checksum each that does not depend on their order."""

    rows: dict[str, int]
    checksums: dict[str, str]


async def copy_out(connection: AsyncConnection, tables: Sequence[Table] = EVERYTHING) -> AsyncIterator[str]:
    """Write the lines of a copy: a head, one line a row in the order of their keys, and the tally at the end.

    The connection's transaction decides what is in it; take one that sees a single moment.
    """
    revision = await connection.run_sync(revision_of)
    yield _line({"format": FORMAT, "revision": revision})
    tally = _Counting(tables)
    for table in tables:
        async for row in await connection.stream(select(table).order_by(*table.primary_key)):
            line = _line([table.name, [_stored(value) for value in row]])
            tally.add(table.name, line)
            yield line
    yield _line({"rows": tally.rows, "checksums": tally.checksums})


async def copy_in(
    connection: AsyncConnection,
    lines: Iterable[str],
    *,
    tables: Sequence[Table] = EVERYTHING,
    replace: bool = False,
) -> Tally:
    """Put a copy of these tables into a migrated database, which holds nothing else from then on; its tally.

    Raises:
        CopyError: not a copy, damaged, of another version; or the database is not empty and `replace` was
            not said. Then roll back.
    """
    for table in reversed(metadata.sorted_tables):
        if replace or table is nights:  # a start alone has written the last one
            await connection.execute(delete(table))
        elif table in EVERYTHING and await connection.scalar(select(func.count()).select_from(table)):
            raise CopyError(
                "the database is not empty; --replace puts the copy in the place of what is there"
            )
    named = {table.name: table for table in tables}
    tally = _Counting(tables)
    for name, rows in _chunks(lines, tally):
        try:
            await connection.execute(insert(named[name]), [_values(named[name], row) for row in rows])
        except (TypeError, ValueError, StatementError):
            raise CopyError(f"the copy is damaged: it has rows that are none of {name}") from None
    for table in tables:
        await continue_numbers(connection, table)
    await figure_sums.recount(connection)
    return tally.done


async def count(connection: AsyncConnection, tables: Sequence[Table] = EVERYTHING) -> Tally:
    """Count what is in a database, to compare with a copy."""
    tally = _Counting(tables)
    for table in tables:
        async for row in await connection.stream(select(table)):
            tally.add(table.name, _line([table.name, [_stored(value) for value in row]]))
    return tally.done


class _Counting:
    def __init__(self, tables: Sequence[Table]) -> None:
        self.rows: Counter[str] = Counter({table.name: 0 for table in tables})
        self._sums = {table.name: 0 for table in tables}

    @property
    def checksums(self) -> dict[str, str]:
        return {name: f"{total:064x}" for name, total in self._sums.items()}

    @property
    def done(self) -> Tally:
        return Tally(self.rows, self.checksums)

    def add(self, name: str, line: str) -> None:
        if name not in self._sums:
            raise CopyError(f"the copy has a table {name[:60]} that is not known here; update Mektüp first")
        self.rows[name] += 1
        self._sums[name] = (self._sums[name] + int(hashlib.sha256(line.encode()).hexdigest(), 16)) % 2**256


def _chunks(lines: Iterable[str], tally: _Counting) -> Iterator[tuple[str, list[list[Any]]]]:
    """Rows of one table at a time; the tally at the end of the copy must be the one that was counted."""
    contents = _read(lines)
    _check_head(next(contents, None))
    name, rows, end = "", list[list[Any]](), None
    for content in contents:
        if end is not None:
            raise CopyError("the copy goes on after its end; it is damaged")
        match content:
            case {"rows": _, "checksums": _}:
                end = content
            case [str(of_table), list(row)]:
                tally.add(of_table, _line(content))
                if rows and (of_table != name or len(rows) == ROWS_AT_ONCE):
                    yield name, rows
                    rows = []
                name = of_table
                rows.append(row)
            case _:
                raise CopyError("the copy is damaged: it has a line that is no row; take another one")
    if end is None:
        raise CopyError("the copy is cut short; take another one")
    if end != {"rows": tally.rows, "checksums": tally.checksums}:
        raise CopyError("the copy is damaged: its checksums do not fit; take another one")
    if rows:
        yield name, rows


def _check_head(head: Any) -> None:
    match head:
        case {"format": int(made), "revision": str(revision)}:
            if made > FORMAT or revision > newest_revision():
                raise CopyError("the copy was made by a newer Mektüp; update this one first")
            if made < FORMAT or revision != newest_revision():
                raise CopyError("the copy was made by an older Mektüp: restore it with that one, then update")
        case _:
            raise CopyError("this file is not a copy made by `mektup backup`")


def _read(lines: Iterable[str]) -> Iterator[Any]:
    try:
        for line in lines:
            yield json.loads(line)
    except (ValueError, RecursionError):
        raise CopyError("this file is not a copy made by `mektup backup`, or it is damaged") from None


def _line(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _stored(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _values(table: Table, row: list[Any]) -> dict[str, Any]:
    return {one.name: _restored(one.type, value) for one, value in zip(table.columns, row, strict=True)}


def _restored(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value


LONGEST_LINE = 4096  # no row of a copy comes near it: whatever is longer is not read into memory


class Marking:
    """Writes the lines of a copy, and its mark below them."""

    def __init__(self, file: BufferedIOBase, vault: Vault) -> None:
        self._file = file
        self._mark = vault.copy_marks()[0]

    def write(self, line: str) -> None:
        """Write one line."""
        content = f"{line}\n".encode()
        self._mark.update(content)
        self._file.write(content)

    def end(self) -> None:
        """Write the mark."""
        self._file.write(f"{self._mark.hexdigest()}\n".encode())


def lines_of(file: BufferedIOBase, vault: Vault | None) -> Iterator[str]:
    """The lines of a copy without its mark, which is looked at after the last one; None looks at none.

    Raises:
        CopyError: the mark is not of this vault, or this is no copy.
    """
    marks, before = vault.copy_marks() if vault else [], b""
    for line in _bounded(file):
        if before:
            for mark in marks:
                mark.update(before)
            yield before.decode()
        before = line
    if vault and not _is_one(marks, before.strip()):
        raise CopyError(
            "no secret of ours has marked this copy: it is damaged, cut short or forged; "
            "if it was made under a former SECRET_KEY, put that one into OLD_SECRET_KEYS"
        )


def _bounded(file: BufferedIOBase) -> Iterator[bytes]:
    while True:
        try:
            line = file.readline(LONGEST_LINE + 1)
        except (OSError, EOFError, zlib.error):
            raise CopyError("this file is not a copy made by `mektup backup`, or it is cut short") from None
        if len(line) > LONGEST_LINE:
            raise CopyError("this file is not a copy made by `mektup backup`: a line is too long")
        if not line:
            return
        yield line


def _is_one(marks: "Sequence[hmac.HMAC]", given: bytes) -> bool:
    return any(hmac.compare_digest(mark.hexdigest().encode(), given) for mark in marks)
