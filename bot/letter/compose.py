"""The words of a letter: a greeting's lines filled in; a line whose placeholder is empty disappears."""

import re

from bot.i18n import Greeting

_PLACEHOLDER = re.compile(r"\{(name|sender|place|own)\}")
_RISKY = re.compile(
    r"https?://|www\.|\bt\.me/|\b[\w-]+\.(?:com|org|net|info|ru|ua|by|eu|io|me)\b"  # links
    r"|[\w.+-]+@[\w-]+\.\w+"  # e-mail addresses
    r"|(?:\+|\b00)?\d(?:[\s().-]{0,2}\d){8,}",  # telephone numbers
    re.IGNORECASE,
)


def compose(greeting: Greeting, *, name: str, sender: str = "", place: str = "", own: str = "") -> str:
    """The whole letter as plain text. `name` is how the letter addresses the person."""
    values = {"name": name, "sender": sender, "place": place, "own": own}
    lines: list[str] = []
    for line in greeting.body.splitlines():
        if all(values[match[1]] for match in _PLACEHOLDER.finditer(line)):
            filled = _PLACEHOLDER.sub(lambda match: values[match[1]], line)
            if filled or (lines and lines[-1]):  # no blank line doubles when one between disappears
                lines.append(filled)
    return "\n".join(lines).strip()


def is_risky(text: str) -> bool:
    """Whether it has a link, a telephone number or an e-mail address, which a prison may stop."""
    return _RISKY.search(text) is not None
