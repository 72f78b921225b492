"""Copies of the database: written while the bot runs, refused when damaged or too new, moved and compared."""

import asyncio
import gzip
import io
import json
from datetime import date
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import select, text

from bot.__main__ import main
from db.database import Database
from db.tables import journal
from tests.conftest import SECRET, Night, new_postgres_database
from tests.support.phone import Phone
from tests.support.supporter import Supporter


async def pledge_a_letter(phone: Phone) -> None:
    """From /start to the card."""
    await Supporter(phone, "en").promises(30, person="asanov", greeting="support")


async def rows(url: str) -> dict[str, int]:
    """How many rows the tables of a database have."""
    database = Database(url)
    async with database.read() as connection:
        counted = {
            table: await connection.scalar(text(f"SELECT count(*) FROM {table}"))
            for table in ("pledges", "conversations")
        }
    await database.close()
    return counted


def use(monkeypatch: pytest.MonkeyPatch, folder: Path, url: str) -> None:
    """The command line's own environment: no .env of ours."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("SECRET_KEY", SECRET)


async def command(*arguments: object) -> int:
    """Run `mektup …` beside the running bot."""
    return await asyncio.to_thread(main, [str(argument) for argument in arguments])


@pytest.fixture
async def pledged(
    olena: Phone, night: Night, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """A database with one pledge, carried by a night, its bot still running."""
    await pledge_a_letter(olena)
    await night()
    use(monkeypatch, tmp_path, database_url)
    return database_url


@pytest.fixture
def empty(tmp_path: Path) -> str:
    """A database that does not exist yet."""
    return f"sqlite+aiosqlite:///{tmp_path / 'other.db'}"


async def test_a_copy_of_a_running_bot_restores_elsewhere(
    pledged: str, empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await command("backup", tmp_path / "copy.gz") == 0
    use(monkeypatch, tmp_path, empty)
    assert await command("restore", tmp_path / "copy.gz") == 0
    assert await rows(empty) == await rows(pledged) == {"pledges": 1, "conversations": 1}


async def test_a_copy_is_readable_by_its_owner_only(pledged: str, tmp_path: Path) -> None:
    await command("backup", tmp_path / "copy.gz")
    assert (tmp_path / "copy.gz").stat().st_mode & 0o077 == 0


async def test_a_sealed_copy_opens_with_its_private_key_only(
    pledged: str,
    empty: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    right, wrong = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    (tmp_path / "right").write_text(str(right))
    (tmp_path / "wrong").write_text(str(wrong))
    assert await command("backup", tmp_path / "copy.age", "--recipient", right.to_public()) == 0
    use(monkeypatch, tmp_path, empty)
    assert await command("restore", tmp_path / "copy.age") == 1
    assert "--identity" in capfd.readouterr().err
    assert await command("restore", tmp_path / "copy.age", "--identity", tmp_path / "wrong") == 1
    assert await command("restore", tmp_path / "copy.age", "--identity", tmp_path / "right") == 0
    assert (await rows(empty))["pledges"] == 1


async def test_older_copies_are_pruned(pledged: str, tmp_path: Path) -> None:
    for day in ("2026-01-01", "2026-01-02", "2026-01-03"):
        (tmp_path / f"copy-{day}.gz").touch()
    (tmp_path / "copy-of-something-else.gz").touch()
    await command("backup", tmp_path / "copy-%Y-%m-%d.gz", "--keep", "2")
    names = sorted(one.name for one in tmp_path.glob("copy-*.gz"))
    assert len(names) == 3
    assert {"copy-2026-01-03.gz", "copy-of-something-else.gz"} < set(names)


async def test_a_full_database_is_not_overwritten_unless_asked(
    pledged: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    await command("backup", tmp_path / "copy.gz")
    assert await command("restore", tmp_path / "copy.gz") == 1
    assert "--replace" in capfd.readouterr().err
    assert await command("restore", tmp_path / "copy.gz", "--replace") == 0
    assert (await rows(pledged))["pledges"] == 1


def damage(lines: list[str], how: str) -> list[str]:
    """What may happen to a copy."""
    head, *middle, end = lines
    return {
        "cut short": [head, *middle],
        "a row missing": [head, *middle[1:], end],
        "a row twice": [head, middle[0], *middle, end],
        "a date changed": [head, *(line.replace("202", "203", 1) for line in middle), end],
        "not a copy": ["{}"],
        "of a newer version": [json.dumps({"format": 1, "revision": "9999"}), *middle, end],
        "going on after its end": [*lines, middle[0]],
    }[how]


@pytest.mark.parametrize(
    "how",
    [
        "cut short",
        "a row missing",
        "a row twice",
        "a date changed",
        "not a copy",
        "of a newer version",
        "going on after its end",
    ],
)
async def test_a_bad_copy_is_refused_and_nothing_is_touched(
    pledged: str, tmp_path: Path, how: str, capfd: pytest.CaptureFixture[str]
) -> None:
    before = await rows(pledged)
    await command("backup", tmp_path / "copy.gz")
    with gzip.open(tmp_path / "copy.gz", "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    with gzip.open(tmp_path / "bad.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(damage(lines, how)) + "\n")
    capfd.readouterr()
    assert await command("restore", tmp_path / "bad.gz", "--replace") == 1
    said = capfd.readouterr().err
    assert str(tmp_path / "bad.gz") in said
    assert "Traceback" not in said
    assert await rows(pledged) == before


async def test_a_truncated_file_and_no_file_are_refused(
    pledged: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    await command("backup", tmp_path / "copy.gz")
    content = (tmp_path / "copy.gz").read_bytes()
    (tmp_path / "half.gz").write_bytes(content[: len(content) // 2])
    assert await command("restore", tmp_path / "half.gz", "--replace") == 1
    assert await command("restore", tmp_path / "none.gz") == 1
    assert "Traceback" not in capfd.readouterr().err


async def test_everything_moves_to_postgresql_and_is_compared(
    pledged: str, postgres: str, capfd: pytest.CaptureFixture[str]
) -> None:
    async with new_postgres_database(postgres, "moved_here") as target:
        assert await command("move", "--to", target) == 0
        assert "the same on both sides" in capfd.readouterr().out
        assert await rows(target) == await rows(pledged)
        assert await command("move", "--to", target) == 1  # no longer empty
        assert "not empty" in capfd.readouterr().err


async def test_the_journal_goes_on_counting_after_a_move(pledged: str, postgres: str) -> None:
    entry = journal.insert().values(day=date(2026, 1, 1), organizer="aaaa", action="receive", count=1)
    source = Database(pledged)
    async with source.write() as connection:
        await connection.execute(entry)
    await source.close()
    async with new_postgres_database(postgres, "moved_journal") as target:
        assert await command("move", "--to", target) == 0
        database = Database(target)
        async with database.write() as connection:
            await connection.execute(entry)
        async with database.read() as connection:
            numbers = list(await connection.scalars(select(journal.c.id).order_by(journal.c.id)))
        await database.close()
        assert numbers == [1, 2]


async def test_a_wrong_target_is_named(pledged: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert await command("move", "--to", "mysql://somewhere") == 2
    assert "--to" in capfd.readouterr().err


async def test_the_target_may_come_from_standard_input(
    pledged: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"sqlite+aiosqlite:///{tmp_path}/moved.db\n"))
    assert await command("move", "--to", "-") == 0
    assert "pledges: 1 rows, the same on both sides" in capfd.readouterr().out
