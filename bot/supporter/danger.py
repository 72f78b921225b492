"""What in a letter may harm who writes it or who reads it: looked at in memory, noted nowhere."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.campaign.dangers import Dangers, Word
from bot.chat.view import View
from bot.i18n.translate import folded

Kind = Literal["country", "region", "people", "contact", "slogan"]

COUNTRY = "country"
SHORT = ("sender", "place")  # one line, which says who or where somebody is
PARTS = ("own", "same", *SHORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """Where it stands, of what kind, and what was written there."""

    part: str
    kind: Kind
    given: str = ""


def found(view: View) -> Danger | None:
    """The first danger of this conversation that its writer has not decided to keep."""
    if is_watched(view) and not view.conversation.choices.country_kept:
        return Danger(part=COUNTRY, kind="country")
    for part in PARTS if view.conversation.writing.draft else ():
        given = getattr(view.draft, part) or ""
        if not given or part in view.draft.kept.split():
            continue
        if kind := kind_of(given, view.campaign.danger, is_short=part in SHORT, known=_known(view)):
            return Danger(part=part, kind=kind, given=given)
    return None


def is_watched(view: View) -> bool:
    """Whether letters come from where an envelope to the office is no good idea."""
    return view.conversation.choices.country in view.campaign.danger.countries


def without(view: View, danger: Danger) -> str:
    """What was given without the sentences, or the parts between commas, that may harm."""
    is_short, known, dangers = danger.part in SHORT, _known(view), view.campaign.danger
    lines = [
        (", " if is_short else " ").join(
            piece for piece in _pieces(line, is_short) if not any(_kinds(piece, dangers, is_short, known))
        )
        for line in danger.given.split("\n")
    ]
    return "\n".join(lines).strip()


def kind_of(text: str, dangers: Dangers, *, is_short: bool, known: Sequence[str] = ()) -> Kind | None:
    """What may harm in this text. In one's own words a place may stand; beside who lives there it may not.

    `known` are names that a prison knows anyway.
    """
    if not _CONTACT.search(text) and not _has(_spaced(text), dangers, *_PLACES, "slogan"):
        return None  # nearly always; what follows takes ten times as long
    for piece in _pieces(text, is_short):
        for kind in _kinds(piece, dangers, is_short, known):
            return kind
    return None


def _known(view: View) -> list[str]:
    return [name for one in view.campaign.prisoners for name in one.name.values()]


def _pieces(text: str, is_short: bool) -> list[str]:
    pieces = text.split(",") if is_short else _SENTENCES.split(text)
    return [piece.strip() for piece in pieces if piece.strip()]


def _kinds(piece: str, dangers: Dangers, is_short: bool, known: Sequence[str]) -> Iterator[Kind]:
    text = _spaced(piece)
    if is_short and _has(text, dangers, "country"):
        yield "country"
    if is_short and _has(text, dangers, "region", "town"):
        yield "region"
    if _CONTACT.search(piece):
        yield "contact"
    if _has(text, dangers, "slogan"):
        yield "slogan"
    if not is_short and (
        (_has(text, dangers, *_PLACES) and _has(text, dangers, "lives"))
        or dangers.pattern(("here",), _PLACES).search(text)
        or (_has(text, dangers, "town") and _names_somebody(piece, dangers, known))
    ):
        yield "people"


def _names_somebody(piece: str, dangers: Dangers, known: Sequence[str]) -> bool:
    those = {word for name in known for word in folded(name).split()}
    return any(folded(one) not in those for one in dangers.surnames(piece))


def _spaced(text: str) -> str:
    return f" {' '.join(folded(text).split())} "


def _has(text: str, dangers: Dangers, *which: Word) -> bool:
    return dangers.pattern(which).search(text) is not None


_PLACES: tuple[Word, ...] = ("country", "region", "town")
_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")
_CONTACT = re.compile(
    r"https?://|www\.|\bt\.me/|\b[\w-]+\.(?:com|org|net|info|ru|ua|by|eu|io|me)\b"  # links
    r"|[\w.+-]+@[\w-]+\.\w+|(?<![\w.])@\w{4,}"  # e-mail addresses, names at Telegram
    r"|(?:\+|\b00)?\d(?:[\s().-]{0,2}\d){8,}",  # telephone numbers
    re.IGNORECASE,
)
