"""The words of a letter: a greeting's lines filled in; a line whose placeholder is empty disappears."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.i18n import Greeting

_PLACEHOLDER = re.compile(r"\{(name|sender|place|own)\}")
_RISKY = re.compile(
    r"https?://|www\.|\bt\.me/|\b[\w-]+\.(?:com|org|net|info|ru|ua|by|eu|io|me)\b"  # links
    r"|[\w.+-]+@[\w-]+\.\w+"  # e-mail addresses
    r"|(?:\+|\b00)?\d(?:[\s().-]{0,2}\d){8,}",  # telephone numbers
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Words:
    """What a letter is made of. `name` is how it addresses the person; the rest may be empty."""

    greeting: Greeting
    name: str
    sender: str = ""
    place: str = ""
    own: str = ""


def compose(greeting: Greeting, *, name: str, sender: str = "", place: str = "", own: str = "") -> str:
    """The whole letter as plain text."""
    lines: list[str] = []
    for _, filled in filled_lines(Words(greeting, name, sender, place, own)):
        if filled or (lines and lines[-1]):  # no blank line doubles when one between disappears
            lines.append(filled)
    return "\n".join(lines).strip()


def filled_lines(words: Words) -> Iterator[tuple[str, str]]:
    """Each line of the greeting that stays, as it is written and as it is filled in."""
    for line in words.greeting.body.splitlines():
        if all(getattr(words, match[1]) for match in _PLACEHOLDER.finditer(line)):
            yield line, _PLACEHOLDER.sub(lambda match: str(getattr(words, match[1])), line)


def taken_apart(text: str, greetings: Iterable[Greeting]) -> Words | None:
    """The words a composed text was made of; None where no greeting knows it (the file has changed since)."""
    for greeting in greetings:
        if found := _pattern(greeting).fullmatch(f"{text}\n"):
            parts = found.groupdict(default="")
            words = Words(greeting, **parts)
            if compose(**vars(words)) == text:
                return words
    return None


def is_risky(text: str) -> bool:
    """Whether it has a link, a telephone number or an e-mail address, which a prison may stop."""
    return _RISKY.search(text) is not None


@lru_cache(256)
def _pattern(greeting: Greeting) -> re.Pattern[str]:
    """A greeting as a regular expression: a line with a placeholder that may be empty may be missing."""
    seen = set[str]()

    def placeholder(name: str) -> str:
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return f"(?P<{name}>(?s:.+?))" if name == "own" else f"(?P<{name}>[^\n]+)"

    pattern = ""
    for line in greeting.body.strip().splitlines():
        pieces = _PLACEHOLDER.split(line)  # text, placeholder, text, placeholder, … text
        names = set(pieces[1::2])
        filled = "".join(
            placeholder(piece) if number % 2 else re.escape(piece) for number, piece in enumerate(pieces)
        )
        may_be_missing = not line or names - {"name"}
        pattern += f"(?:{filled}\n)?" if may_be_missing else f"{filled}\n"
    return re.compile(pattern)
