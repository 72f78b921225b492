"""Photos of slips as an office takes them: turned, from the side, out of focus, half lit, from too far."""

import io
import random
from collections.abc import Iterator, Sequence

import cv2
import numpy
import pypdfium2
from PIL import Image

from bot.i18n.translate import Translate
from bot.letter.addresses_and_slips import slip, slips_order
from bot.letter.print_orders import A4, Slip
from bot.letter.render import render
from db.pledges import new_code, shown
from tests.support.supporter import CAMPAIGN

KINDS = ("turned", "from the side", "out of focus", "half lit", "from too far", "all of it")
DOTS = 150
UK = Translate("uk")


def slips_pdf(*sheets: Sequence[str]) -> bytes:
    """A sheet for each of these lists of up to eight codes."""
    return render(*(slips_order(UK, A4, tuple(map(_slip, codes))) for codes in sheets))


def photo_of(*codes: str) -> bytes:
    """A good photo of up to eight slips."""
    return _jpeg(_pages(codes)[0])


def bad_photos(number: int) -> Iterator[tuple[str, list[str], bytes]]:
    """So many photos, each of a kind, with the codes that are in it."""
    chance = random.Random(2016)
    piles = [[new_code() for _ in range(2 * (at % 2 + 1))] for at in range(number)]
    for at, (codes, page) in enumerate(zip(piles, _pages(*piles), strict=True)):
        seen = page[: round((16 + len(codes) / 2 * 61) * DOTS / 25.4)]
        yield KINDS[at % len(KINDS)], codes, _jpeg(_spoilt(seen, KINDS[at % len(KINDS)], chance))


def _slip(code: str) -> Slip:
    link = f"https://t.me/mektup_bot?start={code}"
    return slip({"uk": UK}, UK, shown(code), link, CAMPAIGN.by_id["chiygoz"])


def _pages(*sheets: Sequence[str]) -> list["numpy.ndarray"]:
    with pypdfium2.PdfDocument(slips_pdf(*sheets)) as pdf:
        return [one.render(scale=DOTS / 72, grayscale=True).to_numpy() for one in pdf]


def _spoilt(image: "numpy.ndarray", kind: str, chance: random.Random) -> "numpy.ndarray":
    height, width = image.shape
    everything = kind == "all of it"
    if everything or kind == "from the side":
        corners = ((0, 0), (width, 0), (width, height), (0, height))
        inwards = ((1, 1), (-1, 1), (-1, -1), (1, -1))
        moved = [
            [edge + chance.uniform(0, 0.1 * height) * side for edge, side in zip(corner, sides, strict=True)]
            for corner, sides in zip(corners, inwards, strict=True)
        ]
        turn = cv2.getPerspectiveTransform(
            numpy.array(corners, numpy.float32), numpy.array(moved, numpy.float32)
        )
        image = cv2.warpPerspective(image, turn, (width, height), borderValue=120)
    if everything or kind == "turned":
        angle = chance.uniform(-40, 40) if everything else chance.uniform(0, 360)
        side = round((width**2 + height**2) ** 0.5 * 0.7)  # nothing is turned out of the picture
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 0.7)
        turn[:, 2] += ((side - width) / 2, (side - height) / 2)
        image = cv2.warpAffine(image, turn, (side, side), borderValue=110)
    if everything or kind == "from too far":
        scale = 0.8 if everything else 0.5
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if everything or kind == "half lit":
        light = numpy.linspace(1, 0.25, image.shape[1])
        light[image.shape[1] // 2 :] *= 1 if everything else 0.5
        image = (image * light).astype(numpy.uint8)
    if everything or kind == "out of focus":
        image = cv2.GaussianBlur(image, (0, 0), 1 if everything else 1.8)
    noise = numpy.random.default_rng(chance.randrange(1 << 30)).normal(0, 6, image.shape)
    return numpy.clip(image + noise, 0, 255).astype(numpy.uint8)


def _jpeg(image: "numpy.ndarray") -> bytes:
    file = io.BytesIO()
    Image.fromarray(image).save(file, "JPEG", quality=70)
    return file.getvalue()
