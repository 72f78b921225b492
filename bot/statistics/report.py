"""The report: all figures of one moment, for charts, files and the tables of the command line."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.campaign.model import Campaign
from bot.statistics.forecast import Forecast, forecast
from db.awaited_letters import Pending, pending
from db.coarsening import OTHER
from db.figure_sums import Moment, Period
from db.statistics import (
    SHARED_BY,
    TABLES,
    By,
    Day,
    Letters,
    Line,
    Overview,
    Table,
    overview,
    table,
    timeline,
)

# Days since the promise of letters not yet posted: first and last of each line.
AGES: tuple[tuple[int, int | None], ...] = ((0, 7), (8, 14), (15, 30), (31, 60), (61, None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`tables` are those asked for; `days` is what happened on each day."""

    campaign: Campaign
    today: date
    period: Period
    overview: Overview
    tables: Mapping[By, Table]
    days: tuple[Day, ...]
    ages: tuple[int, ...]
    overdue: int
    forecast: Forecast

    @property
    def key(self) -> Hashable:
        """Equal for reports that say the same."""
        tables = tuple(self.tables.values())
        return (self.today, self.period, self.overview, tables, self.days, self.ages, self.forecast)


async def read_report(
    moment: Moment,
    campaign: Campaign,
    today: date,
    period: Period,
    tables: Sequence[By] = TABLES,
) -> Report:
    """Every figure, from one reading."""
    found = await pending(moment, today)
    return Report(
        campaign=campaign,
        today=today,
        period=period,
        overview=await overview(moment, campaign.home_country, period),
        tables={by: _for_everybody(await table(moment, by, period)) for by in tables},
        days=await timeline(moment, period),
        ages=ages(found, today),
        overdue=found.overdue,
        forecast=forecast(found, campaign.home_country, today),
    )


def _for_everybody(table: Table) -> Table:
    """A table for files, which travel: evenings of fewer than five letters stand together without a name."""
    few = [one.letters for one in table.lines if _number(one.letters) < SHARED_BY]
    if table.by != "evening" or not few:
        return table
    named = [one for one in table.lines if _number(one.letters) >= SHARED_BY]
    return Table(table.by, (*named, Line(OTHER, sum(few, start=Letters()))))


def _number(letters: Letters) -> int:
    return letters.promised + letters.withdrawn + letters.expired


def ages(found: Pending, today: date) -> tuple[int, ...]:
    """Count letters not yet posted by the time since their promise, for each of AGES."""
    waited = [((today - day).days, number) for day, number in found.promised_on.items()]
    return tuple(
        sum(number for days, number in waited if first <= days and (last is None or days <= last))
        for first, last in AGES
    )


def fewest(campaign: Campaign, figures: Overview) -> str | None:
    """Find who has received the fewest letters; then the promised ones decide, then the campaign's order."""
    letters = {line.key: line.letters for line in figures.prisoners.lines}
    held = [one.id for one in campaign.prisoners if one.id not in figures.released]
    number = {key: (one.arrived + one.without_bot, one.promised) for key, one in letters.items()}
    return min(held, key=lambda one: number.get(one, (0, 0)), default=None)
