"""The figures as plain text, for a terminal."""

from collections.abc import Iterator

from bot.statistics.export import age, basis
from bot.statistics.grid import grid
from bot.statistics.labels import COLUMNS, Labels, columns
from bot.statistics.report import AGES, Report
from db.statistics import Table


def as_text(report: Report, labels: Labels) -> str:
    """Write the overview and every table asked for."""
    return "\n".join(_lines(report, labels)) + "\n"


def _lines(report: Report, labels: Labels) -> Iterator[str]:
    yield labels.period(report.period, report.today)
    if len(report.tables) > 1:
        yield from ("", *_overview(report, labels))
    for table in report.tables.values():
        yield from _table(table, labels)
    if len(report.tables) > 1:
        yield from _ahead(report, labels)
    yield ""
    for name in COLUMNS:
        yield f"{labels.column(name)}: {labels.definition(name)}"


def _overview(report: Report, labels: Labels) -> Iterator[str]:
    figures = report.overview
    total = [(labels.column(name), [column(figures.total)]) for name, column in COLUMNS.items()]
    countries = (labels.t.plain("figures.countries"), [figures.countries])
    yield grid([""], [*total, countries], width=None)
    if figures.fresh:
        yield labels.t.plain("stats.fresh", **labels.fresh(figures))


def _table(table: Table, labels: Labels) -> Iterator[str]:
    wanted = columns(table.by)
    rows = [
        (labels.name(table.by, line.key), [column(line.letters) for column in wanted.values()])
        for line in labels.lines(table)
    ]
    if rows:
        yield from ("", labels.t.plain(f"figures.by.{table.by}"))
        yield grid([labels.column(name) for name in wanted], rows, width=None)


def _ahead(report: Report, labels: Labels) -> Iterator[str]:
    t = labels.t
    yield from ("", t.plain("figures.age"))
    ages = zip(AGES, report.ages, strict=True)
    yield grid([""], [(age(days, labels), [number]) for days, number in ages], width=None)
    yield from ("", t.plain("figures.forecast"))
    headings = [t.plain(f"figures.forecast.{one}") for one in ("expected", "low", "high")]
    weeks = [
        (week.monday.isoformat(), [round(week.expected), week.low, week.high])
        for week in report.forecast.weeks
    ]
    yield grid(headings, weeks, width=None)
    yield basis(report.forecast, labels)
