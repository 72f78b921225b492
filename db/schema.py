"""Compares a database's schema with the one this program needs; loads Alembic only to change it."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from db.errors import MistakeError
from db.tables import ANEW, metadata

VERSIONS = Path(__file__).parent / "migrations" / "versions"


class SchemaError(MistakeError):
    """The database is newer than this program; says what to do."""


def revision_of(connection: Connection) -> str | None:
    """Read the schema version of this database; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if revision is None else str(revision)


def known_revisions() -> frozenset[str]:
    """List every schema version this program knows: the files of the versions are named after them."""
    return frozenset(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*_*.py"))


def newest_revision() -> str:
    """Return the schema version this program needs."""
    return max(known_revisions())


def differences(connection: Connection) -> list[str]:
    """What a database of the newest version has otherwise than the tables say: nothing, if it is whole."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415  (as below)
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415

    but = {"include_name": lambda name, _kind, _of: name != ANEW}  # a night is under way
    found = compare_metadata(MigrationContext.configure(connection, opts=but), metadata)
    # types aside (in lists), which each database names in its own way
    return [str(one[0]) for one in found if not isinstance(one, list)]


def migrate(connection: Connection) -> None:
    """Bring the schema to the newest version, inside the caller's transaction.

    Raises:
        SchemaError: the database has a version this program does not know.
    """
    revision = revision_of(connection)
    if revision == newest_revision():
        return
    if revision is not None and revision not in known_revisions():
        raise SchemaError(
            f"the database has the schema {revision} of a newer Mektüp, this one knows {newest_revision()}; "
            "update Mektüp, or restore a copy made by this version"
        )
    from db.migrations import upgrade  # noqa: PLC0415  (Alembic takes a tenth of every start)

    upgrade(connection)
