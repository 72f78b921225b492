"""A long list, one page of it at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.chat.callback import Callback
from bot.chat.screen import Button
from bot.chat.view import View

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Paging:
    """The page that is shown, of so many."""

    number: int
    pages: int
    size: int

    def of(self, items: Sequence[Item]) -> Sequence[Item]:
        """What stands on this page."""
        return items[(self.number - 1) * self.size : self.number * self.size]

    def arrows(self, view: View, to: Callable[[int], Callback]) -> list[list[Button]]:
        """The row that leads to the pages before and after; no row where there is one page only."""
        around = (("button.previous", self.number - 1), ("button.next", self.number + 1))
        arrows = [Button(view.t.plain(key), to(one)) for key, one in around if 1 <= one <= self.pages]
        return [arrows] if arrows else []


def paging(length: int, size: int, wanted: int) -> Paging:
    """The wanted page, or the nearest one there is."""
    pages = max(1, -(-length // size))
    return Paging(min(max(wanted, 1), pages), pages, size)


def page_in(value: str) -> int:
    """The page an address names."""
    return int(value) if value.isdecimal() else 1
