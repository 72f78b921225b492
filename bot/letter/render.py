"""The paper room's workshop: the fonts in their case, and a hand for every kind of order."""

from collections.abc import Sequence
from functools import lru_cache

from bot.letter.envelope import envelope
from bot.letter.fonts import load_fonts
from bot.letter.orders import EnvelopeOrder, LetterOrder, Order, Renderer, Sheet
from bot.letter.sheets import handwriting_sheet, letter
from bot.letter.slip import cut_out_sheet

FRONTS_KEPT = 64  # everybody who writes to one person has the same envelope: some 15 kB each


def open_workshop() -> Renderer:
    """Load the fonts and be ready to print: about 0.1 s."""
    fonts = load_fonts()

    @lru_cache(FRONTS_KEPT)
    def front(size: Sheet, lines: Sequence[str]) -> bytes:
        return envelope(fonts, size, lines)

    def print_order(order: Order) -> bytes:
        match order:
            case LetterOrder(text, paper, large, by_hand):
                kind = handwriting_sheet if by_hand else letter
                return kind(fonts, text, paper, large=large)
            case EnvelopeOrder(size, lines):
                return front(size, lines)
            case _:
                return cut_out_sheet(fonts, order.paper, order.slip, order.instructions, order.label)

    return Renderer(fonts.covered, print_order)
