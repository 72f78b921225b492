"""A day as an organizer types it: 24.11.2026, 24.11., 2026-11-24."""

import re
from datetime import date

_LOCAL = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4})?)?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)


def read_day(text: str, first: date, today: date) -> date | None:
    """Read a day from `first` to `today`; without a year it is the latest such day."""
    text = text.strip()
    if match := _ISO.fullmatch(text):
        candidates = [(int(match[1]), int(match[2]), int(match[3]))]
    elif match := _LOCAL.fullmatch(text):
        years = [int(match[3])] if match[3] else [today.year, today.year - 1]
        candidates = [(year, int(match[2]), int(match[1])) for year in years]
    else:
        return None
    for year, month, day in candidates:
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if first <= found <= today:
            return found
    return None
