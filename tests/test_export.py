"""Files and the command line: the same figures, typed, documented, harmless, readable elsewhere."""

import csv
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from bot.i18n import load_languages
from bot.organizers.export import CSV_COLUMNS, as_csv, as_json, as_workbook
from bot.organizers.labels import Labels
from bot.organizers.report import Report, read_report
from db.campaign import Campaign, load_campaign
from db.figures import ALL
from db.session import Database
from db.statistics import TABLES, Letters, Line, Table
from tests.letters import everything, happen

ROOT = Path(__file__).parents[1]
TODAY = date(2016, 2, 25)
OFFICE = shutil.which("soffice")

Mektup = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def campaign() -> Campaign:
    return load_campaign()


@pytest.fixture(params=["uk", "en", "crh"])
def labels(request: pytest.FixtureRequest, campaign: Campaign) -> Labels:
    languages = load_languages(campaign.languages)
    return Labels(languages[request.param], campaign, languages)


@pytest.fixture
async def url(database_url: str) -> str:
    """A database in which 300 things have happened to letters."""
    database = Database(database_url)
    await database.migrate()
    async with database.write() as connection:
        await happen(connection, random.Random(3), [], 300)
    await database.close()
    return database_url


@pytest.fixture
async def report(url: str, campaign: Campaign) -> Report:
    database = Database(url)
    async with database.read() as connection:
        report = await read_report(connection, campaign, TODAY, ALL)
    await database.close()
    return report


@pytest.fixture
def mektup(url: str, tmp_path: Path) -> Mektup:
    """The command line in a process of its own, as a script starts it."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
        clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            env={**clean, "PYTHONPATH": str(ROOT), "DATABASE_URL": url, **environment},
            cwd=tmp_path,
            capture_output=True,
            timeout=60,
            check=False,
        )

    return run


on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@on_sqlite
def test_the_workbook_has_typed_cells_and_a_heading_that_stays(report: Report, labels: Labels) -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(report, labels)))

    assert book.sheetnames == [*TABLES, "timeline", "not yet posted", "forecast", "definitions"]
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                assert cell.data_type in ("n", "s", "d"), f"{sheet.title} {cell.coordinate}: no formula"
                if sheet.title != "definitions" and cell.column > 1:
                    assert cell.data_type == "n"
    day = book["day"].cell(2, 1)
    assert isinstance(day.value, datetime)
    people = {row[0]: row[1] for row in book["prisoner"].iter_rows(min_row=2, values_only=True)}
    chiygoz = next(one for one in report.tables["prisoner"].lines if one.key == "chiygoz")
    assert people[labels.name("prisoner", "chiygoz")] == chiygoz.letters.promised
    definitions = [row[0].value for row in book["definitions"].iter_rows(min_row=2)]
    assert labels.column("without_bot") in definitions


@on_sqlite
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed: nobody opens the workbook with it")
@pytest.mark.parametrize("labels", ["uk"], indirect=True)
def test_libreoffice_reads_the_workbook_as_it_was_meant(
    report: Report, labels: Labels, tmp_path: Path
) -> None:
    (tmp_path / "figures.xlsx").write_bytes(as_workbook(report, labels))
    assert OFFICE is not None
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    home, file = f"-env:UserInstallation=file://{tmp_path}/profile", str(tmp_path / "figures.xlsx")
    command = [OFFICE, home, "--headless", "--convert-to", every_sheet, "--outdir", str(tmp_path), file]
    subprocess.run(command, check=True, capture_output=True, timeout=100)

    read = list(csv.reader((tmp_path / "figures-country.csv").read_text("utf-8").splitlines()))
    assert read[0][:2] == [labels.t.plain("figures.by.country"), labels.column("pledged")]
    expected = [
        [labels.name("country", one.key), str(one.letters.promised)] for one in report.tables["country"].lines
    ]
    assert [row[:2] for row in read[1:]] == expected
    days = list(csv.reader((tmp_path / "figures-day.csv").read_text("utf-8").splitlines()))
    assert days[1][0] == report.tables["day"].lines[0].key, "a date is a date"


@on_sqlite
def test_csv_has_stable_columns_and_letters_that_spreadsheets_read(report: Report, labels: Labels) -> None:
    data = as_csv(report, labels)

    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert list(rows[0]) == list(CSV_COLUMNS)
    assert {row["table"] for row in rows} == set(TABLES)
    states = [int(row["letters"]) for row in rows if row["table"] == "state"]
    total = report.overview.total
    assert sum(states) == total.promised + total.withdrawn + total.expired


@on_sqlite
@pytest.mark.parametrize("labels", ["en"], indirect=True)
@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+49", "-1", '=HYPERLINK("http://x")'])
def test_a_name_never_becomes_a_formula(report: Report, labels: Labels, name: str) -> None:
    bad = replace(report, tables={"source": Table("source", (Line(name, Letters(pledged=1)),))})

    cell = openpyxl.load_workbook(io.BytesIO(as_workbook(bad, labels)))["source"]["A2"]
    assert (cell.data_type, cell.value) == ("s", name)
    row = list(csv.reader(io.StringIO(as_csv(bad, labels).decode("utf-8-sig"))))[1]
    assert row[2] == f"'{name}"


@on_sqlite
async def test_no_file_holds_a_single_pledge(report: Report, labels: Labels, url: str) -> None:
    found, _ = await everything(url)
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(report, labels)))
    values = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    days = {one for one in values if isinstance(one, datetime)}
    texts = "\n".join((*map(str, values - days), as_csv(report, labels).decode(), as_json(report, labels)))

    assert {one.time() for one in days} == {time.min}
    assert not re.search(r"\d\d:\d\d", texts), "no time of day"
    assert not any(one.code in texts for one in found)


def test_the_command_prints_json_as_it_is_documented(mektup: Mektup, report: Report) -> None:
    done = mektup("stats", "--format", "json")

    assert (done.returncode, done.stderr) == (0, b"")
    document = json.loads(done.stdout)
    assert document["total"]["pledged"] == report.overview.total.promised
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
def test_the_command_takes_days_and_language(mektup: Mektup, report: Report) -> None:
    done = mektup("stats", "--by", "day", "--since", "2016-01-10", "--until", "2016-01-20", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8-sig"))))
    expected = [one.key for one in report.tables["day"].lines if "2016-01-10" <= one.key <= "2016-01-20"]
    assert [row["key"] for row in rows] == expected

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
        (["stats"], {"DATABASE_URL": "postgresql+asyncpg://x:secret@127.0.0.1:1/x"}, 1, "does not answer"),
        (["stats"], {"DATABASE_URL": "mysql://x"}, 2, "DATABASE_URL"),
        (["stats", "-o", "/nowhere/x"], {}, 1, "cannot be written"),
        (["chart", "pledges"], {}, 2, "--output"),
        (["chart", "pledges", "-o", "/nowhere/x.png"], {}, 1, "cannot be written"),
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
