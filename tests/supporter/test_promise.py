"""A promise brings letter, address and card; then the country and another letter."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.chat.state import PLEDGES_A_DAY
from bot.run import Running
from bot.supporter.screens import pledge_card
from db.pledges import CODE_LETTERS
from tests.conftest import Night, on_sqlite
from tests.support.answers import Tap
from tests.support.phone import Phone
from tests.support.records import TODAY, only_pledge_in, pledges_in, sealed_in
from tests.support.supporter import CAMPAIGN, Supporter
from tests.support.views import a_letter, a_view


@on_sqlite
@pytest.mark.parametrize("days", [7, 14, 30])
async def test_the_date_is_shown_before_and_after_the_promise(
    supporter: Supporter, days: int, bot: Running
) -> None:
    due = supporter.t.date(bot.engine.context.today() + timedelta(days=days))
    await supporter.comes_to("review")
    assert supporter.offers("review.button.promise", day=due)
    await supporter.promises_within(days)
    [card] = supporter.cards(supporter.code())
    assert supporter.text("pledge.pledged", day=due) in card


async def test_the_code_is_random_and_easy_to_read(ann: Supporter, database_url: str) -> None:
    await ann.promises()
    await ann.presses("finished.button.another")
    first, second = {ann.code().replace("-", "")}, (await only_pledge_in(database_url))["code"]
    assert first == {second}
    assert set(second) <= set(CODE_LETTERS)
    assert not {"I", "L", "O", "U"} & set(CODE_LETTERS)


@on_sqlite
async def test_the_letter_stands_alone_in_its_message_ready_to_copy(ann: Supporter) -> None:
    await ann.comes_to("review", greeting="strength")
    letter = ann.phone.sees().partition("\n\n")[2].rpartition("\n\n")[0]
    await ann.promises_within(7)
    (message,) = [one for one in ann.phone.messages if one.text == letter]
    assert message.buttons == ()


@on_sqlite
async def test_the_address_can_be_copied_in_both_scripts(supporter: Supporter) -> None:
    await supporter.promises(person="primov")
    message = supporter.phone.screen()
    copied = [button.copy_text for button in message.buttons if button.copy_text]
    latin, local = sorted((one for one in copied if "01014" in one), key=lambda one: "Kyiv" not in one)
    assert latin == "\n".join(("PRIMOV Yuri Vladimirovich, 1976", *CAMPAIGN.address.latin))
    assert local == "\n".join(("Примов Юрій Володимирович, 1976", *CAMPAIGN.address.local))
    assert latin.endswith("UKRAINE")
    assert latin in message.text
    assert local in message.text


def test_an_address_too_long_for_a_button_is_only_shown() -> None:
    letter = a_letter("asanov", "en", "A letter.", TODAY)
    view = a_view("en")
    long = view.campaign.address.model_copy(update={"latin": ("x" * 80,) * 4})
    context = replace(view.context, campaign=view.campaign.model_copy(update={"address": long}))
    message = pledge_card.card_of(replace(view, context=context), letter)
    copied = [button.label for row in message.keyboard for button in row if button.copy]
    assert copied == ["Copy: Ukraine"]


async def test_posted_can_be_said_and_taken_back(supporter: Supporter, database_url: str) -> None:
    await supporter.promises()
    await supporter.presses("pledge.button.mailed")
    today = (await only_pledge_in(database_url))["pledged_on"]
    assert (await only_pledge_in(database_url))["mailed_on"] == today
    assert supporter.reads("pledge.mailed", day=supporter.t.date(today))
    await supporter.presses("pledge.button.undo")
    assert (await only_pledge_in(database_url))["mailed_on"] is None


async def test_a_promise_can_be_withdrawn_and_made_again(supporter: Supporter, database_url: str) -> None:
    await supporter.promises()
    await supporter.presses("pledge.button.withdraw")
    assert (await only_pledge_in(database_url))["withdrawn_on"] is not None
    await supporter.presses("pledge.button.undo")
    assert (await only_pledge_in(database_url))["withdrawn_on"] is None


async def test_the_country_is_chosen_by_flag_and_name(supporter: Supporter, database_url: str) -> None:
    await supporter.comes_to("country")
    await supporter.phone.presses(f"🇵🇱 {supporter.t.country('PL')}")
    assert supporter.is_asked("review")
    await supporter.promises_within(7)
    assert (await only_pledge_in(database_url))["country"] == "PL"
    seen = supporter.phone.sees()
    copied = [button.copy_text for button in supporter.phone.screen().buttons if button.copy_text]
    assert copied[0] == supporter.code()
    assert copied[1].endswith("UKRAINE")
    assert "UKRAINE" in seen
    assert "Київ, 01014" not in seen, "the address for its own post only"


@on_sqlite
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Австралія", "AU"),
        ("avstral", "AU"),
        ("australia", "AU"),
        ("New Zealand", "NZ"),
        ("нова зел", "NZ"),
        ("Italiya", "IT"),
        ("ITALY", "IT"),
        ("USA", "US"),
        ("сша", "US"),
        ("England", "GB"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Кот-д'Івуар", "CI"),
        ("Lehistan", "PL"),
        ("Чехія", "CZ"),
    ],
)
async def test_a_country_can_be_typed_in_any_language(
    ann: Supporter, typed: str, code: str, database_url: str
) -> None:
    await ann.comes_to("country")
    await ann.types(typed)
    assert ann.reads("country.found")
    await ann.phone.presses(ann.t.country(code))
    await ann.promises_within(7)
    assert (await only_pledge_in(database_url))["country"] == code


@on_sqlite
async def test_an_unknown_country_is_explained_and_may_be_skipped(
    supporter: Supporter, database_url: str
) -> None:
    await supporter.comes_to("country")
    await supporter.types("<Atlantis>")
    assert supporter.reads("country.unknown", name="<Atlantis>")
    assert supporter.is_asked("country")
    await supporter.presses("button.skip")
    await supporter.promises_within(7)
    assert (await only_pledge_in(database_url))["country"] is None


async def test_another_letter_asks_only_for_person_greeting_and_words(
    supporter: Supporter, database_url: str
) -> None:
    await supporter.comes_to("country")
    await supporter.phone.presses(supporter.t.country("UA"))
    await supporter.promises_within(7)
    await supporter.presses("finished.button.another")
    await supporter.goes_on_to("review", prisoner=Tap("vaitov"), sender="not asked")
    assert "Olena" in supporter.phone.sees()
    assert "Lviv" in supporter.phone.sees()
    await supporter.promises_within(7)
    countries = {one["prisoner"]: one["country"] for one in await pledges_in(database_url)}
    assert countries == {"chiygoz": "UA", "vaitov": "UA"}


@on_sqlite
async def test_the_country_of_a_second_letter_is_not_asked_after_it_was_skipped(ann: Supporter) -> None:
    await ann.promises()
    await another(ann, country="not asked")


@on_sqlite
async def test_ten_letters_a_day_and_no_more(ann: Supporter, bot: Running, database_url: str) -> None:
    await ann.promises()
    for _ in range(PLEDGES_A_DAY - 1):
        await another(ann)
    assert len(await pledges_in(database_url)) == PLEDGES_A_DAY
    await ann.starts()
    await ann.presses("home.button.write")
    assert ann.reads("limit.reached", number=PLEDGES_A_DAY)
    tomorrow = bot.engine.context.now() + timedelta(days=1)
    bot.engine.context = replace(bot.engine.context, now=lambda: tomorrow)
    await ann.promises()
    assert len(await pledges_in(database_url)) == PLEDGES_A_DAY + 1


@on_sqlite
async def test_the_letter_can_be_sent_again(supporter: Supporter) -> None:
    await supporter.promises()
    letters = [text for text in supporter.said() if "It snowed" in text]
    await supporter.presses("paper.button.sizes")
    await supporter.presses("paper.button.again")
    again = [text for text in supporter.said() if "It snowed" in text]
    assert again == [*letters, letters[-1]]


async def test_the_words_can_be_erased_at_once(supporter: Supporter, bot: Running, database_url: str) -> None:
    await supporter.promises()
    await supporter.presses("pledge.button.erase")
    assert supporter.phone.toast == supporter.t.plain("pledge.erased")
    assert not supporter.offers("paper.button.sizes")
    assert not supporter.offers("pledge.button.erase")
    assert supporter.offers("pledge.button.mailed")
    assert any("It snowed" in text for text in supporter.said()), "the chat still has them"
    (sealed,) = await sealed_in(database_url)
    row = bot.engine.context.vault.conversation_keys(supporter.phone.person.id)[0]
    state = bot.engine.context.vault.open(sealed, bound_to=b"conversation" + row.to_bytes(8, "big"))
    assert b"snowed" not in state
    assert b"Olena" not in state


@on_sqlite
async def test_erased_words_cannot_be_sent_again_by_an_old_button(ann: Supporter) -> None:
    await ann.promises()
    await ann.presses("paper.button.sizes")
    card, again = ann.phone.find(ann.t.plain("paper.button.again"))
    await ann.presses("button.back")
    await ann.presses("pledge.button.erase")
    await ann.presses("paper.button.gone")
    assert not ann.offers("paper.button.again")
    letters = [text for text in ann.said() if "It snowed" in text]
    assert again.callback_data
    ann.phone.person.forges(card, again.callback_data)
    await ann.phone.settles()
    assert [text for text in ann.said() if "It snowed" in text] == letters


@on_sqlite
async def test_whoever_types_a_code_sees_its_letter_and_nobody_behind_it(
    ann: Supporter, phone: Callable[..., Phone], night: Night
) -> None:
    code = await ann.promises()
    await night()
    taras = Supporter(phone("Taras", "uk"), "uk")
    seen = await taras.types(code.lower().replace("-", " "))
    assert code in seen
    assert "Ахтем Чийгоз" in seen
    assert "Ann" not in seen
    assert "Olena" not in seen
    assert taras.offers("pledge.button.mailed"), "the code is the right to it"
    await taras.starts(code)
    assert code in taras.phone.sees()


async def another(ann: Supporter, **answers: str) -> None:
    await ann.types("/start")
    await ann.presses("home.button.write")
    await ann.goes_on_to("review", prisoner=Tap("asanov"), **answers)
    await ann.promises_within(7)


def test_today_is_a_day_of_kyiv() -> None:
    assert a_view(today=date(2016, 3, 1)).context.today() == date(2016, 3, 1)
