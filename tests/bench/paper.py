"""What a tagged, well-set page costs: CPU of each kind of file, beside a bare page of the same words.

The bare page is set by the same typesetter in the same font, untagged, with nothing fitted or measured.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import typst

from bot.campaign.model import read_campaign
from bot.i18n.translate import Translate
from bot.letter.addresses_and_slips import cut_out_order, envelope_order, letter_order, slip, slips_order
from bot.letter.fonts import firago
from bot.letter.print_orders import A4, DL, Order
from bot.letter.render import render
from tests.support.sheets import letter_of

from .databases import Databases
from .measuring import Options

SENTENCE = "Учора випав перший сніг, і діти в нашому дворі зліпили сніговика з морквяним носом. "
BARE = b'#set page(width: 210mm, height: 297mm)\n#set text(font: "FiraGO")\n#par(sys.inputs.words)'


def orders(number: int) -> Iterator[tuple[str, Order]]:
    """One of every kind; the number is in their words, so that nothing of it is known before."""
    t, campaign = Translate("uk"), read_campaign()
    person, code = campaign.by_id["chiygoz"], f"K7QF-{number:04}"
    letter, long = (letter_of("uk", f"{number} {SENTENCE * times}".strip()) for times in (3, 17))
    one = slip({"uk": t}, t, code, f"https://t.me/mektup_bot?start={code.replace('-', '')}", person)
    yield "letter", letter_order(t, letter, A4)
    yield "letter, 1,500 characters", letter_order(t, long, A4)
    yield "large print", letter_order(t, letter, A4, large=True)
    yield "handwriting sheet", letter_order(t, letter, A4, by_hand=True)
    yield "label and slip", cut_out_order(t, campaign, person, A4, one, local=True)
    yield "ten slips", slips_order(t, A4, (one,) * 10)
    lines = envelope_order(t, campaign, person, DL, local=True)
    yield "envelope", type(lines)(**{**vars(lines), "lines": (f"{number}", *lines.lines)})


def milliseconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return 1_000 * (time.process_time() - start)


def sheets(options: Options, _databases: Databases) -> list[dict[str, Any]]:
    """CPU of what is printed, beside a bare page"""
    bare = typst.Compiler(font_paths=[str(firago())], ignore_system_fonts=True)
    rows = []
    for number in range(-3, 20 * options.rounds):  # the first ones load the fonts
        words = {"words": f"{number} {SENTENCE * 3}"}
        page = partial(bare.compile, BARE, format="pdf", sys_inputs=words, pdf_tags=False)
        costs = {kind: milliseconds(partial(render, order)) for kind, order in orders(number)}
        costs["a bare page"] = milliseconds(page)
        if number >= 0:
            rows += [{"contestant": kind, "round": number + 1, "cpu": cost} for kind, cost in costs.items()]
    return rows
