"""The words of a letter: a greeting's lines filled in; a line whose placeholder is empty disappears."""

import re
from collections.abc import Mapping
from types import MappingProxyType

_NONE: Mapping[str, str] = MappingProxyType({})
_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
_RISKY = re.compile(
    r"https?://|www\.|\bt\.me/|\b[\w-]+\.(?:com|org|net|info|ru|ua|by|eu|io|me)\b"  # links
    r"|[\w.+-]+@[\w-]+\.\w+"  # e-mail addresses
    r"|(?:\+|\b00)?\d(?:[\s().-]{0,2}\d){8,}",  # telephone numbers
    re.IGNORECASE,
)


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
    values = {**forms, "name": name, "sender": sender, "place": place, "own": own}
    lines: list[str] = []
    for line in text.splitlines():
        if all(values.get(match[1]) for match in _PLACEHOLDER.finditer(line)):
            filled = _PLACEHOLDER.sub(lambda match: values[match[1]], line)
            if filled or (lines and lines[-1]):  # no blank line doubles when one between disappears
                lines.append(filled)
    return "\n".join(lines).strip()


def is_risky(text: str) -> bool:
    """Whether it has a link, a telephone number or an e-mail address, which a prison may stop."""
    return _RISKY.search(text) is not None
