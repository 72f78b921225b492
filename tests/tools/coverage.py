"""Which characters the fonts have: `python -m tests.tools.coverage` writes bot/letter/coverage.txt anew."""

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

from fontTools.ttLib import TTFont

from bot.letter.fonts import CJK, COVERAGE, folders


def ranges() -> str:
    """A range of code points a line, in hexadecimal figures."""
    return "".join(f"{first:x}-{last:x}\n" for first, last in _runs(sorted(characters())))


def characters() -> set[int]:
    """What has ink, or takes room, in one of the faces."""
    found: set[int] = set()
    for path in (path for folder in folders(CJK) for path in sorted(folder.glob("*.tt?"))):
        with TTFont(path, fontNumber=0, lazy=True) as font:
            found |= font.getBestCmap().keys()
    return {one for one in found if unicodedata.category(chr(one)) not in ("Cc", "Cf", "Cn", "Co", "Cs")}


def _runs(points: Iterable[int]) -> Iterator[tuple[int, int]]:
    for _, run in groupby(enumerate(points), key=lambda pair: pair[1] - pair[0]):
        numbers = [point for _, point in run]
        yield numbers[0], numbers[-1]


if __name__ == "__main__":
    COVERAGE.write_text(ranges(), "ascii")
