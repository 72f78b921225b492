"""What a database's refusal means: what is wrong and what to do; never an address or a value."""

import socket
import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

DAMAGED = "the file is damaged; `mektup restore` puts the newest copy in its place"
SERVER_DAMAGED = "the server found damage in its files; restore the newest copy"


def is_damaged(error: BaseException) -> bool:
    """Tell whether what is stored cannot be read any more: no later try will help, a copy does."""
    return in_words(error) in (DAMAGED, SERVER_DAMAGED)


def in_words(error: BaseException) -> str | None:
    """The sentence for whatever a driver raised; None if it does not come from a database."""
    if isinstance(error, DBAPIError):
        return (error.orig and in_words(error.orig)) or f"the database refused ({type(error.orig).__name__})"
    if isinstance(error, PoolTimeoutError):
        return "every connection of this process is in use; something holds them"
    if code := getattr(error, "sqlite_errorcode", None):
        return _SQLITE.get(code & 0xFF, f"the database refused ({type(error).__name__})")
    if isinstance(error, sqlite3.Error):
        return f"the database refused ({type(error).__name__})"
    if state := getattr(error, "sqlstate", None):
        return _POSTGRES.get(state) or _POSTGRES.get(state[:2]) or f"the server refused (SQLSTATE {state})"
    if type(error).__module__.partition(".")[0] == "asyncpg":
        return f"the server does not speak as PostgreSQL does ({type(error).__name__})"
    if isinstance(error, socket.gaierror):
        return "there is no server of this name"
    if isinstance(error, ConnectionError | TimeoutError) or str(error).startswith(
        "Multiple exceptions: [Errno"
    ):
        return "the server cannot be reached; does it run, and does a firewall stand between?"
    return None


_SQLITE = {
    sqlite3.SQLITE_BUSY: "the file is locked by another program; try again when that has finished",
    sqlite3.SQLITE_LOCKED: "the file is locked by another program; try again when that has finished",
    sqlite3.SQLITE_READONLY: "the file or its folder cannot be written by this user",
    sqlite3.SQLITE_PERM: "the file cannot be used by this user",
    sqlite3.SQLITE_IOERR: "the disk fails to read or write; look at it and at the system's log",
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened: is its folder there, may this user write into it?",
}
# By SQLSTATE, or by its class where every member means the same to whoever reads it.
_POSTGRES = {
    "28P01": "the password or the user is wrong",
    "28000": "the server does not let this user in; pg_hba.conf says whom",
    "3D000": "there is no database of this name on the server; `createdb` makes one",
    "42501": "this user may not do that; the database should belong to it",
    "42P01": "tables are missing; `mektup migrate` makes them",
    "25006": "the server only reads: a standby, or it was told so",
    "53100": "the server's disk is full",
    "53300": "every connection of the server is taken; lower `connections` or raise max_connections",
    "55P03": "something else holds a lock on a table; try again when that has finished",
    "57P03": "the server is starting or stopping",
    "26000": "a pooler mixes up prepared statements; `?pooler=true` in the address tells of it",
    "42P05": "a pooler mixes up prepared statements; `?pooler=true` in the address tells of it",
    "08P01": "a pooler takes no settings of a session; `?pooler=true` in the address tells of it",
    "08": "the connection broke",
    "57": "the server stopped this; it may be restarting",
    "XX001": SERVER_DAMAGED,
    "XX002": SERVER_DAMAGED,
}
