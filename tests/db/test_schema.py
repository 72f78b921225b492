"""The schema: known by the names of its files, migrated once, never downwards."""

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.__main__ import main
from db import migrations
from db.database import Database
from db.schema import SchemaError, known_revisions, newest_revision, revision_of
from db.tables import metadata


def test_the_files_are_named_after_their_versions() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_current_head() == newest_revision()
    assert {script.revision for script in scripts.walk_revisions()} == known_revisions()


async def test_a_migrated_database_is_what_the_models_say(database_url: str) -> None:
    database = Database(database_url)
    await database.migrate()
    async with database.read() as connection:
        assert await connection.run_sync(revision_of) == newest_revision()
        differences = await connection.run_sync(_differences)
    await database.close()
    assert differences == []


async def test_migrating_twice_changes_nothing(database_url: str) -> None:
    database = Database(database_url)
    await database.migrate()
    await database.migrate()
    async with database.read() as connection:
        assert await connection.run_sync(revision_of) == newest_revision()
    await database.close()


async def test_a_newer_schema_is_refused_and_stays(database_url: str) -> None:
    database = Database(database_url)
    await database.migrate()
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaError, match="newer Mektüp"):
        await database.migrate()
    async with database.read() as connection:
        assert await connection.run_sync(revision_of) == "9999"
    await database.close()


def test_the_command_says_so_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'mektup.db'}")
    assert main(["migrate"]) == 0
    assert newest_revision() in capsys.readouterr().out


def _differences(connection: Connection) -> list[object]:
    """What Alembic would still change; types aside, which each database names in its own way."""
    found = compare_metadata(MigrationContext.configure(connection), metadata)
    return [one for one in found if not re.match(r"modify_", str(one))]
