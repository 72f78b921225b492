"""What an organizer chose to see: which figures, of which days, which page; from a button, or typed."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from db.figures import Period
from db.statistics import TABLES

DAYS = ("7", "30", "all")
SHOWN = ("overview", *TABLES, "age", "forecast")

# 26.12.2015 – 15.01.2016, or as computers write it
_TYPED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\s*[-–—]\s*(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)\s*(?:[-–—/]|\s)\s*(\d{4}-\d\d-\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Choice:
    """`days` is 7, 30, all, or the first and the last day: 20151226-20160115."""

    shown: str = "overview"
    days: str = "all"
    page: int = 1

    @property
    def value(self) -> str:
        """The choice as a button carries it."""
        return f"{self.shown}_{self.days}_{self.page}"

    def period(self, today: date) -> Period:
        """Return the days; the last seven end with today."""
        if self.days == "all":
            return Period()
        if self.days in DAYS:
            return Period(today - timedelta(days=int(self.days) - 1), today)
        first, _, last = self.days.partition("-")
        return Period(date.fromisoformat(first), date.fromisoformat(last))


def read_choice(value: str) -> Choice:
    """Read what a button says; anything else is the overview of all days."""
    shown, _, rest = value.partition("_")
    days, _, number = rest.partition("_")
    try:
        choice = Choice(shown, days or "all", int(number or 1))
        choice.period(date(2000, 2, 1))
    except ValueError:
        return Choice()
    return choice if shown in SHOWN and choice.page > 0 else Choice()


def read_typed(text: str) -> Choice | None:
    """Read typed days as a choice of their overview; None where the text is something else."""
    try:
        if match := _TYPED.fullmatch(text.strip()):
            numbers = [int(one) for one in match.groups()]
            first, last = date(*reversed(numbers[:3])), date(*reversed(numbers[3:]))
        elif match := _ISO.fullmatch(text.strip()):
            first, last = map(date.fromisoformat, match.groups())
        else:
            return None
    except ValueError:
        return None
    first, last = sorted((first, last))
    return Choice(days=f"{first:%Y%m%d}-{last:%Y%m%d}")
