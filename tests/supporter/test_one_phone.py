"""Many write on one telephone, one after the other: nothing of the one before is carried over."""

import pytest

from bot.run import Running
from tests.support.answers import SKIP
from tests.support.records import pledges_in
from tests.support.states import states
from tests.support.supporter import CAMPAIGN, Supporter


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


async def test_the_next_writer_is_asked_for_name_and_words_and_for_nothing_else(supporter: Supporter) -> None:
    await supporter.promises(person="asanov", greeting="support")
    await supporter.presses("finished.button.writer")
    assert supporter.is_asked("own")
    assert not supporter.offers("own.button.same")
    await supporter.types("I have a dog called Rex.")
    assert supporter.is_asked("sender")
    await supporter.types("Taras, Odesa")
    letter = supporter.phone.sees()
    assert letter.startswith(first_line(supporter, "Taras"))
    assert supporter.t.pick(CAMPAIGN.by_id["asanov"].name) in letter
    for word in ("Olena", "Lviv", "It snowed here today."):
        assert word not in letter
    await supporter.promises_within(7)
    message, button = supporter.phone.find(supporter.t.plain("finished.button.writer"))
    assert message.buttons[0] == button, "where a telephone is passed on, that stands first"


async def test_whoever_writes_on_by_another_button_or_a_card_is_asked_for_the_name_too(
    ann: Supporter,
) -> None:
    await ann.promises()
    for key in ("finished.button.writer", "finished.button.another"):
        await ann.presses(key)
        assert not ann.offers("own.button.same")
        await ann.goes_on_to("sender")
        assert ann.is_asked("sender")
        await ann.types("Taras, Odesa")
        await ann.promises_within(7)
    await ann.presses("finished.button.writer")
    await ann.goes_on_to("review", sender=SKIP)
    assert ann.phone.sees().startswith(first_line(ann, ann.t.plain("review.unsigned")))


async def test_the_limit_is_told_before_a_letter_is_begun(
    ann: Supporter, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.supporter.limits.PLEDGES_A_DAY", 2)
    await ann.promises()
    await ann.presses("finished.button.writer")
    await ann.goes_on_to("review")
    await ann.promises_within(7)
    assert any(ann.text("limit.reached", number=2) in text for text in ann.said()), "where one would begin"
    await ann.types("/start")
    await ann.presses("home.button.write")
    assert ann.reads("limit.reached", number=2)
    await ann.presses("finished.button.another")  # on the card
    assert ann.reads("limit.reached", number=2)
    await ann.starts("asanov")
    await ann.presses("person.button.write")
    assert ann.reads("limit.reached", number=2)
    await ann.types("I have three words and more for you.")
    assert ann.reads("limit.reached", number=2)
    assert len(await pledges_in(database_url)) == 2


async def test_nothing_of_a_name_is_stored_once_its_letter_is_promised(ann: Supporter, bot: Running) -> None:
    await ann.promises()
    await ann.presses("finished.button.writer")
    await ann.goes_on_to("review", sender="Taras, Odesa")
    await ann.promises_within(7)
    (state,) = (await states(bot)).values()
    assert (state.writing.sender, state.writing.place, {one.own for one in state.writing.letters}) == (
        None,
        None,
        {""},
    )


def first_line(supporter: Supporter, sender: str) -> str:
    """Of the whole letter, where this name signs it."""
    return supporter.text("review.ask", sender=sender, name="", text="").partition("\n")[0]
