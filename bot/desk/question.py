"""The open question of an organizer's desk, and how the conversation stores it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.chat.turn import Turn


@dataclass(frozen=True, slots=True)
class Receive:
    """Which codes have come?"""


@dataclass(frozen=True, slots=True)
class Whom:
    """For whom did letters come, whose were handed over, who is free, or which promises are none?"""

    what: Literal["count", "handover", "release", "strike", "evening"]


@dataclass(frozen=True, slots=True)
class Count:
    """How many letters without a code came for this prisoner?"""

    prisoner: str


@dataclass(frozen=True, slots=True)
class Origin:
    """From which country did these letters come?"""

    arrival: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """Were so many letters of this prisoner, or of all, handed over on this day?"""

    whom: str
    day: date
    number: int


@dataclass(frozen=True, slots=True)
class Release:
    """Is this prisoner free since this day?"""

    prisoner: str
    day: date


@dataclass(frozen=True, slots=True)
class Begin:
    """Shall this evening be opened? As typed, and read again."""

    line: str


@dataclass(frozen=True, slots=True)
class Wrote:
    """How many letters were written at this evening?"""

    word: str


DeskQuestion = Begin | Wrote | Receive | Whom | Count | Origin | HandOver | Release


def ask(turn: Turn, question: DeskQuestion) -> None:
    """Open this question."""
    match question:
        case Receive():
            desk = "receive"
        case Whom(what):
            desk = what
        case Count(prisoner):
            desk = f"count:{prisoner}"
        case Origin(arrival):
            desk = f"country:{arrival}"
        case HandOver(whom, day, number):
            desk = f"handover:{whom}:{day}:{number}"
        case Release(prisoner, day):
            desk = f"release:{prisoner}:{day}"
        case Begin(line):
            desk = f"begin:{line}"
        case Wrote(word):
            desk = f"wrote:{word}"
    turn.change(desk=desk)


def asked(turn: Turn) -> DeskQuestion:
    """Return the open question; receiving, where there is none."""
    match turn.conversation.desk.split(":"):
        case ["count", prisoner]:
            return Count(prisoner)
        case ["country", arrival]:
            return Origin(arrival)
        case ["handover", whom, day, number]:
            return HandOver(whom, date.fromisoformat(day), int(number))
        case ["release", prisoner, day] if prisoner in turn.context.campaign.by_id:
            return Release(prisoner, date.fromisoformat(day))
        case ["begin", line]:
            return Begin(line)
        case ["wrote", word]:
            return Wrote(word)
        case ["count" | "handover" | "release" | "strike" | "evening" as what, *_]:
            return Whom(what)
        case _:
            return Receive()
