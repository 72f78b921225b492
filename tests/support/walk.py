"""Finds every screen of the bot by following each button, each command, each kind of answer."""

import asyncio
import tempfile
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import delete, event, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import dispatching as app
from bot.chat.callback import Callback, Own
from bot.chat.context import AppContext
from bot.chat.event import Event
from bot.chat.screen import Button, Message, Reading, Screen
from bot.chat.state import Conversation
from bot.chat.turn import Turn
from bot.desk.desk_routes import COMMAND
from bot.i18n.translate import Translate
from bot.routes import ROUTES, owed
from bot.supporter import questions
from db import public_figures
from db.database import Database
from db.figure_sums import Moment
from db.public_figures import Facts
from db.tables import metadata
from tests.support.views import CAMPAIGN, a_context
from tests.support.walk_beginnings import SPOKEN, Rows, Words, beginnings, typed_texts

LANGUAGES = ("uk", "en", "crh")
TABLES = [table for table in metadata.sorted_tables if table.name != "conversations"]
MOST_VALUES = 12  # of one kind of button on one screen: one person's card stands for all
# Parts of every text; they do not tell one screen from another.
PLUMBING = ("alphabet", "casing", "script", "date", "month.", "command.", "language.name", "language.chosen")


class Recording(Translate):
    """A language that remembers which of its texts were used."""

    def __init__(self, language: str, used: set[str]) -> None:
        super().__init__(language, words=CAMPAIGN.words[language])
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


@dataclass(frozen=True)
class Found:
    """One screen: the texts it uses, what was done before it came, and how it looks in every language."""

    keys: tuple[str, ...]
    came_by: str
    screens: Mapping[str, Screen]


@dataclass(frozen=True)
class _Moment:
    """Before an update: what is remembered, what the database holds, what somebody does."""

    conversation: Conversation
    rows: Rows
    event: Event


@dataclass(frozen=True)
class _Answer:
    screen: Screen
    after: Conversation
    rows: Rows
    keys: tuple[str, ...]
    asked: str


@dataclass
class _Walker:
    connection: AsyncConnection
    context: AppContext
    used: set[str]
    wrote: bool = False
    rows: Rows = field(default_factory=dict)
    facts: Facts = field(default_factory=lambda: Facts({}, {}))
    facts_of: Rows | None = None

    async def answer(self, moment: _Moment) -> _Answer:
        """The screen that comes, and what it leaves behind."""
        await self._restore(moment.rows)
        if self.facts_of is not moment.rows:
            self.facts, self.facts_of = await public_figures.facts(self.connection), moment.rows
        self.used.clear()
        self.wrote = False
        turn = Turn(moment.event, self.context, self.connection, self.facts, moment.conversation)
        screen = await app.handle(turn)
        if isinstance(screen, Reading):
            screen = replace(await screen.screen(Moment(self.connection)), owes=screen.owes)
        after = turn.conversation
        for part in screen.owes:
            if not part.startswith("present:"):
                made = await owed(turn.view, part, Moment(self.connection))
                screen = replace(screen, after=(*screen.after, *made))
        rows = await self._snapshot() if self.wrote else moment.rows
        self.rows = rows
        asked = questions.asked(turn.view)
        return _Answer(screen, after, rows, _told_apart_by(self.used), asked.name if asked else "")

    async def _restore(self, rows: Rows) -> None:
        if rows is self.rows:
            return
        for table in reversed(TABLES):
            await self.connection.execute(delete(table))
        for table in TABLES:
            if rows.get(table.name):
                await self.connection.execute(insert(table), [dict(row) for row in rows[table.name]])
        self.rows = rows

    async def _snapshot(self) -> Rows:
        return {
            table.name: [dict(row._mapping) for row in await self.connection.execute(select(table))]
            for table in TABLES
        }


def walk(words: Words) -> tuple[Found, ...]:
    """Every screen once, in the order in which they were found, by somebody who writes like this."""
    return tuple(asyncio.run(_walk(words)))


async def _walk(words: Words) -> list[Found]:
    async with _walking() as walker:
        found: list[Found] = []
        known: set[tuple[tuple[str, ...], frozenset[str]]] = set()
        pressed: set[tuple[object, bool]] = set()
        shapes: set[tuple[object, ...]] = set()
        waiting = deque(
            (_Moment(one.conversation, one.rows, one.event), one.name) for one in beginnings(words)
        )
        tried: dict[tuple[Conversation, int, Event], _Moment] = {}
        while waiting:
            moment, came_by = waiting.popleft()
            this = moment.conversation, id(moment.rows), moment.event
            if this in tried:
                continue
            tried[this] = moment
            try:
                answer = await walker.answer(moment)
            except Exception as error:
                error.add_note(f"after {came_by}, {moment.event}, {moment.conversation}")
                raise
            presses = presses_of(answer.screen)
            name = answer.keys, frozenset(f"{one.name}{isinstance(one, Own)}" for one in presses)
            if name not in known:
                known.add(name)
                screens = {one: await _in(walker, moment, one) for one in LANGUAGES}
                found.append(Found(answer.keys, came_by, screens))
            # an answer leads elsewhere when its question was opened again, with all others answered
            again = name, bool(answer.after.writing.asking)
            if again not in pressed:
                pressed.add(again)
                for press in _some(presses):
                    event = replace(moment.event, kind="press", callback=press.data, text="", command="")
                    next_moment = _Moment(answer.after, answer.rows, event)
                    waiting.append((next_moment, f"{came_by} › [{press.name} {_value(press)}]"))
            shape = _shape(answer, walker.context)
            if shape not in shapes:
                shapes.add(shape)
                for what, event in _everything_else(moment.event, words):
                    waiting.append((_Moment(answer.after, answer.rows, event), f"{came_by} › {what}"))
        for spoken in SPOKEN:
            walker.used.clear()
            said = {language: spoken.screen(walker.context, language) for language in LANGUAGES}
            found.append(Found(_told_apart_by(walker.used), spoken.name, said))
        return found


def _some(presses: Sequence[Callback]) -> Iterator[Callback]:
    kinds: Counter[str] = Counter()
    for press in presses:
        kinds[press.name] += 1
        if kinds[press.name] <= MOST_VALUES:
            yield press


def _value(press: Callback) -> str:
    return press.code if isinstance(press, Own) else press.value


def _told_apart_by(used: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(key for key in used if not key.startswith(PLUMBING)))


async def _in(walker: _Walker, moment: _Moment, language: str) -> Screen:
    """The same screen for somebody who reads this language."""
    conversation = moment.conversation
    if conversation.choices.language:
        conversation = conversation.changed(language=language)
    event = replace(moment.event, client_language=language)
    return (await walker.answer(_Moment(conversation, moment.rows, event))).screen


@asynccontextmanager
async def _walking() -> AsyncIterator[_Walker]:
    used: set[str] = set()
    context = a_context(CAMPAIGN, {language: Recording(language, used) for language in CAMPAIGN.languages})
    with tempfile.TemporaryDirectory(prefix="mektup-walk-") as folder:
        async with _database(Path(folder)) as database, database.write() as connection:
            walker = _Walker(connection, context, used)

            @event.listens_for(connection.sync_connection, "before_cursor_execute")
            def _note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
                walker.wrote |= not statement.lstrip().upper().startswith("SELECT")

            walker.rows = await walker._snapshot()
            yield walker


@asynccontextmanager
async def _database(folder: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{folder / 'walk.db'}")
    try:
        await database.migrate()
        yield database
    finally:
        await database.close()


def presses_of(screen: Screen) -> list[Callback]:
    """What can be pressed on a screen and on the messages that follow it."""
    return [button.callback for button in buttons_of(screen) if button.callback]


def buttons_of(screen: Screen) -> list[Button]:
    keyboards = [screen.keyboard, *(one.keyboard for one in screen.after if isinstance(one, Message))]
    return [button for keyboard in keyboards for row in keyboard for button in row]


def _shape(answer: _Answer, context: AppContext) -> tuple[object, ...]:
    """What decides how a typed text or a command is taken."""
    conversation = answer.after
    draft = conversation.writing.draft
    return (
        conversation.user_id in context.organizers,
        answer.asked,
        conversation.desk.partition(":")[0],
        bool(conversation.writing.letters),
        draft and (bool(draft.own), bool(draft.sender), conversation.writing.asking),
    )


def _everything_else(moment: Event, words: Words) -> Sequence[tuple[str, Event]]:
    """Commands, typed texts, and what is no text."""
    commands = [one.name for one in ROUTES if COMMAND in one.shapes and one.name != "reload"]
    written = replace(moment, callback="", text="", command="", query_id=None)
    return [
        *((f"/{one}", replace(written, kind="command", command=one)) for one in commands),
        *((f"“{text[:20]}”", replace(written, kind="text", text=text)) for text in typed_texts(words)),
        ("a sticker", replace(written, kind="other")),
    ]
