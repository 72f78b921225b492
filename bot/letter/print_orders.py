"""What can be printed, as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.letter.layout import LetterText, Paragraph

MM = 72 / 25.4
INCH = 72.0


@dataclass(frozen=True)
class Sheet:
    """A piece of paper, in points, as it lies in the printer; `id` is for buttons and the command line."""

    id: str
    name: str
    width: float
    height: float


A4 = Sheet("a4", "A4", 210 * MM, 297 * MM)
US_LETTER = Sheet("letter", "US Letter", 8.5 * INCH, 11 * INCH)
PAPERS = (A4, US_LETTER)

DL = Sheet("dl", "DL", 220 * MM, 110 * MM)
C5 = Sheet("c5", "C5", 229 * MM, 162 * MM)
C6 = Sheet("c6", "C6", 162 * MM, 114 * MM)
US_10 = Sheet("us10", "#10", 9.5 * INCH, 4.125 * INCH)
ENVELOPES = (DL, C5, C6, US_10)

LETTER_COUNTRIES = ("US", "CA")


@dataclass(frozen=True, kw_only=True)
class Order:
    """What every file says of itself: a title without anybody's name, and its language."""

    title: str
    language: str


@dataclass(frozen=True, kw_only=True)
class LetterOrder(Order):
    """The letter itself."""

    letter: LetterText
    paper: Sheet
    large: bool = False


@dataclass(frozen=True, kw_only=True)
class HandwritingOrder(LetterOrder):
    """The letter as a model to copy by hand, and ruled pages; `note` says which of them are posted."""

    note: str


@dataclass(frozen=True, kw_only=True)
class RuledOrder(Order):
    """A ruled page alone."""

    paper: Sheet
    large: bool = False


@dataclass(frozen=True, kw_only=True)
class EnvelopeOrder(Order):
    """The front of an envelope; `lines` come from `addresses_and_slips.address_lines`."""

    size: Sheet
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Slip:
    """The code as people see it, the link behind its QR, notes for the office, the addressee's first name."""

    code: str
    link: str
    notes: Sequence[Paragraph]
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class CutOutOrder(Order):
    """A sheet to cut a label and the slip from, with what to do; without lines, no label."""

    paper: Sheet
    slip: Slip | None
    instructions: tuple[str, ...]
    label: tuple[str, ...] = ()
    address_language: str = "en"


@dataclass(frozen=True, kw_only=True)
class SlipsOrder(Order):
    """The slips of several letters on sheets to cut."""

    paper: Sheet
    slips: tuple[Slip, ...]


@dataclass(frozen=True, kw_only=True)
class WritingSheetOrder(Order):
    """A ruled sheet of an evening: whom it is for, the first words, lines, its slip, and a line to cut."""

    paper: Sheet
    to: str
    salutation: str
    cut: str
    slip: Slip


@dataclass(frozen=True)
class Passage:
    """A heading, running text, things in a list, or steps in their order."""

    kind: Literal["heading", "text", "items", "steps"]
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class GuideOrder(Order):
    """One page of reading for the host of an evening, as large as it fits."""

    paper: Sheet
    heading: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class PersonCard:
    """Who somebody is, how the envelope names them, what one may write about."""

    name: str
    about: str
    envelope: str
    topics: str


@dataclass(frozen=True, kw_only=True)
class CardsOrder(Order):
    """Cards of people, a third of a page each, with lines to cut between them."""

    paper: Sheet
    cards: tuple[PersonCard, ...]


@dataclass(frozen=True, kw_only=True)
class AddressesOrder(Order):
    """What is copied onto envelopes, or cut out and glued onto them."""

    paper: Sheet
    heading: str
    addresses: tuple[tuple[str, ...], ...]
    address_language: str


@dataclass(frozen=True, kw_only=True)
class ThanksOrder(Order):
    """A page of thanks to hang up in a class."""

    paper: Sheet
    heading: str
    text: str
    signed: str


@dataclass(frozen=True)
class Listing:
    """A table: a name and numbers in each row."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class ListOrder(Order):
    """Tables for the office's wall, on one page while they fit."""

    paper: Sheet
    heading: str
    listings: tuple[Listing, ...]


@dataclass(frozen=True, kw_only=True)
class PosterOrder(Order):
    """A poster: the name, its other spellings, an appeal a language, the link, its short form."""

    paper: Sheet
    name: str
    born: int | None
    also: Sequence[Paragraph]
    appeals: Sequence[Paragraph]
    link: str
    caption: str


def default_paper(country: str | None) -> Sheet:
    """What lies in the printers of a country (ISO 3166 alpha-2)."""
    return US_LETTER if country in LETTER_COUNTRIES else A4


def default_envelope(country: str | None) -> Sheet:
    """The envelope most at hand there: it takes the default paper folded in three."""
    return US_10 if country in LETTER_COUNTRIES else DL
