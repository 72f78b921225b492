"""The QR codes in a photo or in the pages of a scanner's PDF; what looks like one and cannot be read, too."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST_PAGES = 60
MOST_PIXELS = 60_000_000  # of one page: a good camera's
DOTS = 200  # to the inch, as a page is drawn to be read
LONGEST_EDGE = 3_000  # dots of a page of any size
SMALL_EDGE = 1_600  # dots; Telegram makes photos no larger than 1,280 unless they are sent as files


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the codes say, each once, in the order of the pages; the pages on which one could not be read,
    or none was found.
    """

    texts: tuple[str, ...] = ()
    unread: tuple[int, ...] = ()
    empty: tuple[int, ...] = ()
    pages: int = 1


class NoPictureError(Exception):
    """These bytes are neither a picture nor a PDF, or have too many pages or dots."""


def read(data: bytes) -> Found:
    """Read all codes. Takes up to seconds: not for the event loop. Raises `NoPictureError`."""
    import zxingcpp  # noqa: PLC0415  # only an office that scans needs it, and the libraries of pictures

    wanted = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    texts: dict[str, None] = {}
    unread, empty, number = [], [], 0
    for number, page in enumerate(_pages(data), start=1):
        looks = [zxingcpp.read_barcodes(one, formats=wanted, return_errors=True) for one in _sizes(page)]
        texts |= dict.fromkeys(one.text for found in looks for one in found if one.valid)
        if all(any(not one.valid for one in found) for found in looks):
            unread.append(number)
        elif not any(looks):
            empty.append(number)
    return Found(texts=tuple(texts), unread=tuple(unread), empty=tuple(empty), pages=number)


def _sizes(page: Any) -> Iterator[Any]:
    """The page as it is, and a small one twice as large: its codes are read so, and no others lost."""
    yield page
    if max(page.size) <= SMALL_EDGE:
        yield page.resize((2 * page.width, 2 * page.height))


def _pages(data: bytes) -> Iterator[Any]:
    if data.startswith(b"%PDF"):
        return _pages_of_pdf(data)
    return iter((_photo(data),))


def _photo(data: bytes) -> Any:
    from PIL import Image  # noqa: PLC0415

    try:
        photo = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP", "TIFF"))
        if photo.width * photo.height > MOST_PIXELS:
            raise NoPictureError
        photo.draft("L", (LONGEST_EDGE, LONGEST_EDGE))  # a JPEG is drawn no larger than this needs
        return photo.convert("L")
    except (OSError, ValueError, Image.DecompressionBombError):
        raise NoPictureError from None


def _pages_of_pdf(data: bytes) -> Iterator[Any]:
    import pypdfium2  # noqa: PLC0415

    try:
        with pypdfium2.PdfDocument(data) as pdf:
            if len(pdf) > MOST_PAGES:
                raise NoPictureError
            for page in pdf:
                scale = min(DOTS / 72, LONGEST_EDGE / max(page.get_size()))
                yield page.render(scale=scale, grayscale=True).to_pil()
    except pypdfium2.PdfiumError:
        raise NoPictureError from None
