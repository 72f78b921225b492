"""What in a letter may harm who writes it or who reads it: looked at in memory, noted nowhere."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Literal

from bot.chat.view import View
from bot.i18n.translate import folded

Kind = Literal["russia", "crimea", "people", "contact", "slogan"]
Word = Literal["russia", "crimea", "town", "lives", "from", "slogan"]

RUSSIA = "RU"
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
    if is_russian(view) and not view.conversation.choices.country_kept:
        return Danger(part=COUNTRY, kind="russia")
    for part in PARTS if view.conversation.writing.draft else ():
        given = getattr(view.draft, part) or ""
        if not given or part in view.draft.kept.split():
            continue
        if kind := kind_of(given, is_short=part in SHORT, known=_known(view)):
            return Danger(part=part, kind=kind, given=given)
    return None


def is_russian(view: View) -> bool:
    """Whether letters come from Russia, where an envelope to Kyiv is no good idea."""
    return view.conversation.choices.country == RUSSIA


def without(view: View, danger: Danger) -> str:
    """What was given without the sentences, or the parts between commas, that may harm."""
    is_short, known = danger.part in SHORT, _known(view)
    lines = [
        (", " if is_short else " ").join(
            piece for piece in _pieces(line, is_short) if not any(_kinds(piece, is_short, known))
        )
        for line in danger.given.split("\n")
    ]
    return "\n".join(lines).strip()


def kind_of(text: str, *, is_short: bool, known: Sequence[str] = ()) -> Kind | None:
    """What may harm in this text. In one's own words a place may stand; beside who lives there it may not.

    `known` are names that a prison knows anyway.
    """
    if not _CONTACT.search(text) and not _has(_spaced(text), "russia", "crimea", "town", "slogan"):
        return None  # nearly always; what follows takes ten times as long
    for piece in _pieces(text, is_short):
        for kind in _kinds(piece, is_short, known):
            return kind
    return None


def _known(view: View) -> list[str]:
    return [name for one in view.campaign.prisoners for name in one.name.values()]


def _pieces(text: str, is_short: bool) -> list[str]:
    pieces = text.split(",") if is_short else _SENTENCES.split(text)
    return [piece.strip() for piece in pieces if piece.strip()]


def _kinds(piece: str, is_short: bool, known: Sequence[str]) -> Iterator[Kind]:
    text = _spaced(piece)
    if is_short and _has(text, "russia"):
        yield "russia"
    if is_short and _has(text, "crimea", "town"):
        yield "crimea"
    if _CONTACT.search(piece):
        yield "contact"
    if _has(text, "slogan"):
        yield "slogan"
    places: tuple[Word, ...] = ("russia", "crimea", "town")
    if not is_short and (
        (_has(text, *places) and _has(text, "lives"))
        or _follows(text, *places)
        or (_has(text, "town") and _names_somebody(piece, known))
    ):
        yield "people"


def _names_somebody(piece: str, known: Sequence[str]) -> bool:
    those = {word for name in known for word in folded(name).split()}
    return any(folded(one) not in those for one in _SURNAME.findall(piece))


def _spaced(text: str) -> str:
    return f" {' '.join(folded(text).split())} "


def _has(text: str, *which: Word) -> bool:
    return _pattern_of(which).search(text) is not None


def _follows(text: str, *places: Word) -> bool:
    return _pattern_of(("from",), places).search(text) is not None


@cache
def _pattern_of(*one_after_the_other: tuple[Word, ...]) -> re.Pattern[str]:
    """A word of each of these, over folded text that begins and ends with a space."""
    data = tomllib.loads(files("bot.supporter").joinpath("danger.toml").read_text("utf-8"))
    words = ([word for which in some for word in data[which]["words"]] for some in one_after_the_other)
    return re.compile("".join(f" (?:{_by_first_letter(map(_read, some))})" for some in words))


def _by_first_letter(patterns: Iterable[str]) -> str:
    """One of them; ten times as quick as trying each."""
    groups = groupby(sorted(patterns), key=lambda one: one[0])
    return "|".join(f"{first}(?:{'|'.join(one[1:] for one in some)})" for first, some in groups)


def _read(word: str) -> str:
    return "".join(map(_pattern, re.split("([=*])", word)))


def _pattern(part: str) -> str:
    return {"=": "(?= )", "*": r"\S*"}.get(part) or re.escape(folded(part))


_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")
_CONTACT = re.compile(
    r"https?://|www\.|\bt\.me/|\b[\w-]+\.(?:com|org|net|info|ru|ua|by|eu|io|me)\b"  # links
    r"|[\w.+-]+@[\w-]+\.\w+|(?<![\w.])@\w{4,}"  # e-mail addresses, names at Telegram
    r"|(?:\+|\b00)?\d(?:[\s().-]{0,2}\d){8,}",  # telephone numbers
    re.IGNORECASE,
)
_SURNAME = re.compile(  # as many people are called there
    r"\b[A-ZА-ЯЄІЇҐİÇŞĞ]\w{2,}(?:енк[оау]|енком|чук[аи]?|ський|ського|ської|ов[аиу]?|ові|єв[аиу]?|ев[аыу]?|ых"
    r"|enko|chuk|sky|skyi|ov|ova|iev|ieva|ev|eva|lı|oğlu)\b"
)
