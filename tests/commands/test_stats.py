"""The command line prints and draws the figures beside a running bot; scripts can rely on it."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from db.statistics import TABLES
from tests.conftest import on_sqlite
from tests.support.letters import everything
from tests.support.project import ROOT

Mektup = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def mektup(eventful_url: str, tmp_path: Path) -> Mektup:
    """The command line in a process of its own, as a script starts it."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
        clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            env={**clean, "PYTHONPATH": str(ROOT), "DATABASE_URL": eventful_url, **environment},
            cwd=tmp_path,
            capture_output=True,
            timeout=60,
            check=False,
        )

    return run


async def test_the_command_prints_json_as_it_is_documented(mektup: Mektup, eventful_url: str) -> None:
    found, _ = await everything(eventful_url)

    done = mektup("stats", "--format", "json")

    assert (done.returncode, done.stderr) == (0, b"")
    document = json.loads(done.stdout)
    standing = [one for one in found if one.state not in ("withdrawn", "expired")]
    assert document["total"]["pledged"] == len(standing)
    assert set(document["tables"]) == set(TABLES)
    text = (ROOT / "docs" / "statistics.md").read_text("utf-8")
    for key in _keys(document):
        assert f"`{key}`" in text, f"docs/statistics.md does not say what {key} is"


@pytest.mark.parametrize("by", ["greeting", "state"])
@on_sqlite
def test_the_command_prints_one_table(mektup: Mektup, by: str) -> None:
    document = json.loads(mektup("stats", "--by", by, "--format", "json").stdout)
    assert list(document["tables"]) == [by]


@on_sqlite
async def test_the_command_takes_days_and_language(mektup: Mektup, eventful_url: str) -> None:
    found, came = await everything(eventful_url)
    done = mektup("stats", "--by", "day", "--since", "2016-01-10", "--until", "2016-01-20", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8-sig"))))
    days = {one.pledged_on.isoformat() for one in found} | {day.isoformat() for day, *_ in came}
    assert [row["key"] for row in rows] == sorted(one for one in days if "2016-01-10" <= one <= "2016-01-20")

    assert "Ахтем Чийгоз" in mektup("stats", "--by", "prisoner", "--language", "uk").stdout.decode()


@on_sqlite
def test_the_command_writes_files(mektup: Mektup, tmp_path: Path) -> None:
    assert mektup("stats", "--format", "xlsx", "-o", "figures.xlsx").returncode == 0
    assert "prisoner" in openpyxl.load_workbook(tmp_path / "figures.xlsx").sheetnames
    for chart in ("pledges", "prisoners", "countries"):
        assert mektup("chart", chart, "-o", f"{chart}.png", "--language", "crh").returncode == 0
        assert (tmp_path / f"{chart}.png").read_bytes().startswith(b"\x89PNG")


@on_sqlite
@pytest.mark.parametrize(
    ("arguments", "environment", "code", "said"),
    [
        (["stats", "--by", "shoe-size"], {}, 2, "invalid choice"),
        (["stats", "--since", "yesterday"], {}, 2, "--since"),
        (["stats", "--since", "2016-02-01", "--until", "2016-01-01"], {}, 2, "--since"),
        (["stats", "--language", "tlh"], {}, 2, "--language"),
        (["stats"], {"DATABASE_URL": "sqlite+aiosqlite:///nowhere.db"}, 1, "no such file"),
        (["stats"], {"DATABASE_URL": "postgresql+asyncpg://x:secret@127.0.0.1:1/x"}, 1, "cannot be reached"),
        (["stats"], {"DATABASE_URL": "mysql://x"}, 2, "DATABASE_URL"),
        (["stats", "-o", "/nowhere/x"], {}, 1, "No such file"),
        (["chart", "pledges"], {}, 2, "--output"),
        (["chart", "pledges", "-o", "/nowhere/x.png"], {}, 1, "No such file"),
    ],
)
def test_scripts_can_rely_on_exit_codes(
    mektup: Mektup, arguments: list[str], environment: dict[str, str], code: int, said: str
) -> None:
    done = mektup(*arguments, **environment)

    assert done.returncode == code
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert b"secret" not in done.stderr


@on_sqlite
def test_an_old_schema_is_named_and_left_alone(mektup: Mektup, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    old.touch()
    done = mektup("stats", DATABASE_URL=f"sqlite+aiosqlite:///{old}")

    assert done.returncode == 1
    assert "mektup migrate" in done.stderr.decode()


def _keys(content: object) -> set[str]:
    """Every key of a JSON document that is a word of the format, not a key of a line."""
    if isinstance(content, dict):
        return set(content).union(*map(_keys, content.values()))
    return set().union(*map(_keys, content)) if isinstance(content, list) else set()
