"""The paper room's QR code: a link as ink on a page, with the white margin that readers need."""

from itertools import groupby
from typing import Any

from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel

MARGIN = 4  # modules of white around it, as ISO/IEC 18004 asks
MASK = 2  # trying all eight takes six times as long, and OpenCV reads no more of them (799 of 800, and 793)


def draw_qr(canvas: Any, link: str, x: float, y: float, side: float) -> None:
    """Draw it in the fill colour, with its white margin inside `side`; a quarter of it may get dirty."""
    code = encode(link)
    module = side / (code.getModuleCount() + 2 * MARGIN)
    ink = canvas.beginPath()
    for row, modules in enumerate(code.modules):
        top = y + side - (MARGIN + row) * module
        column = 0
        for dark, run in groupby(modules):
            length = len(list(run))
            if dark:
                ink.rect(x + (MARGIN + column) * module, top - module, length * module, module)
            column += length
    canvas.drawPath(ink, stroke=0, fill=1)


def encode(link: str) -> QRCode:
    """The code's modules, dark ones true."""
    code = QRCode(None, QRErrorCorrectLevel.Q)
    code.addData(QR8bitByte(link))
    code.version = code.calculate_version()
    code.makeImpl(False, MASK)
    return code
