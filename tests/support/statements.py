"""Every statement of every database, as it is sent: who writes what, and a death between two of them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bot import routes
from bot.chat.screen import Shown
from bot.chat.turn import Turn

WRITING = re.compile(r"\s*(INSERT|UPDATE|DELETE|WITH)\b|.*\bFOR UPDATE\b", re.DOTALL | re.IGNORECASE)

_SUPPORTER: ContextVar[bool] = ContextVar("supporter", default=False)


class KilledError(Exception):
    """The process is gone, between two statements."""


@contextmanager
def supporters_write_nothing() -> Iterator[list[str]]:
    """The statements with which a supporter's handler has written or locked anything."""
    handle, written = routes.handle, list[str]()

    async def watched(turn: Turn) -> Shown:
        token = _SUPPORTER.set(not turn.is_organizer)
        try:
            return await handle(turn)
        finally:
            _SUPPORTER.reset(token)

    def look(statement: str) -> None:
        if _SUPPORTER.get() and WRITING.match(statement):
            written.append(statement)

    with pytest.MonkeyPatch.context() as patch, _heard(look):
        patch.setattr(routes, "handle", watched)
        yield written


@contextmanager
def killed_before(number: int) -> Iterator[list[str]]:
    """Raises in the place of the statement with this number, counted from 1; the statements before it."""
    sent: list[str] = []

    def count(statement: str) -> None:
        if len(sent) + 1 == number:
            raise KilledError
        sent.append(statement)

    with _heard(count):
        yield sent


@contextmanager
def _heard(hear: Any) -> Iterator[None]:
    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        hear(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", listen)
