"""The paper room's counter: what can be ordered there, as values; nothing is printed here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Slip:
    """What stands on the slip: the code as people see it, the link behind its QR, notes for the office."""

    code: str
    link: str
    notes: Sequence[str]


@dataclass(frozen=True)
class LetterOrder:
    """The words of a letter: set as a letter, or as a model to copy by hand."""

    text: str
    paper: Sheet
    large: bool = False
    by_hand: bool = False


@dataclass(frozen=True)
class EnvelopeOrder:
    """The front of an envelope; `lines` come from `recipient`."""

    size: Sheet
    lines: tuple[str, ...]


@dataclass(frozen=True)
class CutOutOrder:
    """The sheet to cut a label and the slip from, with what to do."""

    paper: Sheet
    slip: Slip
    instructions: tuple[str, ...]
    label: tuple[str, ...] = ()


Order = LetterOrder | EnvelopeOrder | CutOutOrder


@dataclass(frozen=True)
class Renderer:
    """What stands behind the counter: which characters there are, and who prints."""

    covered: frozenset[str]
    print: Callable[[Order], bytes]


def default_paper(country: str | None) -> Sheet:
    """What lies in the printers of a country (ISO 3166 alpha-2)."""
    return US_LETTER if country in LETTER_COUNTRIES else A4


def default_envelope(country: str | None) -> Sheet:
    """The envelope most at hand there: it takes the default paper folded in three."""
    return US_10 if country in LETTER_COUNTRIES else DL


def recipient(name: str, born: int, address: Sequence[str]) -> tuple[str, ...]:
    """The address lines: the prisoner's name and year as the campaign file has them, then the office."""
    return (f"{name}, {born}", *address)
