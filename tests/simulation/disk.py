"""SQLite in the loop's own thread, and what is left of its file after a crash or a power cut."""

import asyncio
import contextlib
import shutil
import sqlite3
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import aiosqlite.core
import pytest

from tests.simulation.time_line import TimeLine

FILE = "mektup.db"
SLOW = 0.02  # how often a statement takes a while
SLOW_SECONDS = 0.3
AGAIN_SECONDS = 0.02  # between two looks at a file that somebody else uses
FULL = 2  # PRAGMA synchronous


class CrashedError(Exception):
    """The process is gone: nothing it still asks for is done."""


class Disk:
    """The database's files of one life, in a folder of their own, which is named by its number."""

    def __init__(self, folder: Path, line: TimeLine) -> None:
        self.folder = folder
        self.line = line
        self.number = int(folder.name)
        self.is_dead = False
        self.commits = 0
        self.connections: list[aiosqlite.core.Connection] = []
        self._unsynced = False  # something was committed that a power cut takes
        self._kept = folder.with_suffix(".synced")

    @property
    def file(self) -> Path:
        """Where the database is."""
        return self.folder / FILE

    @property
    def url(self) -> str:
        """Its address."""
        return f"sqlite+aiosqlite:///{self.file}"

    @property
    def bytes(self) -> bytes:
        """All that is in its file and its log."""
        return b"".join(one.read_bytes() for one in self._files(self.folder))

    def begins(self, copy: Path | None = None) -> None:
        """Everything that is here now (or in that file) is on the disk."""
        if copy:
            self.folder.mkdir()
            shutil.copy(copy, self.file)
        shutil.copytree(self.folder, self._kept)

    def dies(self, *, is_power_cut: bool) -> "Disk":
        """Copy for the next life what this process has written, or only what was synced."""
        self.is_dead = True
        following = Disk(self.folder.with_name(str(self.number + 1)), self.line)
        following.folder.mkdir()
        for file in self._files(self._kept if is_power_cut and self._unsynced else self.folder):
            shutil.copy(file, following.folder)
        for one in self.connections:
            if raw := one._connection:
                one._connection = None
                raw.close()
        shutil.rmtree(self.folder)
        shutil.rmtree(self._kept)
        return following

    def committed(self, raw: sqlite3.Connection) -> None:
        """Note a commit, and whether SQLite waited for the disk: as `synchronous` says, it is believed."""
        self.commits += 1
        self._unsynced |= raw.execute("PRAGMA synchronous").fetchone()[0] < FULL

    def _files(self, folder: Path) -> list[Path]:
        return [one for suffix in ("", "-wal") if (one := folder / f"{FILE}{suffix}").exists()]


@contextlib.contextmanager
def instead_of_threads(disk: Callable[[], Disk]) -> Iterator[None]:
    """Let every connection work in the loop's thread, on this disk."""
    with pytest.MonkeyPatch.context() as patched:
        for name, method in _methods(disk).items():
            patched.setattr(aiosqlite.core.Connection, name, method)
        yield


def _methods(disk: Callable[[], Disk]) -> dict[str, Any]:
    usual = aiosqlite.core.Connection.__init__

    def begin(self: Any, *given: Any, **named: Any) -> None:
        usual(self, *given, **named)
        self.disk, self.patience = disk(), 5.0
        self._tx = _Inline()
        self.disk.connections.append(self)

    def connect(self: Any) -> Generator[Any, None, Any]:
        self._connection = self._connector()
        self._connection.execute("PRAGMA busy_timeout=0")  # waiting is virtual, as all else
        yield from asyncio.sleep(0).__await__()
        return self

    async def execute(self: Any, act: Any, *given: Any, **named: Any) -> Any:
        here: Disk = self.disk
        if here.is_dead:
            raise CrashedError
        if self._connection is None:
            raise ValueError("Connection closed")
        name = act.__name__
        if name in ("cursor", "close", "fetchall", "fetchone", "fetchmany"):
            return act(*given, **named)
        statement = given[0] if given and isinstance(given[0], str) else name
        if statement.startswith("PRAGMA busy_timeout"):
            if "=" not in statement:
                return [(int(self.patience * 1000),)]
            self.patience = int(statement.partition("=")[2]) / 1000
            given = ("SELECT 1", *given[1:])
        return await _patiently(self, statement, lambda: act(*given, **named))

    def stop(self: Any) -> None:
        if raw := self._connection:
            self._connection = None
            raw.close()

    return {"__init__": begin, "__await__": connect, "_execute": execute, "stop": stop}


async def _patiently(connection: Any, statement: str, act: Callable[[], Any]) -> Any:
    """Do it; while another connection is in the way, again, as SQLite's own patience would."""
    here: Disk = connection.disk
    chance, raw = here.line.chance, connection._connection
    until = here.line.now + connection.patience
    writes = statement == "commit" and raw.in_transaction
    while True:
        error = None
        try:
            result = act()
            is_busy = "wal_checkpoint(TRUNCATE)" in statement and result[0][0]
        except sqlite3.Error as raised:
            result, error = None, raised
            is_busy = getattr(raised, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
        if not is_busy or here.line.now >= until:
            break
        await asyncio.sleep(AGAIN_SECONDS)
        if here.is_dead:
            raise CrashedError
    if writes and not error:
        here.committed(raw)
    await asyncio.sleep(chance.random() * SLOW_SECONDS if chance.random() < SLOW else 0)
    if error:
        raise error
    return result


class _Inline:
    """Does at once what a connection's thread would be told to do."""

    def put_nowait(self, order: tuple[Any, Callable[[], Any]]) -> None:
        future, act = order
        result = act()
        if future is not None:
            future.set_result(result)
