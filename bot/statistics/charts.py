"""Charts for a phone: growing lines, bars of letters by their state, and the card with the public figures."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.statistics.chart_data import Bars, Card, Lines, Picture
from bot.statistics.drawing import (
    COLOURS,
    FAINT,
    INK,
    MARGIN,
    SOFT,
    WIDTH,
    Drawing,
    face,
    grouped,
    height_of,
    wrapped,
)

TITLE, LABEL, SMALL = 16.0, 11.0, 8.5
BAR, ROW = 0.19, 0.43  # height of a bar, and of it with the name above
KEY = 0.26  # height of a line of the key
PLOT = 3.3
STYLES = ("-", (0, (5, 1.5)), (0, (1.5, 1.2)))  # told apart without colours too
LINE_COLOURS = (COLOURS[2], "#D55E00", COLOURS[3])
HERE_AND_AWAITED = (COLOURS[2], COLOURS[1])
TICKS, STEPS = 5, 6  # along the days, and up
LONG_SPAN = 200  # days; beyond it a tick says the month and the year

_PART_LETTER, _PART_EDGE = 0.085, 0.1  # room for a number inside a bar, in inches


def draw(picture: Picture) -> bytes:
    """The picture as PNG; takes some tenths of a second."""
    return lay_out(picture).png()


def lay_out(picture: Picture) -> Drawing:
    """Everything in its place."""
    match picture:
        case Lines():
            return _lines(picture)
        case Bars():
            return _bars(picture)
        case Card():
            return _card(picture)


def _bars(picture: Bars) -> Drawing:
    title, about = wrapped(picture.title, TITLE, bold=True), wrapped(picture.about, SMALL)
    several = len(picture.series) > 1
    key = -(-len(picture.series) // 2) * KEY if several else 0.0
    top = MARGIN + len(title) * height_of(TITLE) + key + 0.12
    foot = len(about) * height_of(SMALL) + MARGIN
    drawing = Drawing(top + max(1, len(picture.rows)) * ROW + 0.15 + foot)
    _title(drawing, title)
    if several:
        _key(drawing, picture.series, MARGIN + len(title) * height_of(TITLE) + 0.16)
    _rows(drawing, picture.rows, top, COLOURS if several else COLOURS[2:3])
    drawing.paragraph(drawing.height - foot + 0.1, about, SMALL)
    return drawing


def _card(picture: Card) -> Drawing:
    title, about = wrapped(picture.title, TITLE, bold=True), wrapped(picture.about, SMALL)
    figures = 0.62
    key = -(-len(picture.series) // 2) * KEY
    top = MARGIN + len(title) * height_of(TITLE) + figures + key + 0.2
    foot = len(about) * height_of(SMALL) + 2 * height_of(LABEL) + MARGIN + 0.12
    drawing = Drawing(top + len(picture.rows) * ROW + 0.15 + foot)
    _title(drawing, title)
    y = MARGIN + len(title) * height_of(TITLE)
    for place, (number, what) in enumerate(picture.figures):
        x = MARGIN + place * (WIDTH - 2 * MARGIN) / len(picture.figures)
        drawing.text(x, y + 0.34, grouped(number), 19, bold=True, colour=COLOURS[2])
        drawing.text(x, y + 0.54, what, SMALL + 0.5, colour=SOFT)
    _key(drawing, picture.series, y + figures + 0.2, HERE_AND_AWAITED)
    _rows(drawing, picture.rows, top, HERE_AND_AWAITED)
    y = drawing.height - foot + 0.1
    drawing.paragraph(y, about, SMALL)
    y += len(about) * height_of(SMALL) + 0.14
    drawing.text(MARGIN, y, picture.join, LABEL, bold=True)
    drawing.text(MARGIN, y + height_of(LABEL), picture.link, LABEL, colour=COLOURS[2])
    return drawing


def _lines(picture: Lines) -> Drawing:
    title, about = wrapped(picture.title, TITLE, bold=True), wrapped(picture.about, SMALL)
    top = MARGIN + len(title) * height_of(TITLE) + len(picture.series) * KEY + 0.1
    foot = len(about) * height_of(SMALL) + MARGIN
    drawing = Drawing(top + PLOT + 0.5 + foot)
    _title(drawing, title)
    axes = drawing.plot(MARGIN + 0.5, top, WIDTH - 2 * MARGIN - 0.55, PLOT)
    for number, (name, values) in enumerate(picture.series):
        colour, style = LINE_COLOURS[number], STYLES[number]
        marker = "o" if len(picture.days) == 1 else None
        axes.plot(range(len(values)), values, color=colour, linestyle=style, linewidth=2.4, marker=marker)
        y = MARGIN + len(title) * height_of(TITLE) + (number + 0.6) * KEY
        drawing.axes.plot([MARGIN, MARGIN + 0.42], [y, y], color=colour, linestyle=style, linewidth=2.4)
        drawing.text(MARGIN + 0.52, y + 0.05, name, LABEL)
        drawing.text(WIDTH - MARGIN, y + 0.05, grouped(values[-1]), LABEL, bold=True, align="right")
    _scales(axes, picture.days, max(max(values) for _, values in picture.series))
    drawing.paragraph(drawing.height - foot + 0.1, about, SMALL)
    return drawing


def _scales(axes: Any, days: Sequence[date], highest: int) -> None:
    """A few round numbers and a few days; thin lines behind the curves."""
    step = _round_step(highest)
    heights = range(0, max(highest, 1) + step, step)
    axes.set_ylim(0, heights[-1] * 1.02)
    axes.set_yticks(list(heights), [grouped(one) for one in heights])
    places = sorted({round(one * (len(days) - 1) / (TICKS - 1)) for one in range(TICKS)})
    form = "%m.%y" if len(days) > LONG_SPAN else "%d.%m"
    axes.set_xticks(places, [days[place].strftime(form) for place in places])
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(face(9))
        label.set_parse_math(False)
        label.set_color(SOFT)
    axes.tick_params(length=0)
    axes.grid(axis="y", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    for name, spine in axes.spines.items():
        spine.set_visible(name == "bottom")
        spine.set_color(SOFT)


def _round_step(highest: int) -> int:
    """1, 2 or 5 times a power of ten, so that a few steps reach the top."""
    step = 1
    while step * STEPS < highest:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return step


def _title(drawing: Drawing, lines: Sequence[str]) -> None:
    for number, line in enumerate(lines):
        drawing.text(MARGIN, MARGIN + 0.12 + number * height_of(TITLE), line, TITLE, bold=True)


def _key(drawing: Drawing, series: Sequence[str], y: float, colours: Sequence[str] = COLOURS) -> None:
    """Which colour is which, in two columns."""
    for number, name in enumerate(series):
        x = MARGIN + number % 2 * (WIDTH / 2 - MARGIN / 2)
        line = y + number // 2 * KEY
        drawing.box(x, line - 0.11, 0.14, 0.14, colours[number])
        drawing.text(x + 0.22, line, name, 9.5)


def _rows(
    drawing: Drawing, rows: Sequence[tuple[str, tuple[int, ...]]], top: float, colours: Sequence[str]
) -> None:
    """Each name above its bar, each total at the bar's end."""
    longest = max((sum(numbers) for _, numbers in rows), default=0) or 1
    room = WIDTH - 2 * MARGIN - _PART_LETTER * len(grouped(longest)) - 0.16
    for place, (name, numbers) in enumerate(rows):
        y = top + place * ROW
        drawing.text(MARGIN, y + 0.14, name, LABEL - 1)
        x = MARGIN
        for number, value in enumerate(numbers):
            width = room * value / longest
            colour = colours[number]
            if value:
                drawing.box(x, y + 0.19, width, BAR, colour)
            if len(colours) > 1 and width > _PART_EDGE + _PART_LETTER * len(grouped(value)):
                light = colour in COLOURS[2:]
                drawing.text(
                    x + width / 2,
                    y + 0.325,
                    grouped(value),
                    8.5,
                    colour="#FFFFFF" if light else INK,
                    align="center",
                )
            x += width
        drawing.text(x + 0.07, y + 0.335, grouped(sum(numbers)), 10, bold=True)
