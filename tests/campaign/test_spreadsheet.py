"""A campaign kept in a spreadsheet: out and in again, what is different first, whole or not at all."""

import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.__main__ import main
from bot.campaign import folder_history
from bot.campaign.folder_history import undo_last
from bot.campaign.loading import load_campaign
from bot.campaign.model import Campaign
from bot.campaign.spreadsheet_reading import SheetError
from bot.checks.spreadsheet_import import tried
from tests.campaign.test_what_a_file_says import FACTS, PLACES, block
from tests.support.campaigns import make

NOBODY: dict[str, int] = {}


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(
        tmp_path_factory.mktemp("kept") / "poets", ("en", "be-tarask", "pl"), len(FACTS), block, PLACES
    )


@pytest.fixture
def folder(right: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return shutil.copytree(right, tmp_path / "poets")


@pytest.fixture
def sheet(folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The people of the folder, exported."""
    path = folder.with_name("people.xlsx")
    assert main(["campaign", "export", str(folder), "-o", str(path)]) == 0
    capsys.readouterr()
    return path


Edit = Callable[[Any], object]


def edited(sheet: Path, *edits: Edit) -> Path:
    """Change the first sheet as somebody would by hand."""
    book = openpyxl.load_workbook(sheet)
    for edit in edits:
        edit(book.worksheets[0])
    book.save(sheet)
    return sheet


def column(page: Any, title: str) -> int:
    return [cell.value for cell in page[1]].index(title) + 1


def cell(row: int, title: str, value: object) -> Edit:
    def change(page: Any) -> None:
        page.cell(row, column(page, title)).value = value

    return change


def campaign_of(folder: Path) -> Campaign:
    return load_campaign(folder).campaign


def test_what_was_exported_changes_nothing(folder: Path, sheet: Path) -> None:
    found = tried(folder, sheet, NOBODY)
    assert found.changes == ()
    assert found.files == {}


def test_a_csv_file_is_the_same_sheet(folder: Path) -> None:
    path = folder.with_name("people.csv")
    assert main(["campaign", "export", str(folder), "-o", str(path)]) == 0
    assert tried(folder, path, NOBODY).changes == ()
    path.write_text(
        path.read_text("utf-8-sig").replace("Imię Nazwisko2", "Imię Inne2").replace(",", ";"), "utf-16"
    )
    (change,) = [one for one in tried(folder, path, NOBODY).changes if one.kind == "spelling"]
    assert change.text == "person-2, name.pl: “Imię Nazwisko2” → “Imię Inne2”"


def test_every_kind_of_change_is_said_first_and_then_taken(
    folder: Path, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toml = folder / "campaign.toml"
    toml.write_text(
        toml.read_text("utf-8").replace('id = "person-1"', 'id = "person-1"  # a comment'), "utf-8"
    )
    before = toml.read_text("utf-8")

    def a_new_person(page: Any) -> None:
        page.append([one.value for one in page[2]])
        row = page.max_row
        for title, value in {
            "Id": None,
            "On the envelope (Latin)": "NOVAK Ivan",
            "Name (be-tarask)": "Іван Новак",
            "Name (pl)": "Iwan Nowak",
            "Name (en)": "Ivan Novak",
        }.items():
            page.cell(row, column(page, title)).value = value

    edited(
        sheet,
        cell(2, "Name (en)", "First Renamed1"),
        cell(3, "Place", "prison-1"),
        cell(3, "Moved on", date(2016, 5, 25)),
        cell(5, "Released on", date(2016, 5, 26)),
        cell(5, "House arrest since", None),
        a_new_person,
        lambda page: page.delete_rows(7),
    )
    arguments = ["campaign", "import", str(sheet), str(folder)]
    assert main(arguments) == 0
    said = capsys.readouterr().out
    for line in (
        "new: novak: NOVAK Ivan",
        "gone: person-6",
        "moved: person-2, place: nothing → “prison-1”",
        "released: person-4, status.released: nothing → “2016-05-26”",
        "spelling: person-1, name.en: “First Last1” → “First Renamed1”",
        "nothing is changed yet",
    ):
        assert line in said
    assert toml.read_text("utf-8") == before

    assert main([*arguments, "--yes"]) == 0
    campaign = campaign_of(folder)
    assert [one.id for one in campaign.prisoners] == [*(f"person-{one}" for one in range(1, 6)), "novak"]
    assert campaign.by_id["person-2"].status == {"moved": date(2016, 5, 25)}
    assert campaign.by_id["person-4"].end == ("released", date(2016, 5, 26))
    assert "# a comment" in toml.read_text("utf-8")
    assert tried(folder, sheet, NOBODY).changes == ()

    assert main(["campaign", "undo", str(folder)]) == 0
    assert toml.read_text("utf-8") == before
    assert main(["campaign", "undo", str(folder)]) == 2
    assert "no import can be undone" in capsys.readouterr().err


def test_what_stands_above_the_people_is_a_sheet_too(folder: Path, sheet: Path) -> None:
    """Settings change, and new ones come; nothing else in the file does."""

    def said(key: str, value: object) -> Edit:
        def change(page: Any) -> None:
            settings = page.parent["Campaign"]
            row = next((row for row in settings.iter_rows(min_row=2) if row[0].value == key), None)
            if row is None:
                settings.append([key, value])
            else:
                row[1].value = value

        return change

    (folder / "campaign.toml").write_text(
        (folder / "campaign.toml").read_text("utf-8").replace('id = "my-campaign"', 'id = "poets"'), "utf-8"
    )
    edited(
        sheet,
        said("id", "poets"),
        said("near_countries", "LV, PL"),
        said("contact.email", "letters@example.org"),
        said("started_on", date(2026, 2, 3)),
        said("address.latin", "Letter House | Riga | LATVIA"),
        *(said(f"cases.second-case.{one}", "held for a song") for one in ("en", "be-tarask", "pl")),
    )
    found = tried(folder, sheet, NOBODY)
    assert {one.column for one in found.changes} == {
        *("near_countries", "contact.email", "started_on", "address.latin"),
        *(f"cases.second-case.{one}" for one in ("en", "be-tarask", "pl")),
    }
    folder_history.write(folder, found.files)
    campaign = campaign_of(folder)
    assert campaign.near_countries == ("LV", "PL")
    assert campaign.contact.email == "letters@example.org"
    assert campaign.started_on == date(2026, 2, 3)
    assert campaign.address.latin == ("Letter House", "Riga", "LATVIA")
    assert tried(folder, sheet, NOBODY).changes == ()
    edited(sheet, said("id", "else"), said("no_such", "x"))
    with pytest.raises(SheetError) as refused:
        tried(folder, sheet, NOBODY)
    assert "the id of a campaign never changes" in str(refused.value)
    assert "there is no setting “no_such”" in str(refused.value)


def test_a_mistake_in_a_setting_is_named_with_its_cell(folder: Path, sheet: Path) -> None:
    edited(sheet, lambda page: setattr(page.parent["Campaign"]["B6"], "value", "Latvia"))
    with pytest.raises(SheetError, match=r"campaign, row 6, column B: write a country as two capital"):
        tried(folder, sheet, NOBODY)


def test_somebody_whom_letters_belong_to_is_not_dropped(folder: Path, sheet: Path) -> None:
    edited(sheet, lambda page: page.delete_rows(7))
    with pytest.raises(SheetError, match="3 letters belong to person-6, who is not there"):
        tried(folder, sheet, {"person-6": 3})


def test_a_row_without_an_id_finds_its_own(folder: Path, sheet: Path) -> None:
    edited(sheet, cell(3, "Id", None))
    assert tried(folder, sheet, NOBODY).changes == ()


HEADERS = {
    "in Ukrainian": ("Код", "На конверті (латиницею)", "Імʼя (pl)"),
    "as in the file": ("id", "envelope.latin", "name.pl"),
    "in English, carelessly": ("ID", "on the envelope (latin)", "name (PL)"),
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
def test_the_header_may_be_in_other_words(folder: Path, sheet: Path, headers: tuple[str, str, str]) -> None:
    def renamed(page: Any) -> None:
        for title, other in zip(("Id", "On the envelope (Latin)", "Name (pl)"), headers, strict=True):
            page.cell(1, column(page, title)).value = other

    assert tried(folder, edited(sheet, renamed), NOBODY).changes == ()


BROKEN: dict[str, tuple[Edit, str]] = {
    "a formula": (cell(3, "Notes", "=1+1"), "People, row 3, column AH: a formula; paste its value instead."),
    "merged cells": (lambda page: page.merge_cells("A3:B4"), "People, A3:B4: merged cells"),
    "a date as text": (
        cell(3, "Moved on", "17.05.2016"),
        "“17.05.2016” is a date as text; write it as 2016-05-17.",
    ),
    "an empty row": (lambda page: page.insert_rows(4), "people, row 4: the row is empty; delete it."),
    "two headers": (
        lambda page: [page.insert_rows(2), [cell(2, str(one.value), one.value)(page) for one in page[1]]],
        "people, row 2: a second header",
    ),
    "a column nobody knows": (
        cell(1, "Notes", "Notess"),
        "there is no column “Notess”; did you mean “notes”?",
    ),
    "a column twice": (cell(1, "Notes", "Source"), "the column “source” is there twice"),
    "a cell beyond the header": (
        lambda page: page.cell(3, 60, "x"),
        "row 3, column BH: its column has no header.",
    ),
    "an id twice": (cell(3, "Id", "person-1"), "people, row 3: person-1 is there twice, also in row 2."),
    "another id": (
        cell(3, "Id", "person-9"),
        "people, row 3: the id of SURNAME2 First is person-2; an id never",
    ),
    "a place that is none": (cell(3, "Place", "prison-9"), "row 3, column V: there is no place prison-9"),
    "a year too early": (cell(3, "Born", 1700), "row 3, column S: write a year from 1900 to 2025"),
    "a year in a cell for days": (
        cell(2, "Born", 1984),
        "row 2, column S: if the year 1984 is meant, make the cell",
    ),
    "a name missing": (cell(2, "Name (pl)", None), "people, row 2: name: pl is missing"),
    "a name too long": (
        cell(2, "Name (pl)", "Imię " * 9),
        "row 2, column F: 44 characters are too long for a button",
    ),
}


def test_every_mistake_of_the_sheet_is_named_with_its_row_and_column_and_nothing_is_changed(
    folder: Path, right: Path, sheet: Path
) -> None:
    for edit, said in BROKEN.values():
        copy = edited(Path(shutil.copy(sheet, sheet.with_name("broken.xlsx"))), edit)
        with pytest.raises(SheetError) as refused:
            tried(folder, copy, NOBODY)
        assert said in str(refused.value)
    assert (folder / "campaign.toml").read_bytes() == (right / "campaign.toml").read_bytes()


def test_all_mistakes_are_named_at_once(folder: Path, sheet: Path) -> None:
    edited(sheet, *(BROKEN[one][0] for one in ("a date as text", "a column nobody knows", "an id twice")))
    with pytest.raises(SheetError) as refused:
        tried(folder, sheet, NOBODY)
    assert len(refused.value.mistakes) >= 3


def a_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"\0" * 70_000_000)


JUNK: dict[str, tuple[Callable[[Path], object], str]] = {
    "ten megabytes": (lambda path: path.write_bytes(b"x" * 10_000_000), "The file has 10 MB"),
    "a zip bomb": (a_bomb, "unpacks to far more than a list of people"),
    "a picture": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256))), "not UTF-8"),
    "a zip of something": (lambda path: zipfile.ZipFile(path, "w").close(), "no workbook that can be read"),
    "a text": (lambda path: path.write_text("Dear all"), "This is no table"),
    "nothing": (lambda path: path.write_text(""), "This is no table"),
    "no file": (lambda path: None, "cannot be read"),
}


def test_what_is_no_sheet_is_refused_in_a_sentence(folder: Path) -> None:
    for number, (write, said) in enumerate(JUNK.values()):
        path = folder.with_name(f"junk-{number}.xlsx")
        write(path)
        with pytest.raises(SheetError, match=said):
            tried(folder, path, NOBODY)


def test_an_import_is_written_at_once_and_taken_back_in_order(folder: Path, sheet: Path) -> None:
    before = (folder / "campaign.toml").read_text("utf-8")
    for name in ("Else", "Again"):
        folder_history.write(
            folder, tried(folder, edited(sheet, cell(2, "Name (en)", f"First {name}")), NOBODY).files
        )
    undo_last(folder / "campaign.toml")
    assert campaign_of(folder).by_id["person-1"].name["en"] == "First Else"
    undo_last(folder / "campaign.toml")
    assert (folder / "campaign.toml").read_text("utf-8") == before
