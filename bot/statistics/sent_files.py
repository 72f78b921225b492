"""Charts and files that organizers asked for, made when they are sent."""

from collections.abc import Callable
from functools import partial

from bot.chat.screen import File
from bot.chat.view import View
from bot.statistics import export
from bot.statistics.chart_data import Name, Picture, caption, read_picture
from bot.statistics.choice import DAYS, Choice
from bot.statistics.labels import Labels
from bot.statistics.report import Report, read_report
from db.figure_sums import Moment

CHART_OF: dict[str, Name] = {"prisoner": "prisoners", "country": "countries"}  # else over time


async def chart(view: View, choice: Choice, moment: Moment) -> tuple[File]:
    """The chart that fits the table; its numbers stand in the caption too."""
    labels = Labels.of(view)
    name = CHART_OF.get(choice.shown, "pledges")
    picture = await read_picture(moment, name, labels, choice.period(view.today), view.today)
    return (drawn(view, f"{name}-{view.today}.png", picture, caption(picture, labels)),)


async def files(view: View, choice: Choice, moment: Moment) -> tuple[File, ...]:
    """All tables of these days, as a workbook and as CSV."""
    labels = Labels.of(view)
    report = await read_report(moment, view.campaign, view.today, choice.period(view.today))
    days = f"{choice.days}-{view.today:%Y%m%d}" if choice.days in DAYS else choice.days
    name = f"{view.campaign.id}-{days}"

    def made(ending: str, make: Callable[[Report, Labels], bytes], words: str) -> File:
        key = (ending, view.t.language, report.key)
        return File(
            name + ending, partial(view.context.render_cache.make, key, partial(make, report, labels)), words
        )

    return (
        made(".xlsx", export.as_workbook, view.t("stats.export")),
        made(".csv", export.as_csv, view.t("stats.export-csv")),
    )


def drawn(view: View, name: str, picture: Picture, words: str) -> File:
    """Make a picture for the chat; the same one is not drawn again within a minute."""

    def make() -> bytes:
        # matplotlib takes 90 MB and half a second, paid only by who asks for a picture
        from bot.statistics.chart_drawing import draw  # noqa: PLC0415

        return view.context.render_cache.make(picture, partial(draw, picture))

    return File(name, make, words, picture=True)
