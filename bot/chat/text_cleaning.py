"""Text from outside: cleaned when it comes in, measured as Telegram measures it."""

import re
import unicodedata

MOST_MARKS = 3  # combining marks on one letter; more is a text that climbs out of its line

# Control characters, lone surrogates, bidi overrides and isolates, noncharacters, the tag block.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufdd0-\ufdef\ud800-\udfff\U000e0000-\U000e007f"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)

_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0 \n\t")  # letters by name that show nothing


def clean(text: str) -> str:
    """Clean a text: composed (NFC), one kind of line break, nothing invisible that reorders it; nothing where
    nothing of it can be seen.
    """
    text = unicodedata.normalize("NFC", _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    letters, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            letters.append(letter)
    cleaned = "".join(letters).strip()
    return cleaned if any(map(_is_seen, cleaned)) else ""


def _is_seen(letter: str) -> bool:
    return letter not in _BLANK and unicodedata.category(letter) not in ("Cf", "Zs", "Zl", "Zp", "Mn", "Me")


def length(text: str) -> int:
    """Count UTF-16 code units, as Telegram does."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
