"""Numbers of updates and messages that are remembered of one conversation, and cards by their message."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A promise to be posted; once that, or its end, is said, what its owner wished: for an undo."""

    code: str
    message: int = 0  # of the newest one's card, once it has arrived
    said_on: date | None = None
    reminded: bool = False
    told: bool = False
    neutral: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """By which an update is recognised, and messages are found again. All numbers belong to one `bot`."""

    bot: int = 0
    client_language: str = ""  # of the last update that changed something: what is said later speaks it too
    acted_at: int = 0  # minutes since 1970, so that a start redraws what the last stop left unsaid
    seen: tuple[int, ...] = ()
    newest: int = 0  # message an update was about: what a person writes is newer, or it was heard before
    screen: int = 0  # message the present question was drawn in
    messages: tuple[tuple[int, int], ...] = ()  # (day ordinal, id) of the last two days, for /forget
    cards: tuple[Card, ...] = ()  # the newest last, see bot/chat/cards.py
    pinned: int = 0  # message
