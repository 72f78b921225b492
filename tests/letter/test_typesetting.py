"""Texts are broken into lines and pages before anything is drawn."""

from hypothesis import given
from hypothesis import strategies as st

from bot.letter.typesetting import Line, baselines, break_lines, break_pages, set_paragraphs

PARAGRAPHS = st.text(st.sampled_from("абі a—–-.,«»\u00a0"), min_size=1, max_size=120)


def width(text: str) -> float:
    """A typewriter's: every character is one wide."""
    return float(len(text))


@given(PARAGRAPHS, st.integers(1, 40), st.booleans())
def test_lines_put_together_are_the_paragraph_and_none_is_too_wide(
    paragraph: str, measure: int, even: bool
) -> None:
    lines = break_lines(paragraph, measure, width, even=even)
    assert "".join(lines) == paragraph
    assert all(len(line.rstrip(" ")) <= measure for line in lines)


def test_a_line_does_not_end_in_a_single_letter_nor_begin_with_a_dash() -> None:
    assert break_lines("Я живу в Києві", 9, width) == ("Я живу ", "в Києві")
    assert break_lines("Сонце — це ми", 7, width) == ("Сонце — ", "це ми")


def test_a_last_line_is_not_one_short_word_when_there_is_another_way() -> None:
    assert break_lines("aaaa bbbb cccc dddd ee", 20, width)[-1] != "ee"


def test_an_address_is_broken_in_the_middle() -> None:
    lines = break_lines("Representative Office of the Mejlis of Crimean Tatars in Kyiv", 50, width, even=True)
    assert lines == ("Representative Office of the ", "Mejlis of Crimean Tatars in Kyiv")


def test_every_line_of_the_text_is_a_paragraph_and_empty_ones_are_room() -> None:
    lines = set_paragraphs("one two\n\nthree", 4, width, leading=10, gap=3)
    assert lines == (
        Line("one ", above=3, opens=True, closes=False),
        Line("two", above=0, opens=False, closes=True),
        Line("three"[:4], above=13, opens=True, closes=False),
        Line("three"[4:], above=0, opens=False, closes=True),
    )


def paragraph(length: int) -> list[Line]:
    return [Line("x", opens=number == 0, closes=number == length - 1) for number in range(length)]


def test_a_page_takes_what_fits() -> None:
    assert [len(page) for page in break_pages(paragraph(1) * 10, room=40, leading=10)] == [4, 4, 2]
    assert break_pages([], room=40, leading=10) == ()


def test_no_first_line_stands_alone_at_the_foot_and_no_last_line_at_the_head() -> None:
    assert [len(page) for page in break_pages(paragraph(3) + paragraph(4), room=40, leading=10)] == [3, 4]
    assert [len(page) for page in break_pages(paragraph(5) + paragraph(4), room=40, leading=10)] == [3, 4, 2]


def test_a_signature_does_not_travel_alone() -> None:
    assert [len(page) for page in break_pages(paragraph(1) * 5, room=40, leading=10)] == [3, 2]


def test_a_line_taller_than_the_page_still_gets_one() -> None:
    assert [len(page) for page in break_pages(paragraph(1) * 2, room=5, leading=10)] == [1, 1]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(1, 12))
def test_pages_put_together_are_the_lines_and_none_is_too_tall(lengths: list[int], fit: int) -> None:
    lines = [line for length in lengths for line in paragraph(length)]
    pages = break_pages(lines, room=fit * 10, leading=10)
    assert [line for page in pages for line in page] == lines
    assert all(1 <= len(page) <= fit for page in pages)


def test_the_first_line_of_a_page_stands_at_its_top() -> None:
    page = (Line("a", above=7), Line("b", above=7), Line("c"))
    assert list(baselines(page, top=100, leading=10)) == [(100, "a"), (83, "b"), (73, "c")]
