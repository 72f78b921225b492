"""Files and the command line give the same figures: typed, documented, harmless, readable elsewhere."""

import csv
import io
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from bot.campaign.model import Campaign, read_campaign
from bot.i18n.translate import load_languages
from bot.statistics.export import as_csv, as_json, as_workbook, sheets
from bot.statistics.labels import Labels
from bot.statistics.report import Report, read_report
from db.database import Database
from db.figure_sums import ALL, Moment
from db.statistics import TABLES, Letters, Line, Table
from tests.conftest import on_sqlite
from tests.support.letters import everything

TODAY = date(2016, 2, 25)
OFFICE = shutil.which("soffice")


@pytest.fixture
def campaign() -> Campaign:
    return read_campaign()


@pytest.fixture(params=["uk", "en", "crh"])
def labels(request: pytest.FixtureRequest, campaign: Campaign) -> Labels:
    languages = load_languages(campaign.languages, words=campaign.words)
    return Labels(languages[request.param], campaign, languages)


@pytest.fixture
async def report(eventful_url: str, campaign: Campaign) -> Report:
    database = Database(eventful_url)
    async with database.read() as connection:
        report = await read_report(Moment(connection), campaign, TODAY, ALL)
    await database.close()
    return report


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

    command[command.index(every_sheet)] = "pdf"
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    printed = [page.extract_text() for page in PdfReader(tmp_path / "figures.pdf").pages]
    for name, headings, _ in sheets(report, labels):
        pages = [text for text in printed if re.search(rf"^{name}\b", text, re.MULTILINE)]
        assert pages, name
        for text in pages:
            in_one_line = " ".join(text.split())
            assert all(heading in in_one_line for heading in headings), f"{name} is more than a page wide"

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
    states_named = ("pledged", "mailed", "received", "handed_over", "withdrawn", "expired")
    assert tuple(rows[0]) == ("table", "key", "name", *states_named, "without_bot", "letters")
    assert {row["table"] for row in rows} == {*TABLES} - {"evening"}, "there was none"
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
async def test_no_file_holds_a_single_pledge(report: Report, labels: Labels, eventful_url: str) -> None:
    found, _ = await everything(eventful_url)
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(report, labels)))
    values = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    days = {one for one in values if isinstance(one, datetime)}
    texts = "\n".join((*map(str, values - days), as_csv(report, labels).decode(), as_json(report, labels)))

    assert {one.time() for one in days} == {time.min}
    assert not re.search(r"\d\d:\d\d", texts), "no time of day"
    assert not any(one.code in texts for one in found)
