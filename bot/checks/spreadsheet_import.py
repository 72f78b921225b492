"""Takes a sheet of people into a campaign: tried on a copy first, whole or not at all."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.campaign.loading import campaign_file, load_campaign
from bot.campaign.people_spreadsheet import Imported, imported
from bot.campaign.spreadsheet_reading import SheetError, read_sheets
from bot.checks.all_checks import check_campaign
from bot.checks.locales import Problem
from bot.i18n.encoding import read_text
from bot.i18n.translate import load_languages
from db.errors import MistakeError

HISTORY = "history"  # the campaign file as it was before each import


def tried(path: Path, sheet: Path, letters: Mapping[str, int]) -> Imported:
    """What this sheet would make of the campaign of this folder; nothing is written. `letters` are how many
    belong to whom.

    Raises:
        SheetError: with every mistake, each with its row and column.
        CampaignError: the campaign file itself is wrong.
    """
    file = campaign_file(path)
    loaded = load_campaign(path)
    known = [*loaded.languages.values(), *load_languages(("en", "uk", "crh")).values()]
    found = imported(read_text(file), read_sheets(sheet), known)
    if not found.changes:
        return found
    with tempfile.TemporaryDirectory(prefix="mektup-import-") as folder:
        copy = Path(folder)
        (copy / file.name).write_text(found.content, "utf-8")
        if (file.parent / "locales").is_dir():
            shutil.copytree(file.parent / "locales", copy / "locales")
        after = check_campaign(copy / file.name, letters).problems
    before = set(map(str, check_campaign(path, letters).problems)) if after else set()
    if mistakes := [one for one in after if str(one) not in before]:
        raise SheetError(*_in_the_sheet(mistakes, found.places))
    return found


def take(path: Path, found: Imported) -> None:
    """Write the campaign file anew; what it was is kept, for `undo`."""
    file = campaign_file(path)
    kept = file.parent / HISTORY
    kept.mkdir(exist_ok=True)
    shutil.copy2(file, kept / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S.%f}.toml")
    _replace(file, found.content)


def undo(path: Path) -> Path:
    """Put the campaign file back as it was before the last import; return what it was kept as.

    Raises:
        MistakeError: there was none.
    """
    file = campaign_file(path)
    kept = sorted((file.parent / HISTORY).glob("*.toml"))
    if not kept:
        raise MistakeError(f"{file.parent / HISTORY}: no import can be undone")
    _replace(file, read_text(kept[-1]))
    kept[-1].unlink()
    return kept[-1]


def _replace(file: Path, content: str) -> None:
    """Whole or not at all: a bot may read it at any moment."""
    new = file.with_suffix(".new")
    new.write_text(content, "utf-8")
    new.replace(file)


def _in_the_sheet(problems: list[Problem], places: Mapping[str, str]) -> Iterator[str]:
    """The problems with the row and column they come from, as far as they come from any."""
    for one in problems:
        said = f"{one.wrong} {one.remedy}".strip()
        cell = next((key for key in sorted(places, key=len, reverse=True) if _is_in(one.place, key)), "")
        row = next((where for key, where in places.items() if _is_in(key, one.place)), "")
        if cell:
            yield ": ".join(filter(None, (places[cell], one.place.removeprefix(cell).strip("."), said)))
        elif row:
            field = one.place.partition(".")[2].partition(".")[2]
            yield ": ".join(filter(None, (row.partition(", column")[0], field, said)))
        else:
            yield str(one)


def _is_in(place: str, key: str) -> bool:
    return place == key or place.startswith(f"{key}.")
