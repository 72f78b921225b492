"""Tries a sheet of people, places and texts on a copy of the campaign, before any of it is taken."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.campaign.folder_history import offer
from bot.campaign.loading import campaign_file, load_campaign
from bot.campaign.model import CampaignError
from bot.campaign.people_spreadsheet import Change, Imported, imported
from bot.campaign.spreadsheet_reading import SheetError, read_sheets
from bot.checks.all_checks import check_campaign
from bot.checks.locales import Problem
from bot.i18n.encoding import UnreadableError
from bot.i18n.translate import load_languages


@dataclass(frozen=True, slots=True)
class Offer:
    """What a sheet would change, kept under a name; or its mistakes; or why there is no way to take one."""

    name: str = ""
    changes: tuple[Change, ...] = ()
    mistakes: tuple[str, ...] = ()
    trouble: Literal["", "built-in", "read-only"] = ""


def offer_of(path: Path | None, data: bytes, ending: str, letters: Mapping[str, int]) -> Offer:
    """What this spreadsheet would make of the campaign, which is not changed yet."""
    if path is None:
        return Offer(trouble="built-in")
    try:
        with tempfile.TemporaryDirectory(prefix="mektup-sheet-") as folder:
            sheet = Path(folder) / f"sheet.{ending}"
            sheet.write_bytes(data)
            found = tried(path, sheet, letters)
        name = offer(campaign_file(path).parent, found.files) if found.changes else ""
    except (SheetError, CampaignError) as error:
        return Offer(mistakes=error.mistakes)
    except UnreadableError as error:
        return Offer(mistakes=(str(error),))
    except OSError:
        return Offer(trouble="read-only")
    return Offer(name, found.changes)


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
    found = imported(file, read_sheets(sheet), known)
    if not found.changes:
        return found
    with tempfile.TemporaryDirectory(prefix="mektup-import-") as folder:
        copy = Path(folder)
        shutil.copy(file, copy)
        if (file.parent / "locales").is_dir():
            shutil.copytree(file.parent / "locales", copy / "locales")
        for name, content in found.files.items():
            (copy / name).write_text(content, "utf-8")
        after = check_campaign(copy / file.name, letters).problems
    before = set(map(str, check_campaign(path, letters).problems)) if after else set()
    if mistakes := [one for one in after if str(one) not in before]:
        raise SheetError(*_in_the_sheet(mistakes, found.places))
    return found


def _in_the_sheet(problems: list[Problem], places: Mapping[str, str]) -> Iterator[str]:
    """The problems with the row and column they come from, as far as they come from any."""
    for one in problems:
        said = f"{one.wrong} {one.remedy}".strip()
        text = places.get(f"{one.file} {one.place}") or places.get(one.file)
        if text:
            yield f"{text}: {said}"
            continue
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
