"""Reads the figures beside a running bot for the command line; changes nothing."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.chat.notes import notes_with
from db.database import Database
from db.figures import Moment
from db.schema import newest_revision, revision_of
from db.vault import Vault
from db.words import in_words

T = TypeVar("T")


class UnreadableError(Exception):
    """The figures cannot be read; says why and what to do, and holds no secret."""


async def read_from_outside(
    database_url: str, vault: Vault | None, read: Callable[[Moment], Awaitable[T]]
) -> T:
    """What `read` finds in one moment of this database; without keys, as of its last night.

    Raises:
        UnreadableError: there is no database, or it is not there, or of another version.
    """
    _check_file(database_url)
    database = Database(database_url)
    try:
        async with database.snapshot() as connection:
            if await connection.run_sync(revision_of) != newest_revision():
                raise UnreadableError(
                    "the database has another version's schema; `mektup migrate` updates it"
                )
            return await read(Moment(connection, notes_with(vault) if vault else None))
    except (SQLAlchemyError, OSError) as error:
        words = in_words(error) or type(error).__name__
        raise UnreadableError(f"the database does not answer: {words}") from None
    finally:
        await database.close()


def _check_file(database_url: str) -> None:
    """Refuse a missing file: SQLite would make a new empty one."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise UnreadableError(f"{url.database}: there is no such file; `mektup run` makes it")
