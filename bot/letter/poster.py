"""The paper room's poster: a letter waiting to be written, for the wall of a library or a school.

An envelope with the prisoner's name for an address; its stamp is the QR that opens the bot at this person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import pi, sin
from typing import Any

from bot.letter.envelope import Area
from bot.letter.fonts import CAPITALS, Fonts
from bot.letter.orders import MM, Sheet
from bot.letter.page import print_pages
from bot.letter.qr import draw_qr
from bot.letter.typesetting import break_lines

SKY, GOLD, WHITE, INK = (0.0, 0.5, 0.75), (0.99, 0.78, 0.13), (1.0, 1.0, 1.0), (0.1, 0.11, 0.13)

MARGIN, TOP = 18 * MM, 20 * MM
PADDING = 11 * MM
PROPORTION = 0.66  # the envelope's height to its width
STAMP, PERFORATION = 64 * MM, 2.3 * MM
STRIPES = 6 * MM

NAME_SIZES = (40.0, 36.0, 32.0, 28.0, 25.0, 22.0, 19.0, 16.0)  # the first that keeps the name on two lines
APPEAL_SIZES = (21.0, 19.0, 17.0, 15.0, 13.0, 11.0)  # the first that fits the page


@dataclass(frozen=True)
class Poster:
    """What stands on it: the name, its other spellings, an appeal a language, the link, its short form."""

    name: str
    born: int
    also: Sequence[str]
    appeals: Sequence[str]
    link: str
    caption: str


def poster(fonts: Fonts, paper: Sheet, words: Poster) -> bytes:
    """The poster as a one-page PDF."""
    return print_pages(fonts, paper, (partial(_page, fonts, paper, words),))


def _page(fonts: Fonts, paper: Sheet, words: Poster, canvas: Any) -> None:
    width = paper.width - 2 * MARGIN
    top = paper.height - TOP
    front = Area(MARGIN, top - width * PROPORTION, MARGIN + width, top)
    _draw_front(front, canvas)
    stamp = Area(front.right - PADDING - STAMP, top - PADDING - STAMP, front.right - PADDING, top - PADDING)
    _draw_postmark(stamp, canvas)
    _draw_stamp(stamp, words.link, canvas)
    address = Area(front.left + PADDING, front.lower, stamp.left - PADDING, stamp.lower + STAMP * 0.52)
    _draw_name(fonts, words, address, canvas)
    foot = TOP + 9 * MM
    _draw_appeals(fonts, words.appeals, Area(MARGIN, foot, MARGIN + width, front.lower - 15 * MM), canvas)
    _draw_caption(fonts, words.caption, paper, canvas)


def _draw_front(front: Area, canvas: Any) -> None:
    """The envelope, with the slanted stripes of air mail along its lower edge."""
    width, height = front.right - front.left, front.upper - front.lower
    canvas.saveState()
    shape = canvas.beginPath()
    shape.roundRect(front.left, front.lower, width, height, 3 * MM)
    canvas.clipPath(shape, stroke=0, fill=0)
    canvas.setFillColorRGB(*SKY)
    canvas.rect(front.left, front.lower, width, height, stroke=0, fill=1)
    step = width / 18
    for number in range(-1, 18):
        x = front.left + number * step
        canvas.setFillColorRGB(*(GOLD if number % 2 else WHITE))
        stripe = canvas.beginPath()
        stripe.moveTo(x, front.lower)
        stripe.lineTo(x + step / 2, front.lower)
        stripe.lineTo(x + step / 2 + STRIPES, front.lower + STRIPES)
        stripe.lineTo(x + STRIPES, front.lower + STRIPES)
        stripe.close()
        canvas.drawPath(stripe, stroke=0, fill=1)
    canvas.restoreState()


def _draw_stamp(stamp: Area, link: str, canvas: Any) -> None:
    canvas.setFillColorRGB(*WHITE)
    canvas.rect(stamp.left, stamp.lower, STAMP, STAMP, stroke=0, fill=1)
    canvas.setFillColorRGB(*SKY)
    holes = round(STAMP / (2 * PERFORATION))
    for number in range(holes + 1):
        along = number * STAMP / holes
        for x, y in (
            (stamp.left + along, stamp.lower),
            (stamp.left + along, stamp.upper),
            (stamp.left, stamp.lower + along),
            (stamp.right, stamp.lower + along),
        ):
            canvas.circle(x, y, PERFORATION / 2, stroke=0, fill=1)
    canvas.setFillColorRGB(*INK)
    edge = 2 * MM
    draw_qr(canvas, link, stamp.left + edge, stamp.lower + edge, STAMP - 2 * edge)


def _draw_postmark(stamp: Area, canvas: Any) -> None:
    """Waves that end at the stamp, so that nothing is drawn over the code."""
    canvas.saveState()
    canvas.setStrokeColorRGB(*WHITE)
    canvas.setStrokeAlpha(0.75)
    canvas.setLineWidth(1.3)
    canvas.setLineCap(1)
    for wave in range(5):
        y = stamp.upper - 8 * MM - wave * 4.5 * MM
        line = canvas.beginPath()
        line.moveTo(stamp.left - 58 * MM, y)
        for step in range(1, 59):
            line.lineTo(stamp.left - (58 - step) * MM, y + 1.3 * MM * sin(step * pi / 7))
        canvas.drawPath(line, stroke=1, fill=0)
    canvas.restoreState()


def _draw_name(fonts: Fonts, words: Poster, address: Area, canvas: Any) -> None:
    measure = address.right - address.left
    for size in NAME_SIZES:
        width = partial(fonts.width, size=size, bold=True)
        name = break_lines(words.name, measure, width, even=True)
        if len(name) <= 2 and all(width(word) <= measure for word in words.name.split(" ")):
            break
    y = address.upper - size * CAPITALS
    canvas.setFillColorRGB(*WHITE)
    canvas.setFont(fonts.bold, size)
    for line in name:
        canvas.drawString(address.left, y, line.rstrip(" "))
        y -= size * 1.15
    canvas.setFillColorRGB(*GOLD)
    canvas.setFont(fonts.bold, 26)
    canvas.drawString(address.left, y - 4, str(words.born))
    y -= 30
    canvas.setFillColorRGB(*WHITE)
    canvas.setFont(fonts.regular, 13)
    for spelling in words.also:
        canvas.drawString(address.left, y, spelling)
        y -= 18


def _draw_appeals(fonts: Fonts, appeals: Sequence[str], room: Area, canvas: Any) -> None:
    for size in APPEAL_SIZES:
        width = partial(fonts.width, size=size)
        texts = [break_lines(appeal, room.right - room.left, width, even=True) for appeal in appeals]
        leading, between = size * 1.36, size * 1.1
        height = leading * sum(map(len, texts)) + between * (len(texts) - 1)
        if height <= room.upper - room.lower:
            break
    spare = max(0.0, room.upper - room.lower - height) / (len(texts) + 1)
    y = room.upper - size * CAPITALS - spare
    for number, lines in enumerate(texts):
        if number:
            canvas.setFillColorRGB(*GOLD)
            canvas.rect(room.left, y + size + (between + spare) / 2 - 1, 14 * MM, 2, stroke=0, fill=1)
        canvas.setFillColorRGB(*INK)
        canvas.setFont(fonts.regular, size)
        for line in lines:
            canvas.drawString(room.left, y, line.rstrip(" "))
            y -= leading
        y -= between + spare


def _draw_caption(fonts: Fonts, caption: str, paper: Sheet, canvas: Any) -> None:
    canvas.setFillColorRGB(*SKY)
    canvas.setFont(fonts.bold, 17)
    canvas.drawString(MARGIN, TOP, caption)
