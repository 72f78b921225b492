"""An organizer sends the sheet: the difference first, taken whole or left, undone from the journal."""

import io
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import openpyxl
import polib
import pytest

from bot.__main__ import main
from bot.campaign.loading import OWN_TEXTS
from bot.campaign.model import BUILT_IN
from bot.campaign.people_spreadsheet import header
from bot.config import Config
from bot.i18n.translate import LOCALES
from bot.run import Running
from tests.conftest import polling_bot
from tests.support.organizer import Organizer
from tests.support.supporter import Supporter
from tests.support.views import LANGUAGES


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The campaign's file, ours to change."""
    (tmp_path / "folder").mkdir()
    return Path(shutil.copy(BUILT_IN, tmp_path / "folder" / "campaign.toml"))


@pytest.fixture
async def bot(config: Config, file: Path) -> AsyncIterator[Running]:
    async with polling_bot(config.model_copy(update={"campaign": file.parent})) as running:
        yield running


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def sheet(file: Path, column: str = "", value: object = None) -> bytes:
    """The exported people, with another value in this column of Chiygoz."""
    path = file.with_name("people.xlsx")
    assert main(["campaign", "export", str(file.parent), "-o", str(path)]) == 0
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    if column:
        titles = [cell.value for cell in page[1]]
        row = next(row for row in page.iter_rows(min_row=2) if row[0].value == "chiygoz")
        row[titles.index(header(column, LANGUAGES["en"]))].value = value
    book.save(path)
    return path.read_bytes()


async def sends(who: Supporter, data: bytes, name: str = "people.xlsx") -> str:
    who.phone.person.sends_document(name, data)
    return await who.phone.settles()


async def test_a_sheet_is_shown_taken_and_undone(oksana: Organizer, ann: Supporter, file: Path) -> None:
    before = file.read_text("utf-8")
    seen = await sends(oksana, sheet(file, "name.en", "Akhtem Chiygoz"))
    assert oksana.text("import.spelling", number=1) in seen
    assert "“Ahtem Chiygoz” → “Akhtem Chiygoz”" in seen
    assert file.read_text("utf-8") == before
    await oksana.presses("import.button.take")
    assert oksana.reads("import.taken")
    assert "Akhtem Chiygoz" in await ann.types("/start chiygoz")
    await oksana.presses("desk.button.undo")
    assert file.read_text("utf-8") == before
    assert "Ahtem Chiygoz" in await ann.types("/start chiygoz")
    assert oksana.counted("journal.imported", 1) in await oksana.types("/journal")


async def test_what_was_left_or_grew_old_changes_nothing(nazar: Organizer, file: Path) -> None:
    before = file.read_text("utf-8")
    await sends(nazar, sheet(file, "name.en", "Akhtem Chiygoz"))
    await nazar.presses("import.button.leave")
    assert nazar.reads("import.left")
    await sends(nazar, sheet(file, "name.en", "Akhtem Chiygoz"))
    file.write_text(before + "# somebody else was here\n", "utf-8")
    await nazar.presses("import.button.take")
    assert nazar.reads("import.old")
    assert file.read_text("utf-8") == before + "# somebody else was here\n"
    assert nazar.text("import.nothing") in await sends(nazar, sheet(file))


async def test_an_import_is_not_undone_over_a_later_change(nazar: Organizer, file: Path) -> None:
    await sends(nazar, sheet(file, "name.en", "Akhtem Chiygoz"))
    await nazar.presses("import.button.take")
    later = file.read_text("utf-8") + "# later\n"
    file.write_text(later, "utf-8")
    await nazar.presses("desk.button.undo")
    assert "Changed since, so not undone" in nazar.phone.sees()
    assert file.read_text("utf-8") == later


async def test_every_mistake_of_a_sheet_is_said_and_nothing_changes(nazar: Organizer, file: Path) -> None:
    before = file.read_text("utf-8")
    seen = await sends(nazar, sheet(file, "case", "no-such-case"))
    assert nazar.text("import.wrong") in seen
    assert "there is no case no-such-case" in seen
    assert nazar.text("import.wrong") in await sends(nazar, b"junk", "people.ods")
    assert file.read_text("utf-8") == before


async def test_nobody_else_sends_a_sheet(ann: Supporter, file: Path) -> None:
    await ann.starts()
    seen = await sends(ann, sheet(file, "name.en", "Akhtem Chiygoz"))
    assert "Akhtem" not in seen
    assert not (file.parent / "history").exists()


async def test_the_texts_are_a_sheet_too(nazar: Organizer, file: Path) -> None:
    folder = file.parent / "locales" / "en"
    folder.mkdir(parents=True)
    catalogue = polib.pofile(str(LOCALES / "en" / "bot.po"))
    own = polib.POFile()
    own.metadata = catalogue.metadata
    own += [one for one in catalogue if one.msgid in OWN_TEXTS]
    own.save(str(folder / "bot.po"))
    data = sheet(file)
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book["Texts"]
    titles = [cell.value for cell in page[1]]
    row = next(row for row in page.iter_rows(min_row=2) if row[0].value == "how.name")
    row[titles.index("en")].value = "Maria"
    changed = io.BytesIO()
    book.save(changed)
    seen = await sends(nazar, changed.getvalue())
    assert nazar.text("import.text", number=1) in seen
    await nazar.presses("import.button.take")
    assert polib.pofile(str(folder / "bot.po")).find("how.name").msgstr == "Maria"
    row[titles.index("en")].value = "{who} <b>"
    broken = io.BytesIO()
    book.save(broken)
    seen = await sends(nazar, broken.getvalue())
    assert nazar.text("import.wrong") in seen
    assert f"texts, row {row[0].row}, column" in seen
