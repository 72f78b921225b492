"""Words of one's own are skippable, up to 1,500 characters, with ideas; nothing of them is lost."""

import pytest

from bot.supporter.questions import own
from bot.supporter.screens import pages
from tests.support.supporter import CAMPAIGN, Supporter
from tests.support.views import LANGUAGES, a_context, a_view


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


async def test_own_words_can_be_skipped(supporter: Supporter) -> None:
    await supporter.comes_to("own")
    await supporter.presses("button.skip")
    assert supporter.is_past("own")


async def test_ideas_come_one_at_a_time_and_an_answer_can_be_typed_below_each(supporter: Supporter) -> None:
    await supporter.comes_to("own")
    first = await supporter.presses("own.button.idea")
    second = await supporter.presses("own.button.another-idea")
    topics = supporter.t.pick(CAMPAIGN.by_id["chiygoz"].topics)
    assert supporter.text("person.topics", topics=topics) in first, "what this person likes to read about"
    assert supporter.t.ideas[0] in second
    await supporter.types("My cat sleeps on the radio.")
    assert supporter.is_past("own")


async def test_ideas_go_round_and_back_leads_to_the_question(ann: Supporter) -> None:
    await ann.comes_to("own")
    await ann.presses("own.button.idea")
    for _ in ann.t.ideas:
        seen = await ann.presses("own.button.another-idea")
    assert ann.t.ideas[-1] in seen
    await ann.presses("own.button.another-idea")
    assert ann.reads("person.topics", topics=ann.t.pick(CAMPAIGN.by_id["chiygoz"].topics))
    await ann.presses("button.back")
    assert ann.is_asked("own")


async def test_1500_characters_fit_and_one_more_does_not(supporter: Supporter) -> None:
    await supporter.comes_to("own")
    await supporter.types("я" * 1501)
    assert supporter.reads("own.too-long", length=1501, longest=1500, over=1)
    assert supporter.is_asked("own")
    await supporter.types("я" * 1500)
    assert supporter.is_past("own")


async def test_characters_are_counted_as_telegram_counts(ann: Supporter) -> None:
    await ann.comes_to("own")
    await ann.types("🕊" * 751)
    assert ann.reads("own.too-long", length=1502, longest=1500, over=2)


async def test_too_long_words_leave_the_earlier_ones_alone(ann: Supporter) -> None:
    await ann.comes_to("review")
    await ann.changes("own")
    await ann.types("x" * 1600)
    assert "It snowed here today." in ann.phone.sees()
    await ann.presses("own.button.keep")
    assert ann.is_asked("review")
    assert "It snowed here today." in ann.phone.sees()


async def test_words_stay_as_they_were_written(ann: Supporter, database_url: str) -> None:
    words = "Line one <b>not bold</b> & {name} %s\n\nLine two: «ґ» ñ â 🕊"
    await ann.comes_to("own")
    await ann.types(words)
    await ann.goes_on_to("review")
    assert words in ann.phone.sees()
    await ann.promises_within(7)
    assert any(words in text for text in ann.said())


def test_a_language_without_ideas_has_no_button_for_them() -> None:
    class Without(type(LANGUAGES["en"])):  # type: ignore[misc]
        ideas = examples = ()

    view = a_view(
        "en", context=a_context(languages={"en": Without("en")}), prisoner="sayfullaev", greeting="support"
    )
    assert own.idea(view, 1) is None
    labels = [button.label for row in own.screen(view).keyboard for button in row]
    assert labels == ["Skip", "Back"]


def test_a_language_without_examples_has_no_button_for_them() -> None:
    class Without(type(LANGUAGES["en"])):  # type: ignore[misc]
        examples = ()

    view = a_view("en", context=a_context(languages={"en": Without("en")}))
    assert pages.example(view, 1) == pages.how(view)
    labels = [button.label for row in pages.how(view).keyboard for button in row]
    assert labels == ["Back"]


async def test_examples_are_where_the_words_are_written(supporter: Supporter) -> None:
    present = await supporter.comes_to("own")
    await supporter.presses("how.button.example")
    assert supporter.t.examples[0].title in supporter.phone.sees()
    await supporter.presses("button.back")
    assert await supporter.presses("button.back") == present
