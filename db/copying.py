"""Copies the whole database as lines of JSON: for backups, for moving, the same for both databases."""

import base64
import hashlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, LargeBinary, Table, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import figures
from db.database import continue_numbers
from db.schema import known_revisions, revision_of
from db.tables import metadata

FORMAT = 1
ROWS_AT_ONCE = 1000


class CopyError(Exception):
    """A copy cannot be used, or does not fit; says why and what to do."""


@dataclass(frozen=True)
class Tally:
    """How many rows each table has, and one checksum each that does not depend on their order."""

    rows: dict[str, int]
    checksums: dict[str, str]


async def copy_out(connection: AsyncConnection) -> AsyncIterator[str]:
    """Write the lines of a copy: a head, one line a row, and the tally at the end.

    The connection's transaction decides what is in it; take one that sees a single moment.
    """
    revision = await connection.run_sync(revision_of)
    yield _line({"format": FORMAT, "revision": revision})
    tally = _Counting()
    for table in _tables():
        async for row in await connection.stream(select(table)):
            line = _line([table.name, [_stored(value) for value in row]])
            tally.add(table.name, line)
            yield line
    yield _line({"rows": tally.rows, "checksums": tally.checksums})


def check(lines: Iterable[str]) -> Tally:
    """Read a copy to its end without touching a database.

    Raises:
        CopyError: not a copy, damaged, cut short, or made by a newer version.
    """
    tally, end = _Counting(), None
    for number, content in enumerate(_read(lines)):
        if number == 0:
            _check_head(content)
        elif end is not None:
            raise CopyError("the copy goes on after its end; it is damaged")
        elif isinstance(content, dict):
            end = content
        else:
            tally.add(content[0], _line(content))
    if end is None:
        raise CopyError("the copy is cut short; take another one")
    if end != {"rows": tally.rows, "checksums": tally.checksums}:
        raise CopyError("the copy is damaged: its checksums do not fit; take another one")
    return Tally(tally.rows, tally.checksums)


async def copy_in(connection: AsyncConnection, lines: Iterable[str], *, replace: bool = False) -> Tally:
    """Put a checked copy into a migrated database; return what it must hold afterwards.

    Raises:
        CopyError: the database is not empty and `replace` was not said.
    """
    for table in reversed(_tables()):
        if replace:
            await connection.execute(delete(table))
        elif await connection.scalar(select(func.count()).select_from(table)):
            raise CopyError(
                "the database is not empty; --replace puts the copy in the place of what is there"
            )
    tables = {table.name: table for table in _tables()}
    tally = _Counting()
    for name, rows in _chunks(lines):
        tally.add_all(name, rows)
        columns = tables[name].columns
        values = [
            {column.name: _restored(column.type, value) for column, value in zip(columns, row, strict=True)}
            for row in rows
        ]
        await connection.execute(insert(tables[name]), values)
    for table in tables.values():
        await continue_numbers(connection, table)
    await figures.recount(connection)
    return Tally(tally.rows, tally.checksums)


async def count(connection: AsyncConnection) -> Tally:
    """Count what is in a database, to compare with a copy."""
    tally = _Counting()
    for table in _tables():
        async for row in await connection.stream(select(table)):
            tally.add(table.name, _line([table.name, [_stored(value) for value in row]]))
    return Tally(tally.rows, tally.checksums)


class _Counting:
    def __init__(self) -> None:
        self.rows: Counter[str] = Counter({table.name: 0 for table in _tables()})
        self._sums = {table.name: 0 for table in _tables()}

    @property
    def checksums(self) -> dict[str, str]:
        return {name: f"{total:064x}" for name, total in self._sums.items()}

    def add(self, name: str, line: str) -> None:
        if name not in self._sums:
            raise CopyError(f"the copy has a table {name} that is not known here; update Mektüp first")
        self.rows[name] += 1
        self._sums[name] = (self._sums[name] + int(hashlib.sha256(line.encode()).hexdigest(), 16)) % 2**256

    def add_all(self, name: str, rows: list[list[Any]]) -> None:
        for row in rows:
            self.add(name, _line([name, row]))


def _tables() -> list[Table]:
    """Every table that holds facts; what is derived is made again from them."""
    return [table for table in metadata.sorted_tables if not table.info.get("derived")]


def _check_head(head: Any) -> None:
    if not isinstance(head, dict) or "revision" not in head:
        raise CopyError("this file is not a copy made by `mektup backup`")
    if head["format"] > FORMAT or head["revision"] not in known_revisions():
        raise CopyError("the copy was made by a newer Mektüp; update this one first")


def _chunks(lines: Iterable[str]) -> Iterator[tuple[str, list[list[Any]]]]:
    name = ""
    rows: list[list[Any]] = []
    for content in _read(lines):
        if isinstance(content, dict):
            continue
        if rows and (content[0] != name or len(rows) == ROWS_AT_ONCE):
            yield name, rows
            rows = []
        name = content[0]
        rows.append(content[1])
    if rows:
        yield name, rows


def _read(lines: Iterable[str]) -> Iterator[Any]:
    try:
        for line in lines:
            yield json.loads(line)
    except (ValueError, EOFError, OSError):
        raise CopyError("this file is not a copy made by `mektup backup`, or it is damaged") from None


def _line(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _stored(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _restored(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value
