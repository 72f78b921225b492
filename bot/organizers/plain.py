"""The figures as plain text, for a terminal."""

from collections.abc import Iterator

from bot.organizers.export import age, basis
from bot.organizers.grid import grid
from bot.organizers.labels import STATES, WITHOUT_BOT, Labels, columns
from bot.organizers.report import AGES, Report


def as_text(report: Report, labels: Labels) -> str:
    """The overview and every table asked for."""
    return "\n".join(_lines(report, labels)) + "\n"


def _lines(report: Report, labels: Labels) -> Iterator[str]:
    t, figures = labels.t, report.overview
    yield labels.period(report.period, report.today)
    yield ""
    total = [
        (labels.column(name), [column(figures.total)]) for name, column in {**STATES, **WITHOUT_BOT}.items()
    ]
    yield grid([""], [*total, (t.plain("figures.countries"), [figures.countries])], width=None)
    for by, table in report.tables.items():
        wanted = columns(by)
        rows = [
            (labels.name(by, line.key), [column(line.letters) for column in wanted.values()])
            for line in labels.lines(table)
        ]
        if rows:
            yield ""
            yield t.plain(f"figures.by.{by}")
            yield grid([labels.column(name) for name in wanted], rows, width=None)
    yield ""
    yield t.plain("figures.age")
    yield grid([""], [(age(one, labels), [n]) for one, n in zip(AGES, report.ages, strict=True)], width=None)
    yield ""
    yield t.plain("figures.forecast")
    weeks = [
        (week.monday.isoformat(), [round(week.expected), week.low, week.high])
        for week in report.forecast.weeks
    ]
    yield grid([t.plain(f"figures.forecast.{one}") for one in ("expected", "low", "high")], weeks, width=None)
    yield basis(report.forecast, labels)
    yield ""
    for name in (*STATES, *WITHOUT_BOT):
        yield f"{labels.column(name)}: {labels.definition(name)}"
