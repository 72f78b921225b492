"""Nothing is final before the promise: every part can be changed, Back is everywhere, nothing is lost."""

import pytest

from bot.i18n.translate import Translate
from bot.supporter import questions
from tests.support.records import pledges_in
from tests.support.supporter import CAMPAIGN, Supporter


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


NAMES = [part.name for part in questions.PARTS]
PARTS = ("It snowed here today.", "Olena", "Lviv")


def letter(supporter: Supporter) -> str:
    assert supporter.is_asked("review")
    return supporter.phone.sees()


async def test_the_person_can_be_changed(supporter: Supporter) -> None:
    await supporter.comes_to("review", greeting="everyday")
    await supporter.changes("prisoner")
    assert supporter.is_asked("prisoner")
    await supporter.opens("vaitov")
    assert CAMPAIGN.by_id["vaitov"].address[supporter.language] in letter(supporter)
    assert all(part in letter(supporter) for part in PARTS)


async def test_the_greeting_can_be_changed(supporter: Supporter) -> None:
    await supporter.comes_to("review", greeting="everyday")
    before = letter(supporter)
    await supporter.changes("greeting")
    await supporter.takes("support")
    assert letter(supporter) != before
    assert "It snowed here today." in letter(supporter)


async def test_the_own_words_can_be_changed_or_taken_out(supporter: Supporter) -> None:
    await supporter.comes_to("review", greeting="everyday")
    await supporter.changes("own")
    await supporter.types("The apple trees are in bloom.")
    assert "The apple trees are in bloom." in letter(supporter)
    await supporter.changes("own")
    await supporter.presses("button.skip")
    assert "apple trees" not in letter(supporter)
    assert all(part in letter(supporter) for part in PARTS[1:])


@pytest.mark.parametrize(
    ("part", "old", "new"), [("sender", "Olena", "Taras"), ("sender", "Lviv", "Taras, Odesa")]
)
async def test_signature_and_place_can_be_changed_kept_or_taken_out(
    supporter: Supporter, part: str, old: str, new: str
) -> None:
    await supporter.comes_to("review", greeting="everyday")
    await supporter.changes(part)
    assert supporter.is_asked(part)
    assert old in supporter.phone.sees()
    await supporter.presses("button.keep")
    assert old in letter(supporter)
    await supporter.changes(part)
    await supporter.types(f"  {new}\n ")
    assert new.partition(", ")[2] in letter(supporter)
    assert old not in letter(supporter)
    await supporter.changes(part)
    await supporter.presses("button.skip")
    assert new not in letter(supporter)


@pytest.mark.parametrize("part", NAMES[1:])
async def test_back_from_a_change_leads_to_the_letter_with_nothing_changed(
    supporter: Supporter, part: str
) -> None:
    await supporter.comes_to("review", greeting="everyday")
    before = letter(supporter)
    await supporter.changes(part)
    await supporter.presses("button.back")
    assert letter(supporter) == before


async def test_the_person_chosen_before_can_be_kept(supporter: Supporter) -> None:
    await supporter.comes_to("review")
    before = letter(supporter)
    await supporter.changes("prisoner")
    await supporter.presses("prisoner.button.keep", name=CAMPAIGN.by_id["chiygoz"].name[supporter.language])
    assert letter(supporter) == before


async def test_back_walks_from_the_last_question_to_the_first_and_nothing_is_lost(
    supporter: Supporter,
) -> None:
    *earlier, last = NAMES
    await supporter.comes_to(last, greeting="everyday")
    for question in reversed(earlier):
        await supporter.presses("button.back")
        assert supporter.is_asked(question), question
    await supporter.presses("prisoner.button.keep", name=CAMPAIGN.by_id["chiygoz"].name[supporter.language])
    assert supporter.is_asked(last)
    await supporter.answers(last)
    assert all(part in letter(supporter) for part in PARTS)


@pytest.mark.parametrize("question", NAMES[1:])
async def test_every_question_has_a_way_back(supporter: Supporter, question: str) -> None:
    await supporter.comes_to(question)
    assert supporter.offers("button.back")


async def test_the_first_question_leads_to_the_beginning_and_the_letter_waits(supporter: Supporter) -> None:
    await supporter.comes_to("prisoner")
    await supporter.presses("button.home")
    assert supporter.reads("home.text")
    await supporter.presses("home.button.continue")
    assert supporter.is_asked("prisoner")


async def test_cancel_asks_once_and_drops_only_then(supporter: Supporter, database_url: str) -> None:
    await supporter.comes_to("review")
    await supporter.presses("button.cancel")
    assert supporter.reads("cancel.ask")
    await supporter.presses("cancel.button.keep")
    assert all(part in letter(supporter) for part in PARTS[:1])
    await supporter.types("/cancel")
    await supporter.presses("cancel.button.drop")
    assert supporter.reads("home.text")
    assert supporter.offers("home.button.write")
    assert await pledges_in(database_url) == []
    await supporter.presses("home.button.write")
    assert supporter.is_asked("prisoner")


async def test_cancel_without_a_letter_says_so(supporter: Supporter) -> None:
    await supporter.types("/cancel")
    assert supporter.reads("cancel.nothing")
    await supporter.presses("button.back")
    assert supporter.reads("home.text")


@pytest.mark.parametrize("question", [*NAMES[1:], "review"])
async def test_another_interface_language_in_the_middle_keeps_the_question(
    ann: Supporter, question: str
) -> None:
    await ann.comes_to(question)
    await ann.types("/language")
    await ann.phone.presses(Translate("crh").plain("language.name"))
    assert Supporter(ann.phone, "crh").is_asked(question)


async def test_a_link_to_another_person_in_the_middle_only_changes_the_person(ann: Supporter) -> None:
    await ann.comes_to("review", greeting="everyday")
    await ann.starts("asanov")
    await ann.presses("person.button.write")
    assert "Ali" in letter(ann)
    assert all(part in letter(ann) for part in PARTS)


async def test_long_signatures_and_places_are_refused_with_the_number(supporter: Supporter) -> None:
    await supporter.comes_to("sender")
    await supporter.types("я" * 61)
    assert supporter.reads("short.too-long", length=61, longest=60)
    assert supporter.is_asked("sender")
    await supporter.types("я" * 60)
    assert supporter.is_past("sender")
