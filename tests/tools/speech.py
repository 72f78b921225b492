"""What a screen reader makes of a screen: words, names of signs, and which words are buttons."""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape

from bot.chat.screen import File, Keyboard, Message, Screen

# What a reader adds in its own voice; Crimean Tatar is read by hardly any, so the words of the interface.
_KINDS = {"uk": ("кнопка", "файл"), "en": ("button", "file"), "crh": ("dögme", "fayl")}
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_SIGNS = {"So", "Sm", "Sc", "Sk"}  # categories that readers say by name; punctuation is a pause


def spoken(screen: Screen, language: str = "en") -> Iterator[str]:
    """Piece by piece, in the order of the chat. Bold, struck through and slanted are not heard."""
    button, file = _KINDS[language]
    if screen.toast:
        yield plain(screen.toast)
    if screen.text:
        yield plain(screen.text)
        yield from _buttons(screen.keyboard, button)
    for one in screen.after:
        if isinstance(one, Message):
            yield plain(one.text)
            yield from _buttons(one.keyboard, button)
        elif isinstance(one, File):
            yield f"{one.name}, {file}. {plain(one.caption)}"


def plain(text: str) -> str:
    """Telegram's HTML as it is heard, line by line."""
    words = _FLAG.sub(_flag, unescape(re.sub(r"</?[a-z][^<>]*>", "", text)))
    lines = (" ".join("".join(map(_sign, line)).split()) for line in words.splitlines())
    return "\n".join(line for line in lines if line)


def _buttons(keyboard: Keyboard, button: str) -> Iterator[str]:
    labels = [plain(button.label) for row in keyboard for button in row]
    if labels:
        yield ". ".join(f"{label}, {button}" for label in labels)


def _sign(sign: str) -> str:
    if unicodedata.category(sign) not in _SIGNS:
        return " " if sign in "·–—" else "" if sign in "«»“”" else sign
    return f" {unicodedata.name(sign, '').lower()} "


def _flag(found: re.Match[str]) -> str:
    return f" flag {''.join(chr(ord(letter) - 0x1F1E6 + ord('A')) for letter in found[0])} "
