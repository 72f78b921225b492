"""Whatever happens to a command: a sentence and an exit code, no traceback, nothing of others destroyed."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.conftest import SECRET
from tests.support.project import ROOT


@pytest.fixture
def settings(sqlite_url: str) -> dict[str, str]:
    return {"DATABASE_URL": sqlite_url, "SECRET_KEY": SECRET}


def mektup(
    *arguments: str | bytes,
    cwd: Path,
    settings: Mapping[str, str],
    shell: str = 'exec "$@"',
    code: int | Sequence[int] = 1,
) -> tuple[str, str]:
    """What the command says and complains of; `shell` puts it among others."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": "/nonexistent", **settings}
    done = subprocess.run(
        ["bash", "-c", shell, "bash", sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        check=False,
        timeout=60,
    )
    said, complained = done.stdout.decode(), done.stderr.decode("utf-8", "replace")
    assert done.returncode in ([code] if isinstance(code, int) else code), (done.returncode, complained)
    assert "Traceback" not in complained
    assert "Exception ignored" not in complained
    return said, complained


def test_a_reader_that_goes_away_and_an_output_that_is_full_or_closed(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    gone = '"$@" | head -c 0; exit ${PIPESTATUS[0]}'
    assert mektup("stats", cwd=tmp_path, settings=settings, shell=gone, code=(0, 141))[1] == ""
    full = mektup("stats", cwd=tmp_path, settings=settings, shell='"$@" > /dev/full')[1]
    assert "standard output" in full or "output" in full
    assert "No space left" in full
    mektup("secret", cwd=tmp_path, settings=settings, shell='"$@" >&-', code=0)
    mektup("secret", cwd=tmp_path, settings=settings, shell='"$@" > /dev/full')


def test_a_terminal_that_knows_ascii_only(tmp_path: Path, settings: dict[str, str]) -> None:
    ascii_only = settings | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    said = mektup("campaign", "check", "Олена", cwd=tmp_path, settings=ascii_only)[1]
    assert "\\u041e" in said


def test_arguments_that_are_not_utf_8(tmp_path: Path, settings: dict[str, str]) -> None:
    said = mektup("backup", b"\xff.copy", cwd=tmp_path, settings=settings, code=2)[1]
    assert "is not UTF-8" in said
    assert not [one for one in tmp_path.iterdir() if one.name.endswith("copy")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"rubbish" * 1000, "is damaged"),
        ("half", "is damaged"),
        ("flipped", "is damaged"),
    ],
)
def test_a_damaged_database_is_called_damaged_by_every_command(
    tmp_path: Path, settings: dict[str, str], content: bytes | str, words: str
) -> None:
    file = tmp_path / "mektup.db"
    whole = file.read_bytes()
    if content == "half":
        file.write_bytes(whole[: len(whole) // 2])
    elif content == "flipped":
        file.write_bytes(whole[:100] + bytes(byte ^ 0xFF for byte in whole[100:]))
    else:
        assert isinstance(content, bytes)
        file.write_bytes(content)
    for command in (["backup", "a.copy"], ["migrate"], ["stats"]):
        said = mektup(*command, cwd=tmp_path, settings=settings)[1]
        assert words in said, (command, said)
        assert "mektup restore" in said


def test_a_locked_database_is_called_locked(tmp_path: Path, settings: dict[str, str]) -> None:
    other = sqlite3.connect(tmp_path / "mektup.db")
    other.execute("UPDATE alembic_version SET version_num = '0000'")
    other.commit()
    other.execute("BEGIN EXCLUSIVE")
    assert "is locked by another program" in mektup("migrate", cwd=tmp_path, settings=settings)[1]
    other.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql+asyncpg://me:geheim@127.0.0.1:1/mektup", "cannot be reached"),
        ("postgresql+asyncpg://me:geheim@nowhere.invalid/mektup", "no server of this name"),
        ("sqlite+aiosqlite:////nowhere/at/all/mektup.db", "cannot be opened"),
    ],
)
def test_a_database_that_is_away(tmp_path: Path, settings: dict[str, str], url: str, words: str) -> None:
    said = mektup("backup", "a.copy", cwd=tmp_path, settings=settings | {"DATABASE_URL": url})[1]
    assert words in said
    assert "geheim" not in said
    assert list(tmp_path.glob(".mektup-*")) == [], "nothing half is left"


def test_a_folder_nobody_can_write_into(tmp_path: Path, settings: dict[str, str]) -> None:
    said = mektup("backup", "/proc/a.copy", cwd=tmp_path, settings=settings)[1]
    assert said.startswith("/proc")
    assert "No such file" in said or "denied" in said or "not permitted" in said


def test_a_copy_through_a_link_leaves_the_link_and_one_to_standard_output_is_whole(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    (tmp_path / "elsewhere").mkdir()
    link, target = tmp_path / "newest.copy", tmp_path / "elsewhere/a.copy"
    link.symlink_to(target)
    mektup("backup", "newest.copy", cwd=tmp_path, settings=settings, code=0)
    assert link.is_symlink()
    assert target.stat().st_size > 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert "is no file" in mektup("backup", "elsewhere", cwd=tmp_path, settings=settings, code=2)[1]
    mektup("backup", "-", cwd=tmp_path, settings=settings, shell='"$@" > piped.copy', code=0)
    restored = settings | {"DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/restored.db"}
    mektup("restore", "piped.copy", cwd=tmp_path, settings=restored, shell='umask 022; "$@"', code=0)
    assert stat.S_IMODE((tmp_path / "restored.db").stat().st_mode) == 0o600


def test_the_settings_may_be_elsewhere_and_paths_stay_those_of_the_caller(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "here").mkdir()
    file = tmp_path / "etc/.env"
    file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()), "utf-8")
    mektup("backup", "a.copy", cwd=tmp_path / "here", settings={"SETTINGS": str(file)}, code=0)
    assert [one.name for one in (tmp_path / "here").iterdir()] == ["a.copy"]
