"""The paper room's type: FiraGO, and which characters it can print."""

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from unicodedata import bidirectional, name

import pymupdf_fonts
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

NO_BREAK_SPACE = 0xA0
STAND_IN = 0xF8A0  # a private-use character that plays the no-break space inside ReportLab

# FiraGO has these letters, but they need joining or stacking, and the text is set letter by letter.
NEEDS_A_SHAPER = ("ARABIC", "HEBREW", "DEVANAGARI", "THAI")

CAPITALS = 0.69  # how high FiraGO's capitals stand, as a part of the size


class _Face(TTFont):  # type: ignore[misc]  # ReportLab ships no types
    """ReportLab's font, which also keeps a no-break space for who copies the text out of the file."""

    def __init__(self, font_name: str, data: bytes) -> None:
        super().__init__(font_name, io.BytesIO(data))
        self.face.charToGlyph[STAND_IN] = self.face.charToGlyph[NO_BREAK_SPACE]
        self.face.charWidths[STAND_IN] = self.face.charWidths[NO_BREAK_SPACE]

    def splitString(self, text: str, doc: object, encoding: str = "utf-8") -> object:  # noqa: N802
        # ReportLab writes U+00A0 as an ordinary space; the stand-in escapes that.
        return super().splitString(text.replace(chr(NO_BREAK_SPACE), chr(STAND_IN)), doc, encoding)

    def addObjects(self, doc: object) -> None:  # noqa: N802
        for subset in self.state[doc].subsets:
            subset[:] = [NO_BREAK_SPACE if code == STAND_IN else code for code in subset]
        super().addObjects(doc)


@dataclass(frozen=True)
class Fonts:
    """Loaded once, handed to everything that prints; `regular` and `bold` are ReportLab's names of them."""

    regular: str
    bold: str
    covered: frozenset[str] = field(repr=False)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide a line stands, in points."""
        return float(pdfmetrics.stringWidth(text, self.bold if bold else self.regular, size))


def load_fonts() -> Fonts:
    """Unpack FiraGO (SIL Open Font Licence) and make it known to ReportLab: about 0.1 s, once a process."""
    faces = [
        _Face("FiraGO", pymupdf_fonts.myfont("figo")),
        _Face("FiraGO-Bold", pymupdf_fonts.myfont("figbo")),
    ]
    for face in faces:
        pdfmetrics.registerFont(face)
    regular, bold = (set(map(chr, face.face.charToGlyph)) for face in faces)
    return Fonts("FiraGO", "FiraGO-Bold", frozenset(_as_it_is_set(regular & bold)))


def _as_it_is_set(characters: Iterable[str]) -> Iterable[str]:
    for character in characters:
        right_to_left = bidirectional(character) in ("R", "AL", "AN")
        shaped = name(character, "").startswith(NEEDS_A_SHAPER)
        if character.isprintable() and not right_to_left and not shaped:
            yield character
    yield chr(NO_BREAK_SPACE)  # which Python does not call printable
