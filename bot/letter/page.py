"""The paper room's stock: sheets and their sizes, and a PDF that says nothing about who made it or when."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from bot.letter.fonts import Fonts

MM = 72 / 25.4
INCH = 72.0

Draw = Callable[[Any], None]  # draws one page on ReportLab's canvas, which has no types


@dataclass(frozen=True)
class Sheet:
    """A piece of paper, in points, as it lies in the printer; `id` is for buttons and the command line."""

    id: str
    name: str
    width: float
    height: float


A4 = Sheet("a4", "A4", 210 * MM, 297 * MM)
US_LETTER = Sheet("letter", "US Letter", 8.5 * INCH, 11 * INCH)
PAPERS = (A4, US_LETTER)

DL = Sheet("dl", "DL", 220 * MM, 110 * MM)
C5 = Sheet("c5", "C5", 229 * MM, 162 * MM)
C6 = Sheet("c6", "C6", 162 * MM, 114 * MM)
US_10 = Sheet("us10", "#10", 9.5 * INCH, 4.125 * INCH)
ENVELOPES = (DL, C5, C6, US_10)

LETTER_COUNTRIES = ("US", "CA")


def default_paper(country: str | None) -> Sheet:
    """What lies in the printers of a country (ISO 3166 alpha-2)."""
    return US_LETTER if country in LETTER_COUNTRIES else A4


def default_envelope(country: str | None) -> Sheet:
    """The envelope most at hand there: it takes the default paper folded in three."""
    return US_10 if country in LETTER_COUNTRIES else DL


def print_pages(fonts: Fonts, sheet: Sheet, pages: tuple[Draw, ...]) -> bytes:
    """One PDF; the same drawing gives the same bytes."""
    file = io.BytesIO()
    size = (sheet.width, sheet.height)
    canvas = Canvas(file, pagesize=size, invariant=1, initialFontName=fonts.regular)
    # No title, author, producer or date: a letter must not say who printed it, with what, or when.
    canvas._doc.info.format = lambda document: b"<< >>"
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()
