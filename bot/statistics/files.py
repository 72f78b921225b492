"""What organizers have sent to the chat: charts and files, made when their turn comes."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.screen import File, Outgoing
from bot.chat.view import View
from bot.statistics import charts, export
from bot.statistics.chart_data import Name, Picture, caption, read_picture
from bot.statistics.choice import Choice
from bot.statistics.labels import Labels
from bot.statistics.report import read_report

CHART_OF: dict[str, Name] = {"prisoner": "prisoners", "country": "countries"}  # else over time


async def chart(view: View, choice: Choice, connection: AsyncConnection) -> Sequence[Outgoing]:
    """The chart that fits the table; its numbers stand in the caption too."""
    labels = Labels(view.t, view.campaign, view.context.languages)
    name = CHART_OF.get(choice.shown, "pledges")
    picture = await read_picture(connection, name, labels, choice.period(view.today), view.today)
    return [drawn(view, f"{name}-{view.today}.png", picture, caption(picture, labels))]


async def files(view: View, choice: Choice, connection: AsyncConnection) -> tuple[Outgoing, ...]:
    """All tables of these days, as a workbook and as CSV."""
    labels = Labels(view.t, view.campaign, view.context.languages)
    report = await read_report(connection, view.campaign, view.today, choice.period(view.today))
    name = f"{view.campaign.id}-{_days(choice, view.today)}"
    files = (
        (f"{name}.xlsx", export.as_workbook, view.t("stats.export")),
        (f"{name}.csv", export.as_csv, view.t("stats.export-csv")),
    )
    return tuple(
        File(
            file,
            partial(
                view.context.render_cache.make,
                (file, view.t.language, report.key),
                partial(make, report, labels),
            ),
            words,
        )
        for file, make, words in files
    )


def drawn(view: View, name: str, picture: Picture, words: str) -> File:
    """A picture for the chat; the same one is not drawn again within a minute."""
    make = partial(view.context.render_cache.make, picture, partial(charts.draw, picture))
    return File(name, make, words, picture=True)


def _days(choice: Choice, today: date) -> str:
    return f"{choice.days}-{today:%Y%m%d}" if choice.days in ("7", "30", "all") else choice.days
