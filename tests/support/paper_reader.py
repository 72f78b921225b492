"""Reads a PDF for tests: what it says, and where."""

import io
from dataclasses import dataclass

import pypdfium2
from PIL import Image
from pypdf import PdfReader

MM = 72 / 25.4


@dataclass(frozen=True)
class Printed:
    """One line as it stands on its page: points from the lower left corner, baseline."""

    text: str
    x: float
    y: float
    size: float


def pages(pdf: bytes) -> list[list[Printed]]:
    """The lines of every page, from top to bottom, with the spaces they end in."""
    return [_lines(page) for page in PdfReader(io.BytesIO(pdf)).pages]


def words(pdf: bytes) -> str:
    """The text put together again: a line that ends in a space goes on in the next. No page numbers."""
    lines = [line.text for page in pages(pdf) for line in page if line.y > 20 * MM]
    return "".join(text if text.endswith(" ") else text + "\n" for text in lines).rstrip("\n")


def folios(pdf: bytes) -> list[str]:
    """What stands at the foot of each page."""
    return ["".join(line.text for line in page if line.y <= 20 * MM) for page in pages(pdf)]


def sizes_in_mm(pdf: bytes) -> list[tuple[float, float]]:
    boxes = [page.mediabox for page in PdfReader(io.BytesIO(pdf)).pages]
    return [(round(float(box.width) / MM, 1), round(float(box.height) / MM, 1)) for box in boxes]


def picture(pdf: bytes, dots_per_inch: int = 72) -> Image.Image:
    """The first page as a printer would put it on paper, in grey."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        image: Image.Image = page.render(scale=dots_per_inch / 72).to_pil().convert("L")
        page.close()
    finally:
        document.close()
    return image


def ink(pdf: bytes) -> tuple[float, float, float, float]:
    """Left, lower, right and upper edge of everything printed on the first page, in points."""
    image = picture(pdf)
    box = image.point(lambda shade: 255 if shade < 200 else 0).getbbox()
    assert box is not None, "the page is white"
    return box[0], image.height - box[3], box[2], image.height - box[1]


def rules(pdf: bytes) -> list[list[float]]:
    """The heights of the ruled lines of each page, from top to bottom."""
    document = pypdfium2.PdfDocument(pdf)
    heights = []
    for page in document:
        paths = [thing.get_bounds() for thing in page.get_objects() if thing.type == 2]
        heights.append(sorted(((low + high) / 2 for _, low, _, high in paths), reverse=True))
        page.close()
    document.close()
    return heights


def squares(pdf: bytes, count: int) -> list[list[bool]]:
    """The QR code on the first page: `count` rows of dark (true) and light squares, and four rows around."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    boxes = [thing.get_bounds() for thing in page.get_objects() if thing.type == 2]
    height = page.get_height()
    page.close()
    document.close()
    square = [
        box for box in boxes if box[2] - box[0] > 20 * MM and abs(box[2] - box[0] - box[3] + box[1]) < 0.1
    ]
    left, _, right, upper = min(square, key=lambda box: box[2] - box[0])  # the stamp around it is square too
    side = (right - left) / count
    middles = [(number + 0.5) * side for number in range(-4, count + 4)]
    dark = picture(pdf, 288).point(lambda shade: 255 if shade < 128 else 0)
    return [
        [dark.getpixel((4 * (left + x), 4 * (height - upper + y))) == 255 for x in middles] for y in middles
    ]


def _lines(page: object) -> list[Printed]:
    found: list[Printed] = []

    def see(text: str, _: object, matrix: list[float], __: object, size: float) -> None:
        if text.strip("\n"):
            found.append(Printed(text.strip("\n"), matrix[4], matrix[5], size))

    page.extract_text(visitor_text=see)  # type: ignore[attr-defined]
    return found
