"""Copies of the database: written while the bot runs, refused when damaged or too new, moved and compared."""

import asyncio
import gzip
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import select, text

from bot.__main__ import main
from bot.jobs import night as mail
from db.copying import OF_NOBODY, Marking
from db.database import Database
from db.tables import journal
from db.vault import Vault, new_secret, read_secret
from tests.conftest import SECRET, Night, new_postgres_database, on_sqlite
from tests.support.clock import Clock
from tests.support.figures import figure
from tests.support.phone import Phone
from tests.support.project import ROOT
from tests.support.records import a_pledge, keep
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
    assert await rows(pledged) == {"pledges": 1, "conversations": 1}
    assert await rows(empty) == {"pledges": 1, "conversations": 0}, "nobody is in a copy"


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


async def test_older_copies_are_pruned_and_what_is_kept_is_sealed(
    pledged: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for day in ("2026-01-01", "2026-01-02", "2026-01-03"):
        (tmp_path / f"copy-{day}.gz").touch()
    (tmp_path / "copy-of-something-else.gz").touch()
    kept = ("backup", tmp_path / "copy-%Y-%m-%d.gz", "--keep", "2")
    assert await command(*kept) == 2
    assert "--recipient" in capfd.readouterr().err
    assert await command(*kept, "--recipient", pyrage.x25519.Identity.generate().to_public()) == 0
    names = sorted(one.name for one in tmp_path.glob("copy-*.gz"))
    assert len(names) == 3
    assert {"copy-2026-01-03.gz", "copy-of-something-else.gz"} < set(names)


async def test_a_copy_holds_nobody_and_lies_in_the_order_of_its_keys(
    ann: Supporter, pledged: str, night: Night, tmp_path: Path
) -> None:
    await ann.promises()
    await ann.presses("pledge.button.tell")
    await ann.presses("pledge.button.yes-told")
    for _ in range(8):
        await keep(pledged, a_pledge("asanov"))
    await night()
    await command("backup", tmp_path / "copy.gz")
    _, *rows_of_it, _ = map(json.loads, lines_in(tmp_path / "copy.gz")[:-1])
    assert {name for name, _ in rows_of_it} <= {one.name for one in OF_NOBODY}
    assert not {"conversations", "contacts", "notices"} & {one.name for one in OF_NOBODY}
    codes = [row[0] for name, row in rows_of_it if name == "pledges"]
    assert len(codes) == 10
    assert codes == sorted(codes)


async def test_a_restore_says_what_it_has_lost(
    ann: Supporter, pledged: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    await ann.comes_to("review")
    await command("backup", tmp_path / "copy.gz")
    assert await command("restore", tmp_path / "copy.gz", "--replace") == 0
    assert "conversations with their drafts, and every wish for a reminder" in capfd.readouterr().out
    assert await rows(pledged) == {"pledges": 1, "conversations": 0}
    assert ann.text("home.text") in await ann.types("/start"), "and goes on"


async def test_a_copy_waits_for_the_night(
    night: Night, clock: Clock, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, tmp_path, database_url)
    monkeypatch.setattr("bot.commands.backup.LOOK_SECONDS", 0.02)
    copying = asyncio.create_task(command("backup", tmp_path / "copy.gz", "--after-night"))
    await asyncio.sleep(0.2)
    assert not (tmp_path / "copy.gz").exists()
    clock.shows(mail.night_at(datetime.now(UTC), clock.zone), 12)
    await night()
    assert await copying == 0


async def test_a_full_database_is_not_overwritten_unless_asked(
    pledged: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    await command("backup", tmp_path / "copy.gz")
    assert await command("restore", tmp_path / "copy.gz") == 1
    assert "--replace" in capfd.readouterr().err
    assert await command("restore", tmp_path / "copy.gz", "--replace") == 0
    assert (await rows(pledged))["pledges"] == 1


def lines_in(file: Path) -> list[str]:
    """The lines of a copy."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return lines.read().splitlines()


def marked(lines: list[str], secret: str) -> list[str]:
    """The same lines with the mark of whoever has this secret."""
    into = io.BytesIO()
    marking = Marking(into, Vault(read_secret(secret)))
    for line in lines:
        marking.write(line)
    marking.end()
    return into.getvalue().decode().splitlines()


DAMAGES: dict[str, Callable[[list[str]], list[str]]] = {
    "cut short": lambda lines: lines[:-1],
    "a row missing": lambda lines: [lines[0], *lines[2:]],
    "a row twice": lambda lines: [lines[0], lines[1], *lines[1:]],
    "a date changed": lambda lines: [lines[0], *(one.replace("202", "203", 1) for one in lines[1:])],
    "not a copy": lambda _: ["{}"],
    "going on after its end": lambda lines: [*lines, lines[1]],
    "marked by another secret": lambda lines: marked(lines[:-1], new_secret()),
    "ours, of a newer version": lambda lines: marked(
        ['{"format":2,"revision":"9999"}', *lines[1:-1]], SECRET
    ),
    "ours, of an older version": lambda lines: marked(
        ['{"format":1,"revision":"0001"}', *lines[1:-1]], SECRET
    ),
    "ours, of another table": lambda lines: marked([lines[0], '["people",["a"]]', *lines[1:-1]], SECRET),
    "ours, of other rows": lambda lines: marked([lines[0], '["pledges",[{}]]', *lines[1:-1]], SECRET),
    "ours, with a wrong tally": lambda lines: marked([*lines[:1], *lines[2:-1]], SECRET),
    "ours, without a tally": lambda lines: marked(lines[:-2], SECRET),
    "ours, of a line too long": lambda lines: marked([lines[0], "[" * 5000], SECRET),
    "ours, too deep": lambda lines: marked([lines[0], "[" * 4000], SECRET),
}


@pytest.mark.parametrize("how", DAMAGES)
@on_sqlite
async def test_a_bad_copy_is_refused_and_nothing_is_touched(
    pledged: str, tmp_path: Path, how: str, capfd: pytest.CaptureFixture[str]
) -> None:
    before = await rows(pledged)
    await command("backup", tmp_path / "copy.gz")
    with gzip.open(tmp_path / "bad.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(DAMAGES[how](lines_in(tmp_path / "copy.gz"))) + "\n")
    capfd.readouterr()
    assert await command("restore", tmp_path / "bad.gz", "--replace") == 1
    said = capfd.readouterr().err
    assert said.startswith(f"{tmp_path / 'bad.gz'}: ")
    assert said.count("\n") == 1, "one sentence"
    assert await rows(pledged) == before


async def test_a_copy_whose_secret_is_lost_is_taken_when_asked(
    pledged: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    await command("backup", tmp_path / "copy.gz")
    monkeypatch.setenv("SECRET_KEY", new_secret())
    assert await command("restore", tmp_path / "copy.gz", "--replace") == 1
    assert "OLD_SECRET_KEYS" in capfd.readouterr().err
    monkeypatch.setenv("OLD_SECRET_KEYS", SECRET)
    assert await command("restore", tmp_path / "copy.gz", "--replace") == 0
    monkeypatch.delenv("OLD_SECRET_KEYS")
    assert await command("restore", tmp_path / "copy.gz", "--replace", "--unproven") == 0


MEMORY = """
import re, sys
from bot.__main__ import main
code = main(sys.argv[1:])
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
sys.exit(code)
"""
HOSTILE: dict[str, Callable[[], Iterator[bytes]]] = {
    "a line without an end": lambda: (b"0" * 1_000_000 for _ in range(400)),
    "a million lines": lambda: (b'["pledges",["AAAAAAAA"]]\n' * 1000 for _ in range(1000)),
    "not packed, an endless header of age": lambda: iter(
        [b"age-encryption.org/v1\n", *(b"-> X25519 " + b"A" * 100 + b"\n" for _ in range(300_000))]
    ),
}


@pytest.mark.parametrize("how", HOSTILE)
async def test_a_hostile_copy_takes_no_memory(how: str, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(str(pyrage.x25519.Identity.generate()))
    with (open if how.startswith("not packed") else gzip.open)(tmp_path / "bad", "wb") as file:
        file.writelines(HOSTILE[how]())
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", MEMORY, "restore", "bad", "--identity", "key"),
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "SECRET_KEY": SECRET},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    kilobytes, said = await process.communicate()
    assert process.returncode == 1, said
    assert said.count(b"\n") == 1
    figure(f"{how}: refused within {int(kilobytes) / 1024:.0f} MB")
    assert int(kilobytes) < 100 * 1024


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
    assert await command("move", "--to", "postgresql+asyncpg://me:geheim@127.0.0.1:1/mektup") == 2, (
        "anybody reads it"
    )
    assert "--to" in capfd.readouterr().err


async def test_the_target_may_come_from_standard_input(
    pledged: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"sqlite+aiosqlite:///{tmp_path}/moved.db\n"))
    assert await command("move", "--to", "-") == 0
    assert "pledges: 1 rows, the same on both sides" in capfd.readouterr().out
