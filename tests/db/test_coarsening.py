"""What few letters share is left out: of an evening all else before its name, and no letter is lost."""

import random
from collections import Counter
from dataclasses import replace

import pytest

from db import pledges
from db.coarsening import OTHER, coarsened
from db.pledges import Pledge
from db.statistics import SHARED_BY
from tests.support.evenings import an_evening, opened
from tests.support.records import a_pledge, connected, keep

WORD = "lviv-library"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def letters(*kinds: tuple[int, str, str | None, str]) -> list[Pledge]:
    """So many of each language, country and kind, promised by the link of an evening."""
    return [
        a_pledge("asanov", source=WORD, letter_language=language, country=country, greeting=greeting)
        for number, language, country, greeting in kinds
        for _ in range(number)
    ]


async def after_a_night(url: str, fresh: list[Pledge]) -> list[Pledge]:
    """What is stored when a night has coarsened these, and what it took of earlier ones."""
    async with connected(url) as connection:
        coarse = await coarsened(connection, {one.code: one for one in fresh}, "UA")
        new = [coarse[one.code] for one in fresh]
        earlier = [one for code, one in coarse.items() if code not in {each.code for each in fresh}]
        await pledges.add(connection, new)
        await pledges.change_all(connection, earlier, ("country", "greeting", "letter_language"))
    return [*new, *earlier]


def alike(these: list[Pledge]) -> Counter[tuple[str, str | None, str | None, str]]:
    return Counter((one.letter_language, one.country, one.source, one.greeting) for one in these)


async def test_an_evening_keeps_all_its_letters_whoever_was_the_only_one(database_url: str) -> None:
    await opened(database_url, an_evening(WORD))
    found = await after_a_night(
        database_url,
        letters(
            (20, "uk", "UA", "class"),
            (6, "uk", "UA", "support"),
            (2, "crh", "PL", "support"),
            (2, "en", None, "class"),
        ),
    )
    assert [one.source for one in found] == [WORD] * 30
    assert alike(found) == {
        ("uk", "UA", WORD, "class"): 19,
        ("uk", "UA", WORD, "support"): 6,
        (OTHER, None, WORD, OTHER): 5,
    }


async def test_late_letters_of_an_evening_hide_beside_its_earlier_ones(database_url: str) -> None:
    await opened(database_url, an_evening(WORD))
    first = await after_a_night(database_url, letters((12, "uk", "UA", "class")))
    (late, *taken) = await after_a_night(database_url, letters((1, "crh", "TR", "support")))
    assert (late.source, late.letter_language) == (WORD, OTHER)
    assert len(taken) == SHARED_BY - 1
    assert {one.code for one in taken} <= {one.code for one in first}


async def test_an_evening_of_four_letters_is_not_named_in_them(database_url: str) -> None:
    await opened(database_url, an_evening(WORD))
    found = await after_a_night(database_url, letters((4, "uk", None, "class")))
    assert {one.source for one in found} == {None}


async def test_a_link_of_no_evening_goes_first_as_ever(database_url: str) -> None:
    await keep(database_url, *(a_pledge("asanov", letter_language="uk", country="UA") for _ in range(9)))
    poster = [replace(one, source="poster") for one in letters((4, "uk", "UA", "support"))]
    assert {(one.source, one.country) for one in await after_a_night(database_url, poster)} == {(None, "UA")}


async def test_whatever_an_evening_is_made_of_five_share_each_combination(database_url: str) -> None:
    chance = random.Random(17)
    stored: dict[str, Pledge] = {}
    await opened(database_url, an_evening(WORD))
    for _ in range(25):
        kinds = [
            (1, chance.choice(("uk", "uk", "uk", "en", "crh")), chance.choice(("UA", "UA", "PL", None)),
             chance.choice(("class", "class", "support")))
            for _ in range(chance.choice((1, 2, 5, 9, 30)))
        ]  # fmt: skip
        stored |= {one.code: one for one in await after_a_night(database_url, letters(*kinds))}
        named = [one for one in stored.values() if one.source == WORD]
        assert min(alike(named).values(), default=SHARED_BY) >= SHARED_BY
