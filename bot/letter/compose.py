"""The words of a letter: a greeting's lines filled in; a line whose placeholder is empty disappears."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

_NONE: Mapping[str, str] = MappingProxyType({})
_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
_GIVEN = ("name", "sender", "place", "own")


@dataclass(frozen=True)
class Words:
    """What a letter is made of: a greeting's lines, and what fills them.

    `name` is how the letter addresses the person; the rest may be empty.
    """

    text: str
    name: str
    sender: str = ""
    place: str = ""
    own: str = ""


def compose(
    text: str,
    *,
    name: str,
    forms: Mapping[str, str] = _NONE,
    sender: str = "",
    place: str = "",
    own: str = "",
) -> str:
    """The whole letter as plain text. `name` is how the letter addresses the person; `forms` are the words
    that differ between a letter to a man and to a woman.
    """
    lines: list[str] = []
    for _, filled in filled_lines(Words(with_forms(text, forms), name, sender, place, own)):
        if filled or (lines and lines[-1]):  # no blank line doubles when one between disappears
            lines.append(filled)
    return "\n".join(lines).strip()


def with_forms(text: str, forms: Mapping[str, str]) -> str:
    """A greeting's lines with these words filled in; a line whose word is not known disappears."""
    lines = []
    for line in text.splitlines():
        asked = [match[1] for match in _PLACEHOLDER.finditer(line) if match[1] not in _GIVEN]
        if all(map(forms.get, asked)):
            lines.append(_PLACEHOLDER.sub(lambda match: forms.get(match[1], match[0]), line))
    return "\n".join(lines)


def filled_lines(words: Words) -> Iterator[tuple[str, str]]:
    """Each line of the greeting that stays, as it is written and as it is filled in."""
    for line in words.text.splitlines():
        if all(getattr(words, match[1], "") for match in _PLACEHOLDER.finditer(line)):
            yield line, _PLACEHOLDER.sub(lambda match: str(getattr(words, match[1])), line)


def taken_apart(text: str, greetings: Iterable[str]) -> Words | None:
    """The words a composed text was made of; None where no greeting knows it (the file has changed since)."""
    for greeting in greetings:
        if found := _pattern(greeting).fullmatch(f"{text}\n"):
            words = Words(greeting, **found.groupdict(default=""))
            if compose(**vars(words)) == text:
                return words
    return None


@lru_cache(256)
def _pattern(greeting: str) -> re.Pattern[str]:
    """A greeting as a regular expression: a line with a placeholder that may be empty may be missing."""
    seen = set[str]()

    def placeholder(name: str) -> str:
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return f"(?P<{name}>(?s:.+?))" if name == "own" else f"(?P<{name}>[^\n]+)"

    pattern = ""
    for line in greeting.strip().splitlines():
        pieces = _PLACEHOLDER.split(line)  # text, placeholder, text, placeholder, … text
        names = set(pieces[1::2])
        filled = "".join(
            placeholder(piece) if number % 2 else re.escape(piece) for number, piece in enumerate(pieces)
        )
        may_be_missing = not line or names - {"name"}
        pattern += f"(?:{filled}\n)?" if may_be_missing else f"{filled}\n"
    return re.compile(pattern)
