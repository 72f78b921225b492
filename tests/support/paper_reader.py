"""What a PDF says, in which order a screen reader says it, and where it stands on the page."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

MM = 72 / 25.4
FOOT = 20 * MM  # page numbers stand below


@dataclass(frozen=True)
class Printed:
    """One line as it stands on its page: points from the lower left corner, baseline."""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class Heard:
    """One element as a screen reader meets it: its kind (P, Figure, Lbl, …), its language, what is said."""

    kind: str
    language: str
    text: str


def pages(pdf: bytes) -> list[list[Printed]]:
    """The lines of every page, in the order they were set."""
    with _opened(pdf) as document:
        return [_lines(page) for page in document]


def words(pdf: bytes) -> str:
    """Everything but decoration and page numbers, as one line; a no-break space is a space."""
    with _opened(pdf) as document:
        lines = [line.text for page in document for line in _lines(page, tagged=True)]
    parted = (line if line.endswith("-") else f"{line} " for line in lines)
    return " ".join("".join(parted).split())


def folios(pdf: bytes) -> list[str]:
    """What stands at the foot of each page."""
    return ["".join(line.text for line in page if line.y <= FOOT) for page in pages(pdf)]


def read_aloud(pdf: bytes) -> list[Heard]:
    """The elements that say something, page by page, from the tags; a picture says its alternative text."""
    heard: list[Heard] = []
    with _opened(pdf) as document:
        for page in document:
            texts: dict[int, str] = {}
            for mark, line in _marked(page):
                texts[mark] = texts.get(mark, "") + line.text
            tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
            for number in range(pdfium.FPDF_StructTree_CountChildren(tree)):
                heard += _elements(pdfium.FPDF_StructTree_GetChildAtIndex(tree, number), texts, "")
            pdfium.FPDF_StructTree_Close(tree)
    return heard


def sizes_in_mm(pdf: bytes) -> list[tuple[float, float]]:
    with _opened(pdf) as document:
        return [(round(width / MM, 1), round(height / MM, 1)) for width, height in map(_size, document)]


def picture(pdf: bytes, dots_per_inch: int = 72) -> Image.Image:
    """The first page as a printer would put it on paper, in grey."""
    with _opened(pdf) as document:
        image: Image.Image = document[0].render(scale=dots_per_inch / 72).to_pil().convert("L")
    return image


def ink(pdf: bytes) -> tuple[float, float, float, float]:
    """Left, lower, right and upper edge of everything printed on the first page, in points."""
    image = picture(pdf)
    box = image.point(lambda shade: 255 if shade < 200 else 0).getbbox()
    assert box is not None, "the page is white"
    return box[0], image.height - box[3], box[2], image.height - box[1]


def rules(pdf: bytes) -> list[list[float]]:
    """The heights of the ruled lines of each page, from top to bottom."""
    with _opened(pdf) as document:
        boxes = [
            [thing.get_bounds() for thing in page.get_objects() if thing.type == pdfium.FPDF_PAGEOBJ_PATH]
            for page in document
        ]
    flat = [[(low + high) / 2 for _, low, _, high in page if high - low < 3] for page in boxes]
    return [sorted(heights, reverse=True) for heights in flat]


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def _size(page: Any) -> tuple[float, float]:
    size: tuple[float, float] = page.get_size()
    return size


def _lines(page: Any, *, tagged: bool = False) -> list[Printed]:
    """Pieces that stand side by side are one line."""
    found: list[Printed] = []
    for mark, piece in _marked(page):
        if tagged and mark < 0:
            continue
        last = found[-1] if found else None
        if last and abs(last.y - piece.y) < 0.5 and piece.x >= last.x:
            found[-1] = Printed(last.text + piece.text, last.x, last.y, last.size)
        else:
            found.append(piece)
    return found


def _marked(page: Any) -> Iterator[tuple[int, Printed]]:
    """Pieces of text, each with the number of the tag it belongs to; -1 for decoration."""
    text_page = page.get_textpage()
    for thing in page.get_objects(max_depth=5):
        if thing.type == pdfium.FPDF_PAGEOBJ_TEXT:
            raw, size = thing.raw, ctypes.c_float()
            pdfium.FPDFTextObj_GetFontSize(raw, size)
            text = _wide(partial(_read_text, raw, text_page.raw))
            text = text.replace("\x02", "-")  # as PDFium has a hyphen where a line ends
            at = thing.get_matrix()
            yield (
                pdfium.FPDFPageObj_GetMarkedContentID(raw),
                Printed(text.replace("\u00a0", " ").replace("\u200b", ""), at.e, at.f, round(size.value, 1)),
            )


def _read_text(thing: Any, page: Any, to: Any, room: int) -> int:
    length: int = pdfium.FPDFTextObj_GetText(thing, page, to, room)
    return length


def _elements(element: Any, texts: dict[int, str], language: str) -> Iterator[Heard]:
    language = _wide(lambda to, room: pdfium.FPDF_StructElement_GetLang(element, to, room)) or language
    kind = _wide(lambda to, room: pdfium.FPDF_StructElement_GetType(element, to, room))
    said = _wide(lambda to, room: pdfium.FPDF_StructElement_GetAltText(element, to, room))
    for number in range(pdfium.FPDF_StructElement_CountChildren(element)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, number)
        if child:
            yield from _elements(child, texts, language)
        else:
            said += texts.get(pdfium.FPDF_StructElement_GetChildMarkedContentID(element, number), "")
    if said.strip():
        yield Heard(kind, language, " ".join(said.split()))


def _wide(ask: Callable[[Any, int], int]) -> str:
    """A text that PDFium writes into a buffer, after it has said how long it is."""
    room = ask(None, 0)
    buffer = ctypes.create_string_buffer(room)
    ask(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), room)
    return buffer.raw.decode("utf-16-le").rstrip("\0")
