"""Letters are not copies of each other: how alike a hundred of them are."""

import random
from collections.abc import Sequence
from itertools import combinations

import pytest

from bot.campaign.model import read_campaign
from bot.checks.letter_files import own_lines, read_letters
from bot.checks.locales import LANGUAGES, read_locales
from bot.i18n.translate import LOCALES

CAMPAIGN = read_campaign()
LETTERS = 100


def a_hundred(language: str, texts_of_each: int) -> list[frozenset[str]]:
    """Letters of people who add no words of their own: any greeting that is always offered, a text by lot."""
    locales = read_locales(LOCALES)
    lot = random.Random(language)
    offered = [one.id for one in CAMPAIGN.greetings if not one.is_seasonal]
    written = {name: read_letters(locales, language, name)[:texts_of_each] for name in offered}
    return [frozenset(own_lines(lot.choice(written[lot.choice(offered)]))) for _ in range(LETTERS)]


def alike(letters: Sequence[frozenset[str]]) -> float:
    """The share of its lines that a letter has in common with another one, over all pairs."""
    shared = [len(one & other) / min(len(one), len(other)) for one, other in combinations(letters, 2)]
    return sum(shared) / len(shared)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hundred_letters_share_half_as_many_lines_as_with_one_text_each(language: str) -> None:
    assert alike(a_hundred(language, 3)) < alike(a_hundred(language, 1)) / 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_hundred_letters_at_most_a_tenth_are_the_same(language: str) -> None:
    letters = a_hundred(language, 3)
    assert max(map(letters.count, letters)) <= LETTERS / 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_texts_of_one_greeting_share_a_line(language: str) -> None:
    locales = read_locales(LOCALES)
    for greeting in CAMPAIGN.greetings:
        texts = [set(own_lines(body)) for body in read_letters(locales, language, greeting.id)]
        # a holiday is named in one way
        most = 1 if greeting.is_seasonal else 0
        assert all(len(one & other) <= most for one, other in combinations(texts, 2)), greeting.id


def test_the_line_a_letter_begins_with_and_its_last_words_do_not_count() -> None:
    assert own_lines(["Dear {name},", "A wish.", "{own}", "Warmly", "{sender}", "{place}"]) == ["A wish."]
