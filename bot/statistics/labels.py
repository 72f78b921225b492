"""Names for organizers' figures: the columns of a table, and its lines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from bot.campaign.model import Campaign
from bot.campaign.prisoners_and_places import Route
from bot.chat.view import View
from bot.i18n.translate import Translate
from bot.statistics.forecast import Forecast
from db.coarsening import ABROAD, OTHER
from db.figure_sums import Period
from db.statistics import By, Letters, Line, Overview, Table

Column = Callable[[Letters], int]

# Column names are the same in JSON, CSV and the workbook, whatever the language.
STATES: Mapping[str, Column] = {
    "pledged": lambda letters: letters.promised,
    "mailed": lambda letters: letters.posted,
    "received": lambda letters: letters.arrived,
    "handed_over": lambda letters: letters.handed_over,
    "answered": lambda letters: letters.answered,
    "withdrawn": lambda letters: letters.withdrawn,
    "expired": lambda letters: letters.expired,
}
COLUMNS: Mapping[str, Column] = {**STATES, "without_bot": lambda letters: letters.without_bot}

# Letters that came without the bot are known by these only.
WITH_ARRIVALS = ("prisoner", "country", "day", "week")
# What is known of letters on one route only.
ON_ROUTE: Mapping[str, Route] = {
    "received": "office",
    "handed_over": "office",
    "without_bot": "office",
    "answered": "direct",
}


def columns(by: By, campaign: Campaign) -> Mapping[str, Column]:
    """Choose the columns of a table."""
    if by == "state":
        return {"letters": lambda letters: letters.promised + letters.withdrawn + letters.expired}
    wanted = COLUMNS if by in WITH_ARRIVALS else STATES
    return {name: column for name, column in wanted.items() if is_known(name, campaign)}


def is_known(name: str, campaign: Campaign) -> bool:
    """Tell whether letters of this campaign can come so far."""
    return name not in ON_ROUTE or ON_ROUTE[name] in campaign.routes


@dataclass(frozen=True, slots=True)
class Labels:
    """The names of lines in one language."""

    t: Translate
    campaign: Campaign
    languages: Mapping[str, Translate]

    @classmethod
    def of(cls, view: View) -> Self:
        """Make the labels in the language of this chat."""
        return cls(view.t, view.campaign, view.context.languages)

    def name(self, by: By, key: str) -> str:
        """Name the line with this key."""
        if not key:
            return self.t.plain("figures.unknown")
        match by:
            case "prisoner" if key in self.campaign.by_id:
                return self.t.pick(self.campaign.by_id[key].name)
            case "country" if key == ABROAD:
                return self.t.plain("chart.others")
            case "country":
                return self.t.country(key)
            case "greeting" | "language" | "evening" if key == OTHER:
                return self.t.plain("chart.more")
            case "language" if key in self.languages:
                return self.languages[key].plain("language.name")
            case "greeting" if key in self.t.greetings:
                return self.t.greetings[key].title
            case "state" if key == "mailed" and "direct" in self.campaign.routes:
                return self.column(key)
            case "state":
                return self.t.plain(f"figures.state.{key}")
            case "day" | "week":
                return f"{date.fromisoformat(key):%d.%m.%y}"
            case _:
                return key

    def day_of_year(self, key: str) -> str:
        """Write an ISO date without its year."""
        return f"{date.fromisoformat(key):%d.%m}"

    def column(self, name: str) -> str:
        """Name a column in full."""
        return self.t.plain(f"figures.column.{name}")

    def definition(self, name: str) -> str:
        """Say what a column counts."""
        straight = name in ("mailed", "timeline") and "office" not in self.campaign.routes
        return self.t.plain(f"figures.definition.{name}{'-direct' if straight else ''}")

    @property
    def columns(self) -> Mapping[str, Column]:
        """The columns of all letters."""
        return columns("prisoner", self.campaign)

    def period(self, period: Period, today: date) -> str:
        """Say since when, until when, and in which time zone."""
        since = period.since or self.campaign.started_on
        return self.t.plain(
            "figures.period",
            since=self.t.date(since),
            until=self.t.date(period.until or today),
            zone=self.campaign.time_zone,
        )

    def fresh(self, figures: Overview) -> dict[str, str]:
        """How many letters no night has counted yet, and since which one."""
        since = figures.since or self.campaign.started_on
        return {"number": str(figures.fresh), "day": self.t.date(since)}

    def now(self, today: date) -> str:
        """Say the day, for figures that have no period."""
        return self.t.plain("figures.now", day=self.t.date(today), zone=self.campaign.time_zone)

    def age(self, days: tuple[int, int | None]) -> str:
        """Name a span of days since the promise."""
        first, last = days
        return self.t.plain("figures.age.more", first=first) if last is None else f"{first}–{last}"

    def basis(self, expected: Forecast) -> str:
        """Say what the forecast rests on."""
        key = "figures.forecast.assumed" if expected.assumed else "figures.forecast.basis"
        return self.t.plain_count(key, expected.comparable)

    def lines(self, table: Table) -> tuple[Line, ...]:
        """Complete the lines of a table: people, languages and greetings without letters are there too."""
        everybody: Mapping[str, list[str]] = {
            "prisoner": [one.id for one in self.campaign.prisoners],
            "language": list(self.languages),
            "greeting": [one.id for one in self.campaign.greetings],
        }
        there = {line.key for line in table.lines}
        missing = [Line(key, Letters()) for key in everybody.get(table.by, ()) if key not in there]
        return (*table.lines, *missing)
