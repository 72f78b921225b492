"""The codes of a pile, read from bad photos and from a scanner's PDF."""

import io

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from bot.letter import qr_reading
from bot.letter.qr_reading import NoPictureError, read
from db.pledges import new_code
from tests.support.photos import bad_photos, photo_of, slips_pdf


def codes_in(texts: tuple[str, ...]) -> set[str]:
    return {one.rpartition("=")[2] for one in texts}


def test_fifty_bad_photos_are_read_and_no_code_is_wrong() -> None:
    asked, right, wrong = 0, 0, set[str]()
    for _, codes, photo in bad_photos(50):
        found = codes_in(read(photo).texts)
        asked, right, wrong = asked + len(codes), right + len(found & set(codes)), wrong | found - set(codes)
    assert wrong == set()
    assert right >= 0.98 * asked > 140


def test_the_pages_of_a_scan_are_read_in_turn_and_an_empty_one_is_named() -> None:
    codes = [new_code() for _ in range(3)]
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(slips_pdf(codes[:1], codes[1:]))).pages:
        writer.add_page(page)
        writer.add_blank_page()
    file = io.BytesIO()
    writer.write(file)
    found = read(file.getvalue())
    assert codes_in(found.texts) == set(codes)
    assert (found.pages, found.empty, found.unread) == (4, (2, 4), ())


def test_a_code_that_can_be_seen_and_not_read_is_said() -> None:
    photo = Image.open(io.BytesIO(photo_of("K7QF2M9X")))
    left, upper, side = 430, 205, 95  # the middle of the code
    photo.paste(255, (left, upper, left + side, upper + side))
    file = io.BytesIO()
    photo.save(file, "PNG")
    found = read(file.getvalue())
    assert found.texts == ()
    assert found.unread == (1,)


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7 hello", b"\xff\xd8\xff\xe0 hello"])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(NoPictureError):
        read(data)


def test_too_many_dots_or_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qr_reading, "MOST_PIXELS", 1_000)
    monkeypatch.setattr(qr_reading, "MOST_PAGES", 1)
    for data in (photo_of("K7QF2M9X"), slips_pdf(["K7QF2M9X"], ["ABCDEFGH"])):
        with pytest.raises(NoPictureError):
            read(data)
