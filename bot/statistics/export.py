"""The figures as files: JSON, CSV, a workbook. Aggregates only: no row for a pledge, no code, no formula."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from bot.statistics.labels import Labels, columns, is_known
from bot.statistics.report import AGES, Report, fewest
from db.statistics import By, Day, Letters, Table

HAPPENINGS = tuple(one.name for one in fields(Day))[1:]
_TWO_LINES = 32  # points: programs do not agree on how high a wrapped heading is
_A4 = 9  # as workbooks number sizes of paper


def as_json(report: Report, labels: Labels) -> str:
    """Write the document that docs/statistics.md describes."""
    figures = report.overview
    document = {
        "campaign": report.campaign.id,
        "as_of": report.today,
        "time_zone": report.campaign.time_zone,
        "since": report.period.since,
        "until": report.period.until,
        "total": _numbers(figures.total, "prisoner", labels),
        "countries": figures.countries,
        "from_abroad": sorted(figures.from_abroad),
        "fewest": fewest(report.campaign, report.overview),
        "tables": {by: _json_lines(table, labels) for by, table in report.tables.items()},
        "not_yet_posted": {
            "by_age": [
                {"from_days": first, "to_days": last, "letters": number}
                for (first, last), number in zip(AGES, report.ages, strict=True)
            ],
            "overdue": report.overdue,
        },
        "forecast": {
            "assumed": report.forecast.assumed,
            "comparable": report.forecast.comparable,
            "weeks": [asdict(week) | {"expected": round(week.expected, 1)} for week in report.forecast.weeks],
        },
        "definitions": {name: labels.definition(name) for name in labels.columns},
    }
    return json.dumps(document, ensure_ascii=False, indent=2, default=date.isoformat)


def as_csv(report: Report, labels: Labels) -> bytes:
    """Write all tables below each other; UTF-8 with a byte order mark, which spreadsheets need."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    headings = (*labels.columns, "letters")
    writer.writerow(("table", "key", "name", *headings))
    for by, table in report.tables.items():
        for line in labels.lines(table):
            numbers = _numbers(line.letters, by, labels)
            cells = [numbers.get(name, "") for name in headings]
            writer.writerow([by, line.key, _harmless(labels.name(by, line.key)), *cells])
    return text.getvalue().encode("utf-8-sig")


def as_workbook(report: Report, labels: Labels) -> bytes:
    """Write one sheet a table, numbers and dates as such, fixed headings, and a sheet of definitions.

    On paper each is one page wide, its headings on every page.
    """
    import xlsxwriter  # noqa: PLC0415  (loaded when a workbook is asked for)

    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        head = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}
        heading, above_numbers = book.add_format(head), book.add_format({**head, "align": "right"})
        numbers = book.add_format({"num_format": "#,##0"})
        words = book.add_format({"text_wrap": True, "valign": "top"})
        styles = {str: words, date: book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})}
        for name, headings, rows in sheets(report, labels):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 1)
            sheet.set_landscape()
            sheet.set_paper(_A4)
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
            sheet.set_footer("&L&A&R&P / &N")
            sheet.set_column(0, 0, 28)
            sheet.set_column(1, len(headings) - 1, 100 if name == "definitions" else 16)
            sheet.set_row(0, _TWO_LINES)
            sheet.write(0, 0, headings[0], heading)
            sheet.write_row(0, 1, headings[1:], heading if name == "definitions" else above_numbers)
            for at, row in enumerate(rows, start=1):
                for place, value in enumerate(row):
                    sheet.write(at, place, value, styles.get(type(value), numbers))
    return file.getvalue()


def sheets(report: Report, labels: Labels) -> Iterator[tuple[str, Sequence[str], list[Sequence[Any]]]]:
    t = labels.t
    for by, table in report.tables.items():
        headings = [t.plain(f"figures.by.{by}"), *map(labels.column, columns(by, labels.campaign))]
        rows: list[Sequence[Any]] = [
            (_key(by, line.key, labels), *_numbers(line.letters, by, labels).values())
            for line in labels.lines(table)
        ]
        yield by, headings, rows
    happenings = [one for one in HAPPENINGS if is_known(one, labels.campaign)]
    yield (
        "timeline",
        [t.plain("figures.by.day"), *(t.plain(f"figures.happened.{one}") for one in happenings)],
        [(one.day, *(getattr(one, name) for name in happenings)) for one in report.days],
    )
    yield (
        "not yet posted",
        [t.plain("figures.age"), labels.column("letters")],
        [(labels.age(days), number) for days, number in zip(AGES, report.ages, strict=True)],
    )
    if "office" in labels.campaign.routes:
        yield (
            "forecast",
            [t.plain(f"figures.forecast.{one}") for one in ("week", "expected", "low", "high")],
            [(week.monday, round(week.expected, 1), week.low, week.high) for week in report.forecast.weeks],
        )
    yield "definitions", [t.plain("figures.word"), t.plain("figures.meaning")], definitions(report, labels)


def definitions(report: Report, labels: Labels) -> list[Sequence[Any]]:
    """Say what every figure counts, since when, in which time zone."""
    words = [(labels.column(name), labels.definition(name)) for name in labels.columns]
    about = [
        (labels.t.plain("figures.word.period"), labels.period(report.period, report.today)),
        (labels.t.plain("figures.word.forecast"), labels.basis(report.forecast)),
        (labels.t.plain("figures.word.timeline"), labels.definition("timeline")),
    ]
    return [*words, *(about if "office" in labels.campaign.routes else (about[0], about[2]))]


def _json_lines(table: Table, labels: Labels) -> list[dict[str, Any]]:
    by = table.by
    return [
        {"key": line.key, "name": labels.name(by, line.key), **_numbers(line.letters, by, labels)}
        for line in labels.lines(table)
    ]


def _numbers(letters: Letters, by: By, labels: Labels) -> dict[str, int]:
    return {name: column(letters) for name, column in columns(by, labels.campaign).items()}


def _key(by: str, key: str, labels: Labels) -> Any:
    if by in ("day", "week"):
        return date.fromisoformat(key)
    return labels.name(by, key)  # type: ignore[arg-type]


def _harmless(name: str) -> str:
    """Put an apostrophe before a leading sign, which spreadsheets would take for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@", "\t", "\r")) else name
