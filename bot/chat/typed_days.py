"""Days, periods and numbers as organizers type them: 24.11.2026, 24/11/26, 24.11, 2026-11-24."""

import re
from datetime import date

_DAY = r"(?:\d{4}-\d\d?-\d\d?|\d{1,2}[./]\d{1,2}(?:[./](?:\d{4}|\d\d)?)?)"
_ONE = re.compile(_DAY, re.ASCII)
_TWO = re.compile(rf"({_DAY})\s*(?:[-–—/]|\s)\s*({_DAY})", re.ASCII)
_MEANT = re.compile(r"[\d\s./–—-]*\d[./-]\d[\d\s./–—-]*", re.ASCII)
_YEARS_BACK = 8  # the longest way from one 29 February to the next


def read_day(text: str, first: date, today: date) -> date | None:
    """Read a day from `first` to `today`; without a year it is the latest such day."""
    found = _read(text, today)
    return found if found and first <= found <= today else None


def read_coming_day(text: str, first: date, last: date) -> date | None:
    """Read a day between these; without a year it is the first such day."""
    found = [_read(text, until) for until in (last, date(last.year - 1, 12, 31))]
    return min((day for day in found if day and first <= day <= last), default=None)


def read_period(text: str, today: date) -> tuple[date, date] | None:
    """Read one day or two as the first and the last; without a year each is the latest such day."""
    text = text.strip()
    if not (match := _TWO.fullmatch(text)):
        day = _read(text, today)
        return (day, day) if day else None
    last = _read(match[2], today)
    first = _read(match[1], last) if last else None
    return (min(first, last), max(first, last)) if first and last else None


def looks_like_days(text: str) -> bool:
    """Tell whether somebody meant days, readable or not."""
    return _MEANT.fullmatch(text.strip()) is not None


def read_number(text: str, most: int) -> int:
    """Read a number from 1 to `most`, 1 200 too; 0 for anything else."""
    text = "".join(text.split())
    number = int(text) if re.fullmatch(r"\d{1,6}", text, re.ASCII) else 0
    return number if number <= most else 0


def _read(text: str, until: date) -> date | None:
    text = text.strip()
    if not _ONE.fullmatch(text):
        return None
    if "-" in text:
        year, month, day = map(int, text.split("-"))
        return _date(year, month, day)
    day, month, *years = (int(one) for one in re.split("[./]", text) if one)
    if years:
        return _date(years[0] + (2000 if years[0] < 100 else 0), month, day)
    tried = (_date(year, month, day) for year in range(until.year, until.year - _YEARS_BACK - 1, -1))
    return next((one for one in tried if one and one <= until), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
