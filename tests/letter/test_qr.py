"""The QR codes of slip and poster, read by two independent decoders: clean, small, stained and blurred."""

import random
from collections.abc import Callable
from functools import cache

import cv2
import numpy
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from bot.campaign.model import read_campaign
from bot.i18n.translate import Translate
from bot.letter.addresses_and_slips import slip, slips_order
from bot.letter.layout import Paragraph
from bot.letter.print_orders import A4, PosterOrder, Slip
from bot.letter.render import render
from tests.support.paper_reader import MM, picture

CAMPAIGN = read_campaign()
UK = Translate("uk")
CODES = [f"{one}QF{one}M9X" for one in ("K7", "AB", "Z9", "3M", "H2")]
DOTS = 200  # to the inch, as a telephone sees a slip at arm’s length
MODULES = 37 + 2 * 4  # of the link's code with its white margin
SIDE = 41  # mm


def slip_for(code: str) -> Slip:
    return slip({"uk": UK}, UK, code, f"https://t.me/mektup_bot?start={code}", CAMPAIGN.by_id["chiygoz"])


@cache
def photographed(code: str) -> Image.Image:
    """The code as printed, with what stands around it on the slip."""
    page = picture(render(slips_order(UK, A4, (slip_for(code),))), DOTS)
    left, upper, width, height = (round(mm * MM * DOTS / 72) for mm in (14, 16, 88, 54))
    return page.crop((left, upper, left + width, upper + height))


def zxing(image: Image.Image) -> str | None:
    found = zxingcpp.read_barcodes(numpy.asarray(image))
    return found[0].text if found else None


def opencv(image: Image.Image) -> str | None:
    text, *_ = cv2.QRCodeDetector().detectAndDecode(numpy.asarray(image))
    return text or None


def read(
    decode: Callable[[Image.Image], str | None], spoil: Callable[[Image.Image, int], Image.Image]
) -> int:
    """How many of the codes come out right."""
    images = ((code, spoil(photographed(code), number)) for number, code in enumerate(CODES))
    return sum(decode(image) == f"https://t.me/mektup_bot?start={code}" for code, image in images)


def clean(image: Image.Image, _: int) -> Image.Image:
    return image


def small(image: Image.Image, _: int) -> Image.Image:
    """Printed at 40 per cent: a code of 16 mm."""
    return image.resize((image.width * 2 // 5, image.height * 2 // 5), Image.Resampling.LANCZOS)


def blurred(image: Image.Image, _: int) -> Image.Image:
    """Out of focus: each point becomes a spot half a module wide."""
    return image.filter(ImageFilter.BoxBlur(module() / 4))


def stained(image: Image.Image, number: int) -> Image.Image:
    """One stain of 15 per cent of the area of the modules, somewhere between the three corners."""
    chance, side, spoilt = random.Random(number), 37 * module(), image.copy()
    radius = side * (0.15 / 3.1416) ** 0.5
    left = image.width - (SIDE + 2) * MM * DOTS / 72 + 4 * module()
    top = (image.height - SIDE * MM * DOTS / 72) / 2 + 4 * module()
    x, y = (chance.uniform(0.5, 0.75) * side for _ in range(2))
    box = (left + x - radius, top + y - radius, left + x + radius, top + y + radius)
    ImageDraw.Draw(spoilt).ellipse(box, fill=chance.choice((0, 90, 255)))
    return spoilt


def module() -> float:
    """How wide one is in such a photograph."""
    return SIDE * MM * DOTS / 72 / MODULES


@pytest.mark.parametrize("decode", [zxing, opencv])
@pytest.mark.parametrize("spoil", [clean, small, blurred, stained])
def test_a_slip_is_read(
    decode: Callable[[Image.Image], str | None], spoil: Callable[[Image.Image, int], Image.Image]
) -> None:
    assert read(decode, spoil) == len(CODES)


@pytest.mark.parametrize("decode", [zxing, opencv])
def test_the_poster_is_read_from_across_the_room(decode: Callable[[Image.Image], str | None]) -> None:
    link = "https://t.me/mektup_bot?start=degermendzhy_poster"
    order = PosterOrder(
        title="A letter", language="uk", paper=A4, name="Мустафа Дегерменджі", born=1989, also=(),
        appeals=(Paragraph("Напишіть листа.", "uk"),), link=link, caption="t.me/mektup_bot",
    )  # fmt: skip
    assert decode(picture(render(order), 100)) == link
