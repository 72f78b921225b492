"""What of a text can be printed, and what has to be left out first."""

import re
import unicodedata
from dataclasses import dataclass

from bot.letter.fonts import covers

TAB = " " * 4
MOST_MARKS = 3  # combining marks on one letter; more is a text that climbs out of its line
# Letters and marks of ordinary letters: a text of these alone needs no look at the fonts.
EVERYDAY = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ"
    "âçğıñöşüÂÇĞİÑÖŞÜ .,:;!?…'’ʼ\"“”„«»()-–—/%№+&\n"
)
JOINERS = "\u200c\u200d\ufe0e\ufe0f"  # they have no ink, and choose the shape of their neighbours
GAP = "\0"  # marks a dropped character; never part of a tidied text


@dataclass(frozen=True)
class Character:
    """One thing that cannot be printed, with the name Unicode gives it (English, small letters)."""

    text: str
    name: str


def tidy(text: str) -> str:
    """The text as paper sees it: composed letters, one kind of line end and space, nothing without ink."""
    if EVERYDAY.issuperset(text):
        return text.strip("\n")
    lines = (_visible(line).rstrip() for line in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(lines).strip("\n")


def lacking(text: str) -> tuple[Character, ...]:
    """What no font can print, each once, in the order of the text."""
    if EVERYDAY.issuperset(text):
        return ()
    foreign = dict.fromkeys(character for character in tidy(text) if not _has_ink(character))
    return tuple(Character(one, unicodedata.name(one, "").lower() or f"U+{ord(one):04X}") for one in foreign)


def printable(text: str) -> str:
    """The text without them; a space, or a line, that stood there only for their sake goes too."""
    lines = []
    for line in tidy(text).split("\n"):
        kept = _close_gaps("".join(one if _has_ink(one) else GAP for one in line))
        if kept.strip(JOINERS) or not line:
            lines.append(kept)
    return "\n".join(lines).strip("\n")


def _has_ink(character: str) -> bool:
    return character in EVERYDAY or character in JOINERS or covers(character)


def _visible(line: str) -> str:
    shown, marks = [], 0
    for character in line:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            shown.append(_printed(character))
    return "".join(shown)


def _printed(character: str) -> str:
    if character in EVERYDAY or character in JOINERS:
        return character
    category = unicodedata.category(character)
    if character == "\t":
        return TAB
    if character in "\u2007\u202f":  # figure space and narrow no-break space
        return "\u00a0"
    if category == "Zs" and character != "\u00a0":
        return " "
    if category in ("Cc", "Cf"):  # soft hyphens, direction marks, control characters have no ink
        return ""
    plain = unicodedata.normalize("NFKC", character)  # 𝓗 is an H in another dress
    return plain if plain != character and not covers(character) else character


def _close_gaps(line: str) -> str:
    def closed(match: re.Match[str]) -> str:
        at_the_edge = match.start() == 0 or match.end() == len(line)
        before_a_mark = line[match.end() : match.end() + 1] in tuple(",.!?…:;)»”")
        return " " if " " in match[0] and not at_the_edge and not before_a_mark else ""

    return re.sub(f"[ {GAP}]*{GAP}[ {GAP}]*", closed, line)
