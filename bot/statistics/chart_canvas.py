"""A surface for charts: measures in inches from the upper left, FiraGO, colours all eyes tell apart."""

import io

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextPath

from bot.letter.fonts import firago

DOTS = 240  # per inch: a width of 4.5 inches has the 1080 dots of a phone
WIDTH = 4.5
MARGIN = 0.3

# Its own light paper, so that it reads the same in dark mode.
PAPER, INK, SOFT, FAINT = "#FBFAF7", "#1A1C21", "#575D67", "#D8D5CD"
# From light to dark in even steps, so that who sees no colours sees the order.
COLOURS = ("#F7C650", "#56B4E9", "#0072B2", "#16213A")

LINE = 1.35  # of the size of the type


class Drawing:
    """One picture in the making."""

    def __init__(self, height: float) -> None:
        self.height = height
        self.figure = Figure(figsize=(WIDTH, height), dpi=DOTS, facecolor=PAPER)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_xlim(0, WIDTH)
        self.axes.set_ylim(height, 0)
        self.axes.set_axis_off()

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 11,
        *,
        bold: bool = False,
        colour: str = INK,
        align: str = "left",
    ) -> None:
        """Draw one line that stands on y."""
        self.axes.text(
            x, y, words, fontproperties=face(size, bold=bold), color=colour, ha=align, va="baseline",
            parse_math=False,
        )  # fmt: skip

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Draw a filled rectangle with its upper left corner at x, y."""
        self.axes.add_patch(
            Rectangle((x, y), width, height, facecolor=colour, edgecolor=PAPER, linewidth=0.8)
        )

    def plot(self, left: float, top: float, width: float, height: float) -> Axes:
        """Add axes for curves, inside the drawing."""
        room = (left / WIDTH, 1 - (top + height) / self.height, width / WIDTH, height / self.height)
        return self.figure.add_axes(room, facecolor=PAPER)

    def png(self) -> bytes:
        """Finish the picture."""
        file = io.BytesIO()
        self.figure.savefig(file, format="png", facecolor=PAPER)
        return file.getvalue()


def face(size: float, *, bold: bool = False) -> FontProperties:
    """Load FiraGO in this size."""
    return FontProperties(fname=str(firago() / ("bold.ttf" if bold else "regular.ttf")), size=size)


def wrapped(words: str, size: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines that fit between the margins."""
    type_face = face(size, bold=bold)

    def inked(line: str) -> float:
        path = TextPath((0, 0), line.replace("$", "S"), prop=type_face)  # a $ would begin a formula
        return float(path.get_extents().width)

    def width(line: str) -> float:
        return inked(f"I{line}I") - inked("II")  # with the spaces around it

    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer) <= (WIDTH - 2 * MARGIN) * 72:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def height_of(size: float) -> float:
    """Measure from one line to the next."""
    return size * LINE / 72


def grouped(number: int) -> str:
    """Write 12 345: a space reads the same in every language."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")
