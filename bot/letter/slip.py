"""The paper room's cut-out sheet: an address label, the slip with the code, what to do; on ordinary paper.

The slip goes inside the envelope, beside the letter. The office in Kyiv, to which the envelope is addressed,
opens it, counts the code and takes the slip out before the letter travels on. The back flap would be worse: a
code there can be read by everybody on the way, and the envelope may travel on with the letter. The slip is no
page of the letter's file or of the envelope's, where one careless print would send it along.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from bot.letter.envelope import Area, draw_address
from bot.letter.fonts import Fonts
from bot.letter.orders import MM, Sheet, Slip
from bot.letter.page import print_pages
from bot.letter.qr import draw_qr
from bot.letter.typesetting import break_lines

LABEL_WIDTH, LABEL_HEIGHT = 105 * MM, 58 * MM
SLIP_WIDTH, SLIP_HEIGHT = 105 * MM, 50 * MM
QR_SIDE = 42 * MM
EDGE = 7 * MM  # white between a cut line and the print inside
BELOW_CODE = 20  # where the notes begin, from the upper edge
NOTE_SIZES = (10.0, 9.5, 9.0, 8.5, 8.0)  # the first that fits
LEADING, BETWEEN_NOTES = 1.3, 0.7

LEFT, TOP, BETWEEN = 22 * MM, 20 * MM, 9 * MM
MEASURE = 164 * MM  # of the instructions


def cut_out_sheet(
    fonts: Fonts, paper: Sheet, slip: Slip, instructions: Sequence[str], label: Sequence[str] = ()
) -> bytes:
    """One page: the label (lines from `recipient`; without them, none), the slip, numbered instructions."""
    return print_pages(fonts, paper, (partial(_page, fonts, paper, slip, tuple(instructions), tuple(label)),))


def _page(
    fonts: Fonts, paper: Sheet, slip: Slip, instructions: tuple[str, ...], label: tuple[str, ...], canvas: Any
) -> None:
    y = paper.height - TOP
    if label:
        area = _cut_line(canvas, y, LABEL_WIDTH, LABEL_HEIGHT)
        draw_address(fonts, label, area, canvas)
        y -= LABEL_HEIGHT + BETWEEN
    _draw_slip(fonts, slip, _cut_line(canvas, y, SLIP_WIDTH, SLIP_HEIGHT), canvas)
    _draw_instructions(fonts, instructions, y - SLIP_HEIGHT - BETWEEN, canvas)


def _cut_line(canvas: Any, top: float, width: float, height: float) -> Area:
    canvas.setStrokeGray(0.45)
    canvas.setLineWidth(0.7)
    canvas.setDash(4, 3)
    canvas.rect(LEFT, top - height, width, height, stroke=1, fill=0)
    canvas.setDash()
    _draw_scissors(canvas, LEFT + 9 * MM, top)
    return Area(LEFT + EDGE, top - height + EDGE, LEFT + width - EDGE, top - EDGE)


def _draw_scissors(canvas: Any, x: float, y: float) -> None:
    """Two blades and two rings on the cut line, drawn: FiraGO has no such sign."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.setFillGray(1)
    canvas.rect(-2.2 * MM, -2 * MM, 7 * MM, 4 * MM, stroke=0, fill=1)
    canvas.setStrokeGray(0.25)
    canvas.setLineWidth(0.9)
    canvas.setLineCap(1)
    for side in (1, -1):
        canvas.circle(-0.9 * MM, side * 1.1 * MM, 0.85 * MM, stroke=1, fill=0)
        canvas.line(-0.2 * MM, side * 0.65 * MM, 4.2 * MM, -side * 1.0 * MM)
    canvas.restoreState()


def _draw_slip(fonts: Fonts, slip: Slip, area: Area, canvas: Any) -> None:
    canvas.setFillGray(0)
    middle = (area.upper + area.lower) / 2
    draw_qr(canvas, slip.link, area.right - QR_SIDE + 3 * MM, middle - QR_SIDE / 2, QR_SIDE)
    measure = area.right - QR_SIDE - area.left
    canvas.setFont(fonts.bold, 17)
    canvas.drawString(area.left, area.upper - 14, slip.code)
    room = area.upper - BELOW_CODE - area.lower
    for size in NOTE_SIZES:
        notes = [break_lines(note, measure, partial(fonts.width, size=size)) for note in slip.notes]
        height = size * (LEADING * sum(map(len, notes)) + BETWEEN_NOTES * (len(notes) - 1))
        if height <= room:
            break
    y = area.upper - BELOW_CODE
    canvas.setFont(fonts.regular, size)
    for lines in notes:
        for line in lines:
            y -= size * LEADING
            canvas.drawString(area.left, y, line.rstrip(" "))
        y -= size * BETWEEN_NOTES


def _draw_instructions(fonts: Fonts, instructions: tuple[str, ...], top: float, canvas: Any) -> None:
    size, leading, indent = 13, 19, 8 * MM
    y = top - size
    canvas.setFillGray(0)
    canvas.setFont(fonts.regular, size)
    for number, instruction in enumerate(instructions, start=1):
        canvas.drawString(LEFT, y, f"{number}.")
        for line in break_lines(instruction, MEASURE - indent, partial(fonts.width, size=size)):
            canvas.drawString(LEFT + indent, y, line.rstrip(" "))
            y -= leading
        y -= 6
