"""Kinds of letters: whom and when each of them fits; holidays, written down or computed."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter
from pydantic import Field

from bot.campaign.prisoners_and_places import Prisoner
from bot.campaign.value_types import Id, MonthDay, Part

AHEAD_DAYS = (21, 70)  # of a holiday or a birthday: a letter is weeks on its way
COMPUTED = {"western-easter": EASTER_WESTERN, "orthodox-easter": EASTER_ORTHODOX}
BY_TABLE = ("ramadan", "eid-al-fitr", "eid-al-adha")  # in the built-in file
YEARS = range(2015, 2051)


class Greeting(Part):
    """A kind of letter and whom and when it fits; its words are in `locales/<language>/letters/<id>.txt`."""

    id: Id
    group: Annotated[str | None, Field(alias="for")] = None
    season: tuple[MonthDay, MonthDay] | None = None
    holiday: str | None = None
    days: tuple[date, ...] = ()
    birthday: bool = False

    @property
    def is_seasonal(self) -> bool:
        """Whether it is for certain days only."""
        return self.birthday or self.season is not None or bool(self.days)

    def fits(self, prisoner: Prisoner) -> bool:
        """Tell whether this person may get it at all: a birthday greeting needs a known birthday."""
        return (self.group is None or self.group in prisoner.groups) and not (
            self.birthday and prisoner.born_on is None
        )

    def is_in_season(self, prisoner: Prisoner, today: date) -> bool:
        """Tell whether a letter of this day comes when it fits."""
        if self.birthday and prisoner.born_on:
            return _is_ahead(today, (_in_year(prisoner.born_on, today.year + years) for years in (0, 1)))
        if self.days:
            is_forgotten = today > max(self.days)  # nobody wrote down further years: it is offered
            return is_forgotten or _is_ahead(today, self.days)
        if self.season is None:
            return False
        first, last = self.season
        day = f"{today:%m-%d}"
        return first <= day <= last if first <= last else day >= first or day <= last


def _is_ahead(today: date, days: Iterable[date]) -> bool:
    """Tell whether a letter written today arrives for one of these days."""
    soonest, latest = AHEAD_DAYS
    return any(soonest <= (day - today).days <= latest for day in days)


def computed(holiday: str) -> Iterable[date]:
    """The days of a holiday that follows from the calendar. Raises `KeyError` for another one."""
    method = COMPUTED[holiday]
    return (easter(year, method) for year in YEARS)


def _in_year(birthday: date, year: int) -> date:
    """Find the birthday in that year; somebody born on 29 February has it on 1 March in other years."""
    try:
        return birthday.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
