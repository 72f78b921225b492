"""Countries, found by a name in any of the languages and shown with their flag."""

from collections.abc import Callable, Collection, Sequence

from bot.chat.callback import Callback
from bot.chat.screen import Button, in_pairs
from bot.chat.view import View

MOST_FOUND = 12


def search(view: View, text: str) -> list[str]:
    """Find the countries that these words may mean, in any language, however spelled."""
    return named_so(view, text) or _in_order(view, view.context.countries.like(text))


def named_so(view: View, text: str) -> list[str]:
    """Find the countries of whose names a word begins with each of these words."""
    return _in_order(view, view.context.countries.begun(text))


def _in_order(view: View, codes: Collection[str]) -> list[str]:
    return [code for code, _ in view.t.countries() if code in codes]


def by_code(view: View, text: str) -> str | None:
    """Return the country of a code of two capital letters."""
    return text if text.isupper() and text in dict(view.t.countries()) else None


def country_rows(view: View, codes: Sequence[str], to: Callable[[str], Callback]) -> list[list[Button]]:
    """Show these countries with their flags, two in a row, in the order of this language's alphabet."""
    buttons = [
        Button(f"{_flag(code)} {name}", to(code)) for code, name in view.t.countries() if code in codes
    ]
    return in_pairs(buttons)


def _flag(code: str) -> str:
    """Write the two letters as regional indicators."""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)
