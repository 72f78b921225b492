"""Printing a letter, side by side with a bare ReportLab page of the same text.

Run: python -m tests.bench.paper [rounds]
The bare page has the same font, the same paper and ReportLab's own line breaking, and nothing else.
"""

import io
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from bot.letter.envelope import envelope
from bot.letter.fonts import Fonts, load_fonts
from bot.letter.orders import A4, DL, MM, Slip, recipient
from bot.letter.poster import Poster, poster
from bot.letter.sheets import handwriting_sheet, letter
from bot.letter.slip import cut_out_sheet

Contest = tuple[Callable[[], bytes], Callable[[], bytes]]  # ours, and the bare page

LIMIT = 10.0
SENTENCE = "Учора випав перший сніг, і діти в нашому дворі зліпили сніговика з морквяним носом."
SHORT = "\n".join(("Шановний пане Ахтеме!", *[SENTENCE] * 8, "З повагою, Олена"))
LONG = "\n".join(("Шановний пане Ахтеме!", *[" ".join([SENTENCE] * 3)] * 6, "З повагою, Олена"))[:1_500]
LONGEST = "\n".join([" ".join([SENTENCE] * 6)] * 11)
ADDRESS = (
    "Representative Office of the Mejlis of Crimean Tatars in Kyiv",
    "22/14 Sedovtsev St.",
    "Kyiv 01014",
    "UKRAINE",
)
LINK = "https://t.me/mektup_bot?start=K7QF2M9X"


def bare_page(fonts: Fonts, text: str) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(A4.width, A4.height), invariant=1, initialFontName=fonts.regular)
    y = A4.height - 33 * MM
    canvas.setFont(fonts.regular, 12)
    for line in simpleSplit(text, fonts.regular, 12, 147 * MM):
        if y < 27 * MM:
            canvas.showPage()
            canvas.setFont(fonts.regular, 12)
            y = A4.height - 33 * MM
        canvas.drawString(31 * MM, y, line)
        y -= 18
    canvas.save()
    return file.getvalue()


def contests(fonts: Fonts) -> dict[str, Contest]:
    lines = recipient("CHIYGOZ Ahtem Zeytullaevich", 1964, ADDRESS)
    slip = Slip("K7QF-2M9X", LINK, (SENTENCE,))
    wall = Poster("Ахтем Чийгоз", 1964, ("Ahtem Chiygoz",), [SENTENCE] * 3, LINK, "t.me/mektup_bot")
    letters = {"10 lines": SHORT, "1,500 characters": LONG, f"{len(LONGEST):,} characters": LONGEST}
    pairs: dict[str, Contest] = {}
    for name, text in letters.items():
        bare = partial(bare_page, fonts, text)
        pairs[f"letter, {name}"] = (partial(letter, fonts, text, A4), bare)
        pairs[f"large print, {name}"] = (partial(letter, fonts, text, A4, large=True), bare)
        pairs[f"handwriting sheet, {name}"] = (partial(handwriting_sheet, fonts, text, A4), bare)
    short = partial(bare_page, fonts, SHORT)
    pairs["envelope"] = (partial(envelope, fonts, DL, lines), short)
    pairs["cut-out sheet"] = (partial(cut_out_sheet, fonts, A4, slip, [SENTENCE] * 5, lines), short)
    pairs["poster"] = (partial(poster, fonts, A4, wall), short)
    return pairs


def milliseconds(work: Callable[[], bytes]) -> float:
    start = time.perf_counter()
    work()
    return 1_000 * (time.perf_counter() - start)


def main(rounds: int) -> int:
    slow = []
    print(f"{'':36} {'ours':>9} {'bare':>9} {'ratio':>6}   medians of {rounds} interleaved rounds")
    for name, (ours, bare) in contests(load_fonts()).items():
        ours(), bare()
        pairs = [(milliseconds(ours), milliseconds(bare)) for _ in range(rounds)]
        mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(a / b for a, b in pairs)
        print(f"{name:36} {mine:6.1f} ms {theirs:6.1f} ms {ratio:6.1f}")
        if name.startswith("letter") and ratio > LIMIT:
            slow.append(name)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 40))
