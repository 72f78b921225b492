"""The paper room's envelopes: one page, the size of the envelope, with the address and nothing else.

The page is posted as it is printed, so it carries no code, no word of the bot and no hint about the return
address: that hint stands in the chat and on the part of the cut-out sheet that stays at home (see `slip.py`).
The upper left corner, for the return address, and the upper right one, for the stamp, stay white.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.letter.fonts import CAPITALS, Fonts
from bot.letter.orders import INCH, MM, Sheet
from bot.letter.page import print_pages
from bot.letter.typesetting import break_lines

# Where machines look for an address. The Universal Postal Union wants it 40 mm below the upper edge, 15 mm
# away from the other edges and within 140 mm of the right one; the United States (Publication 28, A1) between
# 5/8 and 2 3/4 inches above the lower edge; Ukrposhta in the lower right part. All hold on every size here.
BELOW_TOP, FROM_RIGHT, WITHIN_RIGHT = 40 * MM, 15 * MM, 140 * MM
ABOVE_BOTTOM, HIGHEST = 0.625 * INCH, 2.75 * INCH
LEFT_EDGE = 0.43  # of the width: the block leans to the right half and leaves room for long names

SIZES = (12.0, 11.0, 10.0, 9.0, 8.0)  # the first that fits; optical readers ask for 8 to 18 points
LEADING = 1.42


@dataclass(frozen=True)
class Area:
    """A rectangle on a page, in points from the lower left corner."""

    left: float
    lower: float
    right: float
    upper: float


def envelope(fonts: Fonts, size: Sheet, lines: Sequence[str]) -> bytes:
    """The front of an envelope as a PDF, in landscape; `lines` come from `orders.recipient`."""
    return print_pages(fonts, size, (partial(draw_address, fonts, lines, address_area(size)),))


def address_area(size: Sheet) -> Area:
    """Where the post reads an address on this envelope."""
    left = max(size.width * LEFT_EDGE, size.width - WITHIN_RIGHT)
    return Area(left, ABOVE_BOTTOM, size.width - FROM_RIGHT, min(size.height - BELOW_TOP, HIGHEST))


def draw_address(fonts: Fonts, lines: Sequence[str], area: Area, canvas: Any) -> None:
    """The block in the middle of its area, in the largest size that fits; a line too wide goes on below."""
    for size in SIZES:
        set_lines = _set(fonts, lines, area.right - area.left, size)
        height = size * (LEADING * (len(set_lines) - 1) + CAPITALS)
        widest = max(fonts.width(line, size) for line in set_lines)
        if height <= area.upper - area.lower and widest <= area.right - area.left:
            break
    top = (area.upper + area.lower + height) / 2 - size * CAPITALS
    canvas.setFillGray(0)
    canvas.setFont(fonts.regular, size)
    for number, line in enumerate(set_lines):
        canvas.drawString(area.left, top - number * size * LEADING, line)


def _set(fonts: Fonts, lines: Sequence[str], measure: float, size: float) -> list[str]:
    width = partial(fonts.width, size=size)
    name, *address = lines  # the name and the year are never parted
    return [
        name,
        *(part.rstrip(" ") for line in address for part in break_lines(line, measure, width, even=True)),
    ]
