"""Charts as values: everything that is drawn, in words and numbers; and the caption that repeats it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Literal

from bot.statistics.labels import Labels, is_known
from bot.statistics.text_tables import grid
from db.figure_sums import Moment, Period
from db.statistics import Day, Table, table, timeline

Name = Literal["pledges", "prisoners", "countries"]
NAMES: tuple[Name, ...] = ("pledges", "prisoners", "countries")
STATES = ("pledged", "mailed", "received", "handed_over", "answered")
GROWING = {"pledged": "promised", "mailed": "posted", "received": "received", "answered": "answered"}
MOST_BARS = 10  # with their numbers they fit the caption, however long the names

Row = tuple[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar for each row, of one part for each series."""

    title: str
    about: str
    series: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """A growing line for each series, over days."""

    title: str
    about: str
    days: tuple[date, ...]
    series: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """The public figures, to share. `figures` are (number, what it counts)."""

    title: str
    figures: tuple[tuple[int, str], ...]
    series: tuple[str, ...]
    rows: tuple[Row, ...]
    about: str
    join: str
    link: str


Picture = Bars | Lines | Card


async def read_picture(
    moment: Moment, name: Name, labels: Labels, period: Period, today: date
) -> Bars | Lines:
    """Read the figures of this moment for one of the charts."""
    if name == "prisoners":
        return prisoners(await table(moment, "prisoner", period), labels, period, today)
    if name == "countries":
        return countries(await table(moment, "country", period), labels, period, today)
    return pledges(await timeline(moment, period), labels, period, today)


def prisoners(figures: Table, labels: Labels, period: Period, today: date) -> Bars:
    """Make a bar for each prisoner: where the letters are."""
    t, known = labels.t, [one for one in STATES if is_known(one, labels.campaign)]
    rows: list[Row] = [
        (labels.name("prisoner", line.key), tuple(getattr(line.letters, one) for one in known))
        for line in labels.lines(figures)
    ]
    about = f"{t.plain('chart.states')} {labels.period(period, today)}"
    states = tuple(labels.name("state", one.replace("_", "-")) for one in known)
    return Bars(t.plain("chart.prisoners"), about, states, _shortened(rows, t.plain("chart.more")))


def countries(figures: Table, labels: Labels, period: Period, today: date) -> Bars:
    """Make a bar for each country: letters promised; those of no known country come last."""
    t = labels.t
    promised = [(line.key, line.letters.promised) for line in figures.lines if line.letters.promised]
    known = [(labels.name("country", key), (number,)) for key, number in promised if key]
    unknown = [(t.plain("chart.unknown"), (number,)) for key, number in promised if not key]
    first = period.since or labels.campaign.started_on
    about = f"{t.plain('chart.promised')} {_days(labels, first, period.until or today)}"
    rows = (*_shortened(known, t.plain("chart.others")), *unknown) or ((t.plain("stats.nothing"), (0,)),)
    return Bars(t.plain("chart.countries"), about, (t.plain("figures.column.pledged"),), rows)


def pledges(happened: Sequence[Day], labels: Labels, period: Period, today: date) -> Lines:
    """Add up letters promised, posted and received until each day."""
    t = labels.t
    first = period.since or (happened[0].day if happened else labels.campaign.started_on)
    last = max(first, min(period.until or today, today))
    span = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    by_day = {one.day: one for one in happened}
    series = tuple(
        (t.plain(f"figures.column.{column}"), tuple(accumulate(_on(by_day, span, name))))
        for column, name in GROWING.items()
        if is_known(column, labels.campaign)
    )
    about = f"{labels.definition('timeline')} {_days(labels, first, last)}"
    return Lines(t.plain("chart.pledges"), about, tuple(span), series)


def caption(picture: Bars | Lines, labels: Labels) -> str:
    """Repeat the numbers as text: nothing is only in the picture."""
    if isinstance(picture, Lines):
        shown = grid([""], [(name, numbers[-1:]) for name, numbers in picture.series])
    else:
        headings = [str(number) for number in range(1, len(picture.series) + 1)]
        legend = "\n".join(f"{number}: {name}" for number, name in zip(headings, picture.series, strict=True))
        shown = f"{grid(headings, picture.rows)}\n\n{legend}"
    return str(labels.t("chart.caption", title=picture.title, about=picture.about, table=shown))


def _days(labels: Labels, first: date, last: date) -> str:
    t = labels.t
    return t.plain("chart.days", since=t.date(first), until=t.date(last), zone=labels.campaign.time_zone)


def _shortened(rows: Sequence[Row], rest_name: str) -> tuple[Row, ...]:
    if len(rows) <= MOST_BARS:
        return tuple(rows)
    rest = [numbers for _, numbers in rows[MOST_BARS - 1 :]]
    return (*rows[: MOST_BARS - 1], (rest_name, tuple(map(sum, zip(*rest, strict=True)))))


def _on(by_day: dict[date, Day], days: Sequence[date], name: str) -> Iterator[int]:
    return (getattr(by_day[day], name) if day in by_day else 0 for day in days)
