"""Answers single updates for a walk: the handler's screen, and what it leaves behind."""

import tempfile
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import delete, event, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import routes as app
from bot.chat.context import AppContext
from bot.chat.event import Event
from bot.chat.screen import Reading, Screen
from bot.chat.state import Conversation
from bot.chat.turn import Turn
from bot.i18n.translate import Translate
from bot.supporter import questions
from db import public_figures
from db.database import Database
from db.figure_sums import Moment as Figures
from db.public_figures import Facts
from db.tables import metadata

TABLES = [table for table in metadata.sorted_tables if table.name != "conversations"]
# Parts of every text; they do not tell one screen from another.
PLUMBING = ("alphabet", "casing", "script", "date", "month.", "command.", "language.name", "language.chosen")

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


class Recording(Translate):
    """A language that remembers which of its texts were used."""

    def __init__(self, of: Translate, used: set[str]) -> None:
        self.__dict__ |= of.__dict__
        self.used = used

    def __call__(self, key: str, **values: Any) -> Any:
        self.used.add(key)
        return super().__call__(key, **values)

    def count(self, key: str, number: int, **values: Any) -> Any:
        self.used.add(key)
        return super().count(key, number, **values)

    def plain(self, key: str, **values: Any) -> str:
        self.used.add(key)
        return super().plain(key, **values)

    def plain_count(self, key: str, number: int, **values: Any) -> str:
        self.used.add(key)
        return super().plain_count(key, number, **values)


def told_apart_by(used: Iterable[str]) -> tuple[str, ...]:
    """The texts that tell a screen from others."""
    return tuple(sorted(key for key in used if not key.startswith(PLUMBING)))


@dataclass(frozen=True)
class Moment:
    """Before an update: what is remembered, what the database holds, what somebody does."""

    conversation: Conversation
    rows: Rows
    event: Event


@dataclass(frozen=True)
class Answer:
    screen: Screen
    after: Conversation
    rows: Rows
    keys: tuple[str, ...]
    asked: str


@dataclass
class Walker:
    connection: AsyncConnection
    context: AppContext
    used: set[str]
    wrote: bool = False
    rows: Rows = field(default_factory=dict)
    facts: Facts = field(default_factory=lambda: Facts({}, {}))
    facts_of: Rows | None = None

    async def answer(self, moment: Moment) -> Answer:
        """The screen that comes, and what it leaves behind."""
        await self._restore(moment.rows)
        if self.facts_of is not moment.rows:
            self.facts, self.facts_of = await public_figures.facts(self.connection), moment.rows
        self.used.clear()
        self.wrote = False
        turn = Turn(moment.event, self.context, self.connection, self.facts, moment.conversation)
        screen = await app.handle(turn)
        if isinstance(screen, Reading):
            screen = replace(await screen.screen(Figures(self.connection)), owes=screen.owes)
        after = turn.conversation
        for part in screen.owes:
            if not part.startswith("present:"):
                made = await app.owed(turn.view, part, Figures(self.connection))
                screen = replace(screen, after=(*screen.after, *made))
        rows = await self.snapshot() if self.wrote else moment.rows
        self.rows = rows
        asked = questions.asked(turn.view)
        return Answer(screen, after, rows, told_apart_by(self.used), asked.name if asked else "")

    async def _restore(self, rows: Rows) -> None:
        if rows is self.rows:
            return
        for table in reversed(TABLES):
            await self.connection.execute(delete(table))
        for table in TABLES:
            if rows.get(table.name):
                await self.connection.execute(insert(table), [dict(row) for row in rows[table.name]])
        self.rows = rows

    async def snapshot(self) -> Rows:
        """What the database holds now."""
        return {
            table.name: [dict(row._mapping) for row in await self.connection.execute(select(table))]
            for table in TABLES
        }


@asynccontextmanager
async def walking(context: AppContext) -> AsyncIterator[Walker]:
    used: set[str] = set()
    languages = {name: Recording(t, used) for name, t in context.languages.items()}
    context = replace(context, languages=languages)
    with tempfile.TemporaryDirectory(prefix="mektup-walk-") as folder:
        async with _database(Path(folder)) as database, database.write() as connection:
            walker = Walker(connection, context, used)

            @event.listens_for(connection.sync_connection, "before_cursor_execute")
            def _note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
                walker.wrote |= not statement.lstrip().upper().startswith("SELECT")

            walker.rows = await walker.snapshot()
            yield walker


@asynccontextmanager
async def _database(folder: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{folder / 'walk.db'}")
    try:
        await database.migrate()
        yield database
    finally:
        await database.close()
