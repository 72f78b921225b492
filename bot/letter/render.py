"""Orders become a PDF: tagged (PDF/UA-1), without a date or a name, the same bytes for the same orders."""

import json
import os
import re
from dataclasses import asdict
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bot.letter.fonts import CJK, folders
from bot.letter.print_orders import EnvelopeOrder, LetterOrder, Order
from bot.letter.printable_characters import lacking
from bot.letter.printing_errors import Blank, TooLong, TypesettingError, Unprintable
from bot.letter.qr import svg

TEMPLATES = Path(__file__).with_name("templates")
MAIN = {"main.typ": b'#include "sheets.typ"'}
LONGEST = 6_000  # characters; Telegram's own limit for a message is 4,096
FRONTS_KEPT = 64  # everybody who writes to one person has the same envelope: some 10 kB each
STANDARD = "ua-1"
# A single letter stays with the next word; a dash, or a small picture, with the one before.
_BOUND = re.compile(
    r"(?<![^\s(«„“])([^\W\d_]) (?=[^\W\d_]{2})|(?<=\w) (?=[–—](?:\s|$)|[\u2600-\u27bf\U0001f000-\U0001faff])"
)

# What could run off the page, a word without an end or a row of dashes, may be cut at eight letters, and not
# inside one of them unless it is no letter any more.
_ENDLESS = re.compile(r"(?:[^ \n]|(?<=[–—]) (?=[–—])){40,}")
_JOINED = r"\u0300-\u036f\u200c\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff"
_CUT = re.compile(rf"(.{{8}}(?<!\u200d)(?![{_JOINED}])|.{{24}})")


def render(*orders: Order) -> bytes:
    """One PDF of these sheets. Raises `CannotPrint`, for a fault `TypesettingError`. Takes milliseconds: not
    for the event loop.
    """
    for order in orders:
        if isinstance(order, LetterOrder):
            _examine(order)
    if len(orders) == 1 and isinstance(orders[0], EnvelopeOrder):
        return _front(orders[0])
    return _typeset(orders)


def _examine(order: LetterOrder) -> None:
    text = order.letter.text
    if len(text) > LONGEST:
        raise TooLong(len(text), LONGEST)
    if foreign := lacking(text):
        raise Unprintable(foreign)
    if not text.strip():
        raise Blank


@lru_cache(FRONTS_KEPT)
def _front(order: EnvelopeOrder) -> bytes:
    return _typeset((order,))


def _typeset(orders: tuple[Order, ...]) -> bytes:
    from typst import TypstError  # noqa: PLC0415  # see _compiler

    data = json.dumps([_data(order) for order in orders], ensure_ascii=False).encode()
    # The orders as a file, not as sys.inputs, and the templates from the disk, not as bytes: else every
    # template would be understood anew, which is half of the work.
    files = MAIN | {"orders.json": data}
    try:
        try:
            made = _everyday().compile(files, format="pdf", pdf_standards=STANDARD)
        except TypstError:  # a letter no small face has, as a rule
            made = _compiler(CJK).compile(files, format="pdf", pdf_standards=STANDARD)
    except TypstError:
        raise TypesettingError from None  # its message quotes the letter
    assert isinstance(made, bytes)
    return made


@cache
def _everyday() -> Any:
    """Kept. The face of 33 MB is not in it, but in the one of a letter that needs it: it is never let go."""
    return _compiler()


def _compiler(*more: str) -> Any:
    """Typst with the fonts: loaded with the first order, since a bot that prints nothing need not have it."""
    os.environ.setdefault(
        "RAYON_NUM_THREADS", "1"
    )  # there is one printing thread; more would only wait for it
    from typst import Compiler, Fonts  # noqa: PLC0415

    fonts = Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(map(str, folders(*more)))
    )
    return Compiler(root=str(TEMPLATES), font_paths=fonts)


def _data(order: Order) -> dict[str, Any]:
    """What the templates see."""
    return {**_prepared(asdict(order)), "kind": type(order).__name__, "title": order.title}


def _prepared(value: Any) -> Any:
    """The same value: each link with its QR code, single letters and dashes bound to their neighbours."""
    match value:
        case str():
            bound = _BOUND.sub(lambda found: f"{found[1] or ''}\u00a0", value)
            return _ENDLESS.sub(lambda found: _CUT.sub("\\1\u200b", found[0]), bound)
        case dict():
            prepared = {key: _prepared(one) for key, one in value.items()}
            if "language" in value:
                prepared["language"] = value["language"].partition("-")[0]  # Typst knows no be-tarask
            link = value.get("link")
            return prepared | {"link": link, "svg": svg(link)} if link else prepared
        case tuple() | list():
            return [_prepared(one) for one in value]
    return value
