"""The paper room as the bot knows it: takes orders, and opens the workshop when the first one comes."""

from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from bot.letter.characters import EVERYDAY, Character, is_right_to_left, missing, tidy, without_missing
from bot.letter.orders import Order, Renderer


@dataclass(frozen=True)
class LetterPrinter:
    """Made once. ReportLab and the fonts are loaded with the first order: 15 MB and 0.2 s that a start,
    and a bot that prints nothing, need not cost.
    """

    _opening: Lock = field(default_factory=Lock)

    def print(self, order: Order) -> bytes:
        """The PDF. Raises `CannotPrint`. Takes some milliseconds: not for the event loop."""
        return self._open().print(order)

    def lacking(self, text: str) -> tuple[Character, ...]:
        """What of a letter cannot stand on paper, each once."""
        if EVERYDAY.issuperset(text):
            return ()
        return missing(text, self._open().covered)

    def printable(self, text: str) -> str:
        """The text as it can stand on paper, without what is lacking."""
        return without_missing(text, self._open().covered) if self.lacking(text) else text

    def refuses(self, text: str) -> bool:
        """Whether nothing of it can be printed, because it runs from right to left."""
        return is_right_to_left(tidy(text))

    def _open(self) -> Renderer:
        with self._opening:  # the event loop asks what is lacking while a thread prints
            return self._workshop

    @cached_property
    def _workshop(self) -> Renderer:
        from bot.letter.render import open_workshop  # noqa: PLC0415  # see above: only when needed

        return open_workshop()
