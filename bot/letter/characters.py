"""The paper room's reading glasses: what in a text can be printed, and what has to be dropped first."""

import re
import unicodedata
from dataclasses import dataclass

TAB = " " * 4
# Letters and marks of ordinary letters: a text of these alone needs no look at the font.
EVERYDAY = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ"
    "âçğıñöşüÂÇĞİÑÖŞÜ .,:;!?…'’ʼ\"“”„«»()-–—/%№+&\n"
)
GAP = "\0"  # marks a dropped character; never part of a tidied text


@dataclass(frozen=True)
class Character:
    """One thing that cannot be printed, with the name Unicode gives it (English, small letters)."""

    text: str
    name: str


def tidy(text: str) -> str:
    """The text as paper sees it: composed letters, one kind of line end and space, nothing invisible."""
    lines = (_visible(line).rstrip() for line in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(lines).strip("\n")


def missing(text: str, covered: frozenset[str]) -> tuple[Character, ...]:
    """What a font covering `covered` cannot print, each once, in the order of the text."""
    # A flag is two characters, and one thing.
    found = re.findall(r"[\U0001F1E6-\U0001F1FF]{2}|.", tidy(text))
    foreign = dict.fromkeys(thing for thing in found if not covered.issuperset(thing))
    skin = {
        thing for thing in foreign if "\U0001f3fb" <= thing <= "\U0001f3ff"
    }  # belongs to the emoji before it
    return tuple(Character(thing, _name(thing)) for thing in foreign if thing not in skin)


def without_missing(text: str, covered: frozenset[str]) -> str:
    """The text without them; a space, or a line, that stood there only for their sake goes too."""
    lines = []
    for line in tidy(text).split("\n"):
        kept = _close_gaps("".join(c if c in covered else GAP for c in line))
        if kept or not line:
            lines.append(kept)
    return "\n".join(lines).strip("\n")


def is_right_to_left(text: str) -> bool:
    """Whether most of its letters run from right to left (Arabic, Hebrew, Old Crimean Tatar script)."""
    directions = [unicodedata.bidirectional(character) for character in text]
    right = sum(direction in ("R", "AL") for direction in directions)
    return right > directions.count("L")


def _visible(line: str) -> str:
    return "".join(_printed(character) for character in line)


def _printed(character: str) -> str:
    category = unicodedata.category(character)
    if character == "\t":
        return TAB
    if character in "\u2007\u202f":  # figure space and narrow no-break space
        return "\u00a0"
    if category == "Zs" and character != "\u00a0":
        return " "
    # Soft hyphens, joiners, direction marks, variation selectors and control characters have no ink.
    invisible = category in ("Cc", "Cf") or "\ufe00" <= character <= "\ufe0f"
    return "" if invisible else character


def _name(thing: str) -> str:
    if len(thing) == 2:  # a flag is two regional indicators
        return "flag " + "".join(chr(ord(half) - 0x1F1E6 + ord("A")) for half in thing)
    return unicodedata.name(thing, "").lower() or f"U+{ord(thing):04X}"


def _close_gaps(line: str) -> str:
    def closed(match: re.Match[str]) -> str:
        at_the_edge = match.start() == 0 or match.end() == len(line)
        before_a_mark = line[match.end() : match.end() + 1] in tuple(",.!?…:;)»”")
        return " " if " " in match[0] and not at_the_edge and not before_a_mark else ""

    return re.sub(f"[ {GAP}]*{GAP}[ {GAP}]*", closed, line)
