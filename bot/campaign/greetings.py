"""Kinds of letters: whom and when each of them fits; holidays, written down or computed."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter
from pydantic import Field

from bot.campaign.fields import Id, MonthDay, Part
from bot.campaign.people import Prisoner

BIRTHDAY_DAYS = 14  # before and after the day a birthday greeting is offered
HOLIDAY_DAYS = (-60, 14)  # around a holiday: a letter is weeks on its way
COMPUTED = {"western-easter": EASTER_WESTERN, "orthodox-easter": EASTER_ORTHODOX}
BY_TABLE = ("eid-al-fitr", "eid-al-adha")  # in the built-in file
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
        """Tell whether it is offered on this day."""
        if self.birthday and prisoner.born_on:
            nearest = (_in_year(prisoner.born_on, today.year + years) for years in (-1, 0, 1))
            return any(abs((day - today).days) <= BIRTHDAY_DAYS for day in nearest)
        if self.days:
            around = [(today - day).days for day in self.days]
            is_forgotten = min(around) > HOLIDAY_DAYS[1]  # nobody wrote down further years: it is offered
            return is_forgotten or any(HOLIDAY_DAYS[0] <= days <= HOLIDAY_DAYS[1] for days in around)
        if self.season is None:
            return False
        first, last = self.season
        day = f"{today:%m-%d}"
        return first <= day <= last if first <= last else day >= first or day <= last


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
