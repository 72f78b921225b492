"""What an organizer chose to see: which figures, of which days, which page; from a button, or typed."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.chat.typed_days import read_period
from db.figure_sums import Period
from db.statistics import TABLES

DAYS = ("7", "30", "all")
SHOWN = ("overview", *TABLES, "age", "forecast")


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


def is_one_day(choice: Choice) -> bool:
    """Tell whether these days are one."""
    first, _, last = choice.days.partition("-")
    return first == last


def read_typed(text: str, today: date) -> Choice | None:
    """Read typed days as a choice of their overview; None where the text is something else."""
    found = read_period(text, today)
    return Choice(days=f"{found[0]:%Y%m%d}-{found[1]:%Y%m%d}") if found else None
