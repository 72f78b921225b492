"""Tables of letters and digits, for a phone and for a terminal: unbroken lines, numbers on the right."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.statistics.export import sheets
from bot.statistics.labels import Labels
from bot.statistics.report import Report

PHONE = 28  # characters of a line in Telegram's monospaced type on a narrow phone
GAP = 1


def grid(
    headings: Sequence[str], rows: Sequence[tuple[str, Sequence[float]]], width: int | None = PHONE
) -> str:
    """Lay out a table. Where names and numbers do not fit side by side, a name stands above its numbers.

    Without a width, everything stands side by side.
    """
    widths = [
        GAP + max(len(heading), *(len(str(numbers[place])) for _, numbers in rows))
        for place, heading in enumerate(headings)
    ]
    longest = max(len(name) for name, _ in rows)
    above = width is not None and longest + sum(widths) > width
    room = width - sum(widths) if above and width is not None else longest
    lines = [_line("", headings, room, widths)] if any(headings) else []
    for name, numbers in rows:
        if above:
            lines.append(_cut(name, width or longest))
        lines.append(_line("" if above else name, [str(one) for one in numbers], room, widths))
    return "\n".join(lines)


def as_text(report: Report, labels: Labels) -> str:
    """Write the overview and every table asked for."""
    return "\n".join(_lines(report, labels)) + "\n"


def _lines(report: Report, labels: Labels) -> Iterator[str]:
    yield labels.period(report.period, report.today)
    asked_for: set[str] = {*report.tables}
    if len(report.tables) > 1:
        asked_for |= {"not yet posted", "forecast"}
        yield from ("", *_overview(report, labels))
    for name, (title, *headings), rows in sheets(report, labels):
        if rows and name in asked_for:
            named = [(f"{key:%d.%m.%y}" if isinstance(key, date) else key, numbers) for key, *numbers in rows]
            yield from ("", title, grid(headings, named, width=None))
    if "forecast" in asked_for and "office" in labels.campaign.routes:
        yield labels.basis(report.forecast)
    yield ""
    for name in labels.columns:
        yield f"{labels.column(name)}: {labels.definition(name)}"


def _overview(report: Report, labels: Labels) -> Iterator[str]:
    figures = report.overview
    total = [(labels.column(name), [column(figures.total)]) for name, column in labels.columns.items()]
    countries = (labels.t.plain("figures.countries"), [figures.countries])
    yield grid([""], [*total, countries], width=None)
    if figures.fresh:
        yield labels.t.plain("stats.fresh", **labels.fresh(figures))


def _line(name: str, cells: Sequence[str], room: int, widths: Sequence[int]) -> str:
    return name.ljust(room) + "".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))


def _cut(name: str, width: int) -> str:
    return name if len(name) <= width else name[: width - 1] + "…"
