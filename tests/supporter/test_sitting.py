"""Several letters in one sitting: the same words to another person, and a queue of all who wait."""

import pytest

from bot.chat.state import PLEDGES_A_DAY
from bot.run import Running
from bot.supporter import sitting
from bot.supporter.questions import prisoner
from bot.supporter.screens import pages
from tests.conftest import Night
from tests.support.answers import SKIP, Tap
from tests.support.clock import Clock
from tests.support.records import TODAY, pledges_in, release
from tests.support.supporter import CAMPAIGN, Supporter
from tests.support.views import a_context, a_letter, a_view

WORDS = "It snowed here today."  # as people in tests write


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


async def test_the_same_words_go_to_another_person_with_a_sentence_for_them_alone(
    supporter: Supporter,
) -> None:
    await supporter.promises()
    await supporter.presses("finished.button.same")
    await supporter.answers("prisoner", Tap("asanov"))
    assert WORDS in supporter.phone.sees()
    assert supporter.t.pick(CAMPAIGN.by_id["asanov"].name) in supporter.phone.sees()
    await supporter.types("Does your apple tree bear fruit?")
    assert supporter.is_asked("review")
    letter = supporter.phone.sees()
    assert f"Does your apple tree bear fruit?\n{WORDS}" in letter
    await supporter.promises_within(7)

    await supporter.presses("finished.button.same")
    await supporter.answers("prisoner", Tap("primov"))
    await supporter.presses("button.skip")
    assert WORDS in supporter.phone.sees()
    assert "apple tree" not in supporter.phone.sees(), "that was for one person alone"


async def test_a_night_between_costs_no_tap_though_nobody_knows_the_kind_of_letter_any_more(
    ann: Supporter, night: Night
) -> None:
    await ann.promises()
    await night()
    await ann.presses("finished.button.same")
    await ann.answers("prisoner", Tap("ilchenko"))
    assert ann.is_asked("own")


async def test_other_words_may_be_said_all_the_same(ann: Supporter) -> None:
    await ann.promises()
    await ann.presses("finished.button.same")
    await ann.answers("prisoner", Tap("asanov"))
    await ann.presses("own.button.other")
    await ann.types("It rained in Lviv.")
    assert WORDS not in ann.phone.sees()
    assert "It rained in Lviv." in ann.phone.sees()


async def test_without_own_words_there_are_none_to_repeat(ann: Supporter) -> None:
    await ann.starts()
    await ann.presses("home.button.write")
    await ann.goes_on_to("review", own=SKIP)
    await ann.promises_within(7)
    assert not ann.offers("finished.button.same")


async def test_the_sentence_and_the_words_share_their_length(ann: Supporter) -> None:
    await ann.starts()
    await ann.presses("home.button.write")
    await ann.goes_on_to("review", own="a" * 1490)
    await ann.promises_within(7)
    await ann.presses("finished.button.same")
    await ann.answers("prisoner", Tap("asanov"))
    await ann.types("Eleven more")
    assert ann.reads("own.too-long", length=11, longest=10, over=1)


async def test_a_warning_that_was_read_once_is_not_read_again_for_the_same_words(ann: Supporter) -> None:
    await ann.starts()
    await ann.presses("home.button.write")
    await ann.goes_on_to("own")
    await ann.types("Write to me: olena@example.org")
    await ann.presses("button.keep")
    await ann.goes_on_to("review")
    await ann.promises_within(7)
    await ann.presses("finished.button.same")
    await ann.answers("prisoner", Tap("asanov"))
    await ann.presses("button.skip")
    assert ann.is_asked("review")


async def test_everybody_gets_a_letter_in_a_queue_of_few_taps(
    supporter: Supporter, database_url: str
) -> None:
    await supporter.promises()
    everybody = len(CAMPAIGN.prisoners)
    label = supporter.t.plain_count("finished.button.all", everybody)
    await supporter.phone.presses(label)
    for left in range(everybody - 1, 0, -1):
        assert supporter.is_asked("own")
        await supporter.presses("button.skip")
        await supporter.promises_within(14)
        if left > 1:
            supporter.phone.find(supporter.t.plain("queue.button.leave"))
            await supporter.presses("finished.button.another")
    written = [row["prisoner"] for row in await pledges_in(database_url)]
    assert sorted(written) == sorted(CAMPAIGN.by_id)
    await supporter.types("/start")
    assert supporter.counted("home.waiting", everybody) in supporter.phone.sees()


async def test_the_queue_can_be_left_before_and_in_each_letter(ann: Supporter) -> None:
    await ann.promises()
    await ann.phone.presses("Write to all 8")
    await ann.presses("queue.button.leave")
    assert ann.offers("finished.button.another"), "nothing is begun"
    assert not ann.offers("queue.button.leave")
    await ann.phone.presses("Write to all 8")
    await ann.presses("button.skip")
    await ann.promises_within(7)
    await ann.presses("queue.button.leave")
    assert ann.offers("finished.button.same")


async def test_the_queue_is_offered_in_the_list_below_the_card_too(ann: Supporter) -> None:
    await ann.promises()
    await ann.phone.taps(ann.phone.pinned()[0], ann.t.plain("finished.button.another"))
    assert ann.is_asked("prisoner")
    await ann.phone.presses("Write to all 8")
    assert ann.is_asked("own")
    assert WORDS in ann.phone.sees()


async def test_who_is_free_meanwhile_leaves_the_queue(
    ann: Supporter, bot: Running, database_url: str
) -> None:
    await ann.promises()
    await ann.phone.presses("Write to all 8")
    for one in (await bot.engine.conversation_of(ann.phone.person.id)).writing.queue[1:]:
        await release(database_url, one)
    bot.engine.forget_facts()
    await ann.presses("button.skip")
    await ann.promises_within(7)
    assert ann.offers("finished.button.another"), "the queue is at its end"


async def test_the_queue_and_the_words_go_with_the_last_letter(
    ann: Supporter, bot: Running, clock: Clock
) -> None:
    await ann.promises()
    await ann.phone.presses("Write to all 8")
    conversation = await bot.engine.conversation_of(ann.phone.person.id)
    assert conversation.writing.queue
    later = conversation.changed(active_on=clock.today).without_old_words(clock.today)
    assert later.writing.queue
    clock.passes(days=2)
    later = conversation.changed(active_on=clock.today).without_old_words(clock.today)
    assert (later.writing.queue, later.writing.letters) == ((), ())


def test_of_many_people_a_queue_takes_a_few_drawn_by_lot() -> None:
    eight = a_view().campaign
    many = tuple(eight.held[0].model_copy(update={"id": f"p{number}"}) for number in range(1500))
    view = a_view(context=a_context(eight.model_copy(update={"prisoners": many})))
    assert sitting.offered(view) == sitting.OF_MANY
    assert len({one.id for one in prisoner.awaited(view, sitting.OF_MANY)}) == sitting.OF_MANY


def test_no_queue_is_longer_than_what_may_still_be_promised_today() -> None:
    view = a_view()
    counted = view.conversation.changed(pledged_on=view.today, pledged_today=PLEDGES_A_DAY - 3)
    letters = (a_letter("chiygoz", "en", "x", TODAY),)
    left = a_view(conversation=counted.changed(letters=letters))
    assert sitting.offered(left) == 3
    labels = [button.label for row in pages.finished(left).keyboard for button in row]
    assert left.t.plain_count("finished.button.more", 3) in labels
    full = a_view(conversation=counted.changed(letters=letters, pledged_today=PLEDGES_A_DAY - 1))
    assert sitting.offered(full) == 0
