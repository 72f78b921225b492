"""The question that is open at an organizer's desk, and how the conversation keeps it."""

from dataclasses import dataclass, fields
from datetime import date

from bot.chat.turn import Turn


@dataclass(frozen=True, slots=True)
class Receive:
    """Which codes have come?"""


@dataclass(frozen=True, slots=True)
class CountWhom:
    """For whom are the letters without a code?"""


@dataclass(frozen=True, slots=True)
class Count:
    """How many letters without a code came for this prisoner?"""

    prisoner: str


@dataclass(frozen=True, slots=True)
class Origin:
    """From which country did these letters come?"""

    arrival: str


@dataclass(frozen=True, slots=True)
class HandOverWhom:
    """Whose letters were handed over?"""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Were so many letters of this prisoner, or of all, handed over on this day?"""

    whom: str
    day: date
    number: int


@dataclass(frozen=True, slots=True)
class ReleaseWhom:
    """Who is free?"""


@dataclass(frozen=True, slots=True)
class Release:
    """Is this prisoner free since this day?"""

    prisoner: str
    day: date


DeskQuestion = Receive | CountWhom | Count | Origin | HandOverWhom | HandOver | ReleaseWhom | Release

_NAMES: dict[type[DeskQuestion], str] = {
    Receive: "receive",
    CountWhom: "count",
    Count: "count",
    Origin: "country",
    HandOverWhom: "handover",
    HandOver: "handover",
    ReleaseWhom: "release",
    Release: "release",
}


def ask(turn: Turn, question: DeskQuestion) -> None:
    """Open this question."""
    values = (str(getattr(question, one.name)) for one in fields(question))
    turn.change(desk=":".join((_NAMES[type(question)], *values)))


def asked(turn: Turn) -> DeskQuestion:
    """The question that is open; receiving, where there is none."""
    match turn.conversation.desk.split(":"):
        case ["count"]:
            return CountWhom()
        case ["count", prisoner]:
            return Count(prisoner)
        case ["country", arrival]:
            return Origin(arrival)
        case ["handover", whom, day, number]:
            return HandOver(whom, date.fromisoformat(day), int(number))
        case ["handover", *_]:
            return HandOverWhom()
        case ["release", prisoner, day] if prisoner in turn.context.campaign.by_id:
            return Release(prisoner, date.fromisoformat(day))
        case ["release", *_]:
            return ReleaseWhom()
        case _:
            return Receive()
