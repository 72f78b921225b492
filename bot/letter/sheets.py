"""The paper room's letters: the words as composed, and the same words as a model to copy by hand.

Nothing is printed here that the writer did not write, but a page number where there are several pages.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from bot.letter.characters import is_right_to_left, missing, tidy
from bot.letter.errors import Blank, RightToLeft, TooLong, Unprintable
from bot.letter.fonts import Fonts
from bot.letter.orders import MM, Sheet
from bot.letter.page import print_pages
from bot.letter.typesetting import Line, Width, baselines, break_pages, set_paragraphs

LONGEST = 6_000  # characters; Telegram's own limit for a message is 4,096
INK, MODEL_INK, RULE_INK, FOLIO_INK = 0.0, 0.3, 0.55, 0.35  # shades of grey, 0 is black


Page = tuple[Line, ...]
Pages = tuple[Page, ...]


@dataclass(frozen=True)
class Style:
    """How a sheet is set, in points: `measure` is the longest line, `top` where the first one stands."""

    size: float
    leading: float
    gap: float
    measure: float
    top: float
    bottom: float


# The largest size that keeps the letter on one page; a longer letter takes the middle one on several.
PLAIN_SIZES = (13.0, 12.5, 12.0, 11.5, 11.0)
LARGE_SIZES = (20.0, 19.0, 18.0, 17.0, 16.0)
PLAIN_MEASURE, LARGE_MEASURE = 147 * MM, 164 * MM  # some 60 letters a line, and some 45
TOP, BOTTOM = 33 * MM, 27 * MM

# A hand needs more room than print: the model is set narrower than the ruled line under it, and the rules lie
# as far apart as in a first-form exercise book.
MODEL = Style(size=16, leading=21 * MM, gap=1.5 * MM, measure=128 * MM, top=25 * MM, bottom=24 * MM)
LARGE_MODEL = Style(size=22, leading=24 * MM, gap=2 * MM, measure=146 * MM, top=27 * MM, bottom=25 * MM)
RULE_BELOW = 12.5 * MM
RULE_LENGTH = 174 * MM

FOLIO_SIZE, FOLIO_HEIGHT = 9, 14 * MM


def letter(fonts: Fonts, text: str, paper: Sheet, *, large: bool = False) -> bytes:
    """The letter as a PDF. Raises `Blank`, `TooLong`, `RightToLeft` or `Unprintable`."""
    words = printable(fonts, text)
    sizes, measure = (LARGE_SIZES, LARGE_MEASURE) if large else (PLAIN_SIZES, PLAIN_MEASURE)
    style, pages = _fit(fonts, words, paper, [_plain_style(size, measure) for size in sizes])
    return _print(fonts, paper, pages, partial(_letter_page, fonts, paper, style))


def handwriting_sheet(fonts: Fonts, text: str, paper: Sheet, *, large: bool = False) -> bytes:
    """The letter in large print with a ruled line under every line of it. Raises as `letter` does."""
    words = printable(fonts, text)
    style = LARGE_MODEL if large else MODEL
    pages = _compose(_measured(fonts), words, paper, style, even=True)
    return _print(fonts, paper, pages, partial(_handwriting_page, fonts, paper, style))


def printable(fonts: Fonts, text: str) -> str:
    """The text as it will stand on paper, or the reason why it cannot."""
    tidied = tidy(text)
    if len(tidied) > LONGEST:
        raise TooLong(len(tidied), LONGEST)
    if is_right_to_left(tidied):
        raise RightToLeft
    if lacking := missing(tidied, fonts.covered):
        raise Unprintable(lacking)
    if not tidied.strip():
        raise Blank
    return tidied


def _plain_style(size: float, measure: float) -> Style:
    return Style(size, leading=1.5 * size, gap=0.6 * size, measure=measure, top=TOP, bottom=BOTTOM)


def _fit(fonts: Fonts, text: str, paper: Sheet, styles: Sequence[Style]) -> tuple[Style, Pages]:
    unit = _measured(fonts)
    for style in styles:
        pages = _compose(unit, text, paper, style)
        if len(pages) == 1:
            return style, pages
        if len(pages) > 2:
            break  # too much for one page in any size
    middle = styles[len(styles) // 2]
    return middle, _compose(unit, text, paper, middle)


def _measured(fonts: Fonts) -> Width:
    """Widths at size 1: each word is measured once, whatever sizes are tried; forgotten with the letter."""
    return cache(partial(fonts.width, size=1))


def _compose(unit: Width, text: str, paper: Sheet, style: Style, *, even: bool = False) -> Pages:
    def width(piece: str) -> float:
        return unit(piece) * style.size

    lines = set_paragraphs(text, style.measure, width, style.leading, style.gap, even=even)
    return break_pages(lines, paper.height - style.top - style.bottom, style.leading)


def _print(fonts: Fonts, paper: Sheet, pages: Pages, draw: Callable[[Page, Any], None]) -> bytes:
    def with_folio(page: Page, folio: str, canvas: Any) -> None:
        draw(page, canvas)
        if len(pages) > 1:
            canvas.setFillGray(FOLIO_INK)
            canvas.setFont(fonts.regular, FOLIO_SIZE)
            canvas.drawCentredString(paper.width / 2, FOLIO_HEIGHT, folio)

    draws = [partial(with_folio, page, f"{number} / {len(pages)}") for number, page in enumerate(pages, 1)]
    return print_pages(fonts, paper, tuple(draws))


def _letter_page(fonts: Fonts, paper: Sheet, style: Style, page: Page, canvas: Any) -> None:
    left = (paper.width - style.measure) / 2
    canvas.setFillGray(INK)
    canvas.setFont(fonts.regular, style.size)
    for y, text in baselines(page, paper.height - style.top, style.leading):
        canvas.drawString(left, y, text)


def _handwriting_page(fonts: Fonts, paper: Sheet, style: Style, page: Page, canvas: Any) -> None:
    left = (paper.width - RULE_LENGTH) / 2
    canvas.setFillGray(MODEL_INK)
    canvas.setStrokeGray(RULE_INK)
    canvas.setLineWidth(0.6)
    canvas.setFont(fonts.regular, style.size)
    for y, text in baselines(page, paper.height - style.top, style.leading):
        canvas.drawString(left, y, text)
        canvas.line(left, y - RULE_BELOW, left + RULE_LENGTH, y - RULE_BELOW)
