"""Draws charts for a phone: growing lines, bars of letters by their state, the card of public figures."""

from collections.abc import Callable, Sequence
from datetime import date

from matplotlib.axes import Axes

from bot.statistics.chart_canvas import (
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
from bot.statistics.chart_data import Bars, Card, Lines, Picture, Row

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

# A part of a picture: its height, and how it is drawn from there down.
Block = tuple[float, Callable[[Drawing, float], None]]


def draw(picture: Picture) -> bytes:
    """Draw the picture as PNG; takes some tenths of a second."""
    return lay_out(picture).png()


def lay_out(picture: Picture) -> Drawing:
    """Place every block below the one before it."""
    blocks = [_paragraph(picture.title, TITLE, bold=True)]
    match picture:
        case Lines():
            blocks += [_legend(picture), _curves(picture)]
        case Bars(series=[_]):
            blocks += [_bars(picture.rows, COLOURS[2:3])]
        case Bars():
            blocks += [_key(picture.series, COLOURS), _bars(picture.rows, COLOURS)]
        case Card():
            bars = _bars(picture.rows, HERE_AND_AWAITED)
            blocks += [_figures(picture.figures), _key(picture.series, HERE_AND_AWAITED), bars]
    blocks.append(_paragraph(picture.about, SMALL, above=0.15, colour=SOFT))
    if isinstance(picture, Card):
        blocks.append(_paragraph(picture.join, LABEL, above=0.12, bold=True))
        blocks.append(_paragraph(picture.link, LABEL, colour=COLOURS[2]))
    drawing = Drawing(2 * MARGIN + sum(height for height, _ in blocks))
    y = MARGIN
    for height, put in blocks:
        put(drawing, y)
        y += height
    return drawing


def _paragraph(
    words: str, size: float, *, above: float = 0.0, bold: bool = False, colour: str = INK
) -> Block:
    lines = wrapped(words, size, bold=bold)

    def put(drawing: Drawing, y: float) -> None:
        for number, line in enumerate(lines):
            base = y + above + 0.11 + number * height_of(size)
            drawing.text(MARGIN, base, line, size, bold=bold, colour=colour)

    return above + len(lines) * height_of(size), put


def _key(series: Sequence[str], colours: Sequence[str]) -> Block:
    """Say which colour is which, in two columns."""

    def put(drawing: Drawing, y: float) -> None:
        for number, name in enumerate(series):
            x = MARGIN + number % 2 * (WIDTH / 2 - MARGIN / 2)
            line = y + 0.16 + number // 2 * KEY
            drawing.box(x, line - 0.11, 0.14, 0.14, colours[number])
            drawing.text(x + 0.22, line, name, 9.5)

    return -(-len(series) // 2) * KEY, put


def _figures(figures: Sequence[tuple[int, str]]) -> Block:
    """Draw large numbers side by side, each above what it counts."""

    def put(drawing: Drawing, y: float) -> None:
        for place, (number, what) in enumerate(figures):
            x = MARGIN + place * (WIDTH - 2 * MARGIN) / len(figures)
            drawing.text(x, y + 0.34, grouped(number), 19, bold=True, colour=COLOURS[2])
            drawing.text(x, y + 0.54, what, SMALL + 0.5, colour=SOFT)

    return 0.68, put


def _bars(rows: Sequence[Row], colours: Sequence[str]) -> Block:
    """Draw each name above its bar, each total at the bar's end."""
    longest = max((sum(numbers) for _, numbers in rows), default=0) or 1
    room = WIDTH - 2 * MARGIN - _PART_LETTER * len(grouped(longest)) - 0.16

    def put(drawing: Drawing, y: float) -> None:
        for name, numbers in rows:
            drawing.text(MARGIN, y + 0.26, name, LABEL - 1)
            x = MARGIN
            for colour, value in zip(colours, numbers, strict=True):
                width = room * value / longest
                if value:
                    drawing.box(x, y + 0.31, width, BAR, colour)
                if len(colours) > 1 and width > _PART_EDGE + _PART_LETTER * len(grouped(value)):
                    ink = "#FFFFFF" if colour in COLOURS[2:] else INK
                    drawing.text(x + width / 2, y + 0.445, grouped(value), 8.5, colour=ink, align="center")
                x += width
            drawing.text(x + 0.07, y + 0.455, grouped(sum(numbers)), 10, bold=True)
            y += ROW

    return 0.12 + len(rows) * ROW, put


def _legend(picture: Lines) -> Block:
    """Say which stroke is which, and how far it has come."""

    def put(drawing: Drawing, y: float) -> None:
        for colour, style, (name, values) in zip(LINE_COLOURS, STYLES, picture.series, strict=True):
            line = y + 0.6 * KEY
            drawing.axes.plot(
                [MARGIN, MARGIN + 0.42], [line, line], color=colour, linestyle=style, linewidth=2.4
            )
            drawing.text(MARGIN + 0.52, line + 0.05, name, LABEL)
            drawing.text(WIDTH - MARGIN, line + 0.05, grouped(values[-1]), LABEL, bold=True, align="right")
            y += KEY

    return len(picture.series) * KEY, put


def _curves(picture: Lines) -> Block:
    def put(drawing: Drawing, y: float) -> None:
        axes = drawing.plot(MARGIN + 0.5, y + 0.1, WIDTH - 2 * MARGIN - 0.55, PLOT)
        marker = "o" if len(picture.days) == 1 else None
        for colour, style, (_, values) in zip(LINE_COLOURS, STYLES, picture.series, strict=True):
            axes.plot(range(len(values)), values, color=colour, linestyle=style, linewidth=2.4, marker=marker)
        _scales(axes, picture.days, max(max(values) for _, values in picture.series))

    return PLOT + 0.45, put


def _scales(axes: Axes, days: Sequence[date], highest: int) -> None:
    """Draw a few round numbers and a few days; thin lines behind the curves."""
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
    """Choose 1, 2 or 5 times a power of ten, so that a few steps reach the top."""
    step = 1
    while step * STEPS < highest:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return step
