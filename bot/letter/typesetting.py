"""The paper room's composing stick: a text broken into lines, and lines into pages; no ink yet."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

Width = Callable[[str], float]

LAST_LINES = 2  # a last page carries at least this many: a signature does not travel alone
RUNT = 0.15  # a last line shorter than this part of the measure is a word left behind


@dataclass(frozen=True)
class Line:
    """A line, the space above it in points, and whether it opens or closes its paragraph."""

    text: str
    above: float = 0.0
    opens: bool = True
    closes: bool = True


def break_lines(paragraph: str, measure: float, width: Width, *, even: bool = False) -> tuple[str, ...]:
    """Break where the right edge stays calmest (all lines at once, not one after the other).

    The lines, put together again, are the paragraph: each keeps the spaces it was broken at. A word wider
    than the measure is cut. `even` makes the lines alike in length, as in an address.
    """
    pieces = [piece for word in _spaced_words(paragraph) for piece in _cut(word, measure, width)]
    starts = [0.0, *accumulate(width(piece) for piece in pieces)]
    inked = [width(piece.rstrip(" ")) for piece in pieces]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(pieces) + 1):
        choices = []
        for start in range(end - 1, -1, -1):
            used = starts[end - 1] - starts[start] + inked[end - 1]
            if used > measure and start < end - 1:
                break
            last = end == len(pieces) and not even
            choices.append((best[start][0] + _cost(used / measure, last, alone=start == 0), start))
        best.append(min(choices))
    return tuple(reversed([*_lines(pieces, best)]))


def set_paragraphs(
    text: str, measure: float, width: Width, leading: float, gap: float, *, even: bool = False
) -> tuple[Line, ...]:
    """Every line of the text is a paragraph; an empty line is kept as a line's worth of space."""
    lines: list[Line] = []
    above = 0.0
    for paragraph in text.split("\n"):
        above += gap if paragraph else leading
        if paragraph:
            broken = break_lines(paragraph, measure, width, even=even)
            final = len(broken) - 1
            lines += [Line(t, 0.0 if i else above, i == 0, i == final) for i, t in enumerate(broken)]
            above = 0.0
    return tuple(lines)


def break_pages(lines: Sequence[Line], room: float, leading: float) -> tuple[tuple[Line, ...], ...]:
    """Pages no taller than `room`, without a paragraph's first or last line alone on one."""
    pages = []
    start = 0
    while start < len(lines):
        end = start + 1
        height = leading
        while end < len(lines) and (height := height + lines[end].above + leading) <= room:
            end += 1
        good = (k for k in range(end, start, -1) if k == len(lines) or _may_break(lines, k))
        end = next(good, end)
        pages.append(tuple(lines[start:end]))
        start = end
    return tuple(pages)


def baselines(page: Sequence[Line], top: float, leading: float) -> Iterator[tuple[float, str]]:
    """Where each line of a page stands, the first one at `top` whatever space it asks for above."""
    y = top
    for number, line in enumerate(page):
        y -= line.above + leading if number else 0.0
        yield y, line.text


def _spaced_words(paragraph: str) -> Iterator[str]:
    """Words with the spaces after them; a dash stays with the word before, a single letter with the next."""
    return iter(re.findall(r" *(?:[^\W\d_] +){0,2}[^ ]+(?: +[–—](?= |$))? *| +", paragraph))


def _cut(word: str, measure: float, width: Width) -> Iterator[str]:
    piece = ""
    if width(word.rstrip(" ")) <= measure:
        yield word
        return
    for character in word:
        if piece and character != " " and width(piece + character) > measure:
            yield piece
            piece = ""
        piece += character
    yield piece


def _cost(fill: float, last: bool, *, alone: bool) -> float:
    if last:
        return 0.25 if fill < RUNT and not alone else 0.0
    return (1.0 - fill) ** 2


def _lines(pieces: list[str], best: list[tuple[float, int]]) -> Iterator[str]:
    end = len(pieces)
    while end:
        start = best[end][1]
        yield "".join(pieces[start:end])
        end = start


def _may_break(lines: Sequence[Line], before: int) -> bool:
    orphan = lines[before - 1].opens and not lines[before - 1].closes
    widow = lines[before].closes and not lines[before].opens
    return not orphan and not widow and len(lines) - before >= LAST_LINES
