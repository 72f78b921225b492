"""What a campaign's file says above its people, as a sheet: a row for each setting, by its key."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import tomlkit

from bot.campaign.spreadsheet_reading import Cell, Flat, Read

SETTING_COLUMNS = ("id", "value", "meaning")  # the last one is only read by people
_ELSEWHERE = ("languages", "places", "prisoners", "greetings", "holidays", "forms")
BEGUN_AS = "my-campaign"  # the id in a new file, which is to be changed once
_LISTED = ("near_countries", "sources")
_LINES = ("address.latin", "address.local")
_MAY_BE_NEW = re.compile(
    r"near_countries|route|contact\.(page|email)|cases\.[a-z][a-z0-9-]*\.[\w-]+|words\.[\w-]+\.[a-z_]+"
)
_OFFERED = ("near_countries", "contact.page", "contact.email")
_WORDS = ("office", "in_town", "to_town", "short_town")


def setting_rows(document: Mapping[str, Any]) -> list[Flat]:
    """The rows of the sheet, and empty ones for what may be said besides."""
    rows = {key: (_cell(key, value), _meaning(value)) for key, value in _settings(document)}
    words = (f"words.{language}.{word}" for language in document["languages"] for word in _WORDS)
    rows |= {key: (None, "") for key in (*_OFFERED, *words) if key not in rows}
    return [{"id": key, "value": cell, "meaning": meaning or None} for key, (cell, meaning) in rows.items()]


def setting_changes(document: Any, rows: Iterable[Read], mistakes: list[str]) -> Iterator[tuple[Read, Cell]]:
    """Change what differs in the file; yield each row that does, with what was there before."""
    before = {key: _cell(key, value) for key, value in _settings(document)}
    for row in rows:
        key, now = str(row.cells.get("id") or ""), row.cells.get("value")
        was = before.get(key)
        if str(now or "") == str(was or ""):
            continue
        if key not in before and not _MAY_BE_NEW.fullmatch(key):
            mistakes.append(f"{row.where['id']}: there is no setting “{key}”.")
        elif key == "id" and was != BEGUN_AS:
            mistakes.append(f"{row.where['value']}: the id of a campaign never changes.")
        elif now is None and key in before and not _MAY_BE_NEW.fullmatch(key):
            mistakes.append(f"{row.where['id']}: “{key}” has no value.")
        else:
            _set(document, key, now)
            yield row, was


def _settings(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        key = f"{above}{name}"
        if key in _ELSEWHERE:
            continue
        if isinstance(value, Mapping):
            yield from _settings(value, f"{key}.")
        else:
            yield key, value


def _cell(key: str, value: Any) -> Cell:
    if isinstance(value, list):
        return (" | " if key in _LINES else ", ").join(map(str, value)) or None
    return value if isinstance(value, date) else str(value)


def _meaning(value: Any) -> str:
    """The remark beside it."""
    trivia = getattr(value, "trivia", None)
    return str(trivia.comment).lstrip("# ") if trivia else ""


def _set(document: Any, key: str, cell: Cell) -> None:
    *above, name = key.split(".")
    table = document
    for part in above:
        if part not in table:
            table[part] = tomlkit.table()
        table = table[part]
    if cell is None:
        table.pop(name, None)
    elif key in _LISTED or key in _LINES:
        table[name] = [one.strip() for one in str(cell).split("|" if key in _LINES else ",") if one.strip()]
    else:
        table[name] = _day(str(cell)) if key == "started_on" else str(cell)


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text  # the file's own types complain
