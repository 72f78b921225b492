"""The paper room's stock: a PDF that says nothing about who made it or when."""

import io
from collections.abc import Callable
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from bot.letter.fonts import Fonts
from bot.letter.orders import Sheet

Draw = Callable[[Any], None]  # draws one page on ReportLab's canvas, which has no types


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
