"""Texts meant to break the page: none runs code, reads a file, takes for ever or leaves the page."""

import random
import time

import pytest

from bot.chat.text_cleaning import clean
from bot.letter import render as room
from bot.letter.layout import LetterText, letter_text
from bot.letter.print_orders import A4, PAPERS
from bot.letter.printing_errors import Blank, TooLong, TypesettingError
from bot.letter.render import LONGEST, render
from tests.support.nasty import NASTY
from tests.support.paper_reader import MM, ink, words
from tests.support.sheets import order_of

ORDINARY = "Учора випав перший сніг. " * 60
LONG = {
    "one word": "а" * LONGEST,
    "letters": "а " * (LONGEST // 2),
    "dashes": "— " * (LONGEST // 2),
    "lines": "\n".join("а" * (LONGEST // 2)),
    "no-break spaces": "a\u00a0" * (LONGEST // 2),
    "marks": "a" + "\u0301" * 10_000,
    "brackets": "([{<" * (LONGEST // 4),
    "scripts": "aж\u0301س漢🙂" * (LONGEST // 6),
    "joiners": "👩\u200d" * (LONGEST // 2),
}


def typed(text: str) -> LetterText:
    """The text as a letter that no greeting knows."""
    return letter_text(text, (), "en")


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_the_longest_letters_are_printed_in_good_time(text: str) -> None:
    render(order_of(typed(ORDINARY)))
    began = time.process_time()
    for _ in range(3):
        render(order_of(typed(ORDINARY)))
    ordinary = (time.process_time() - began) / 3
    began = time.process_time()
    pdf = render(order_of(typed(text)))
    assert time.process_time() - began < 300 * ordinary, "a letter may not cost what 300 others cost"
    left, _, right, _ = ink(pdf)
    assert left > 20 * MM
    assert right < A4.width - 20 * MM, "a word without an end is cut, not left to run off the page"


def test_a_text_that_grows_when_it_is_tidied_is_too_long() -> None:
    with pytest.raises(TooLong):
        render(order_of(typed("a" * 100_000)))
    grown = "\ufdfb" * 4_000
    with pytest.raises(TooLong):
        render(order_of(typed(f"{grown} {'𝓪' * 4_000}")))


@pytest.mark.parametrize(
    "count", [300, pytest.param(5_000, marks=[pytest.mark.soak, pytest.mark.timeout(1800)])]
)
def test_hostile_texts_come_out_as_they_are(count: int) -> None:
    """Each piece of the border test, and combinations with letters of any kind, through the templates."""
    chance = random.Random(22)

    def anything() -> str:
        return "".join(
            chr(chance.choice((chance.randrange(0x3000), chance.randrange(0x110000)))) for _ in range(9)
        )

    combined = ("".join((*chance.choices(NASTY, k=3), anything())) for _ in range(count - len(NASTY)))
    texts = [clean(text)[:1_500] for text in (*NASTY, *combined)]
    printed = 0
    for text in texts:
        letter = typed(text)
        try:
            pdf = render(order_of(letter, chance.choice(PAPERS), large=chance.random() < 0.2))
        except (Blank, TooLong):
            continue  # whatever no font has was left out before
        printed += 1
        if text.isascii():
            assert "".join(words(pdf).split()) == "".join(letter.text.split())
    assert printed > len(texts) / 2


@pytest.mark.parametrize(
    "text",
    [
        '#read("main.typ")',
        '#json("orders.json")',
        '#include "letter.typ"',
        '#import "@preview/x:1.0.0"',
        "#while true {}",
        '#eval("1+1")',
        "#panic()",
        "#sys.inputs",
        "$ sum $",
        "\\u{1F600}",
        "#set page(width: 1pt)",
    ],
)
def test_a_letter_cannot_run_code(text: str) -> None:
    assert words(render(order_of(typed(text)))) == " ".join(text.split())


def test_a_fault_of_a_template_says_nothing_of_the_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MAIN", {"main.typ": b'#panic(read("orders.json"))'})
    with pytest.raises(TypesettingError) as fault:
        render(order_of(typed("My secret words.")))
    assert "secret" not in str(fault.value)
    assert fault.value.__suppress_context__
