"""A card says who somebody is: public facts, what to write about, and who has had nothing from abroad."""

import pytest

from bot.supporter.screens.prisoner_card import card
from tests.conftest import Night
from tests.support.records import TODAY, a_pledge, keep
from tests.support.supporter import CAMPAIGN, Supporter
from tests.support.views import a_context, a_view


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.mark.parametrize("language", CAMPAIGN.languages)
def test_a_card_says_who_it_is_and_what_to_write_about(language: str) -> None:
    view = a_view(language)
    for one in CAMPAIGN.prisoners:
        text = card(view, one).text
        assert f"\n\n{view.t.pick(one.about)}\n\n" in text
        if one.topics:
            assert text.endswith(view.t("person.topics", topics=view.t.pick(one.topics)))


def test_a_card_says_less_of_whom_nothing_is_known() -> None:
    silent = CAMPAIGN.prisoners[0].model_copy(update={"about": {}, "topics": {}})
    view = a_view("en", context=a_context(CAMPAIGN.model_copy(update={"prisoners": (silent,)})))
    assert card(view, silent).text.split("\n")[2:4] == [
        "",
        "On the envelope: ZEYTULLAEV Ruslan Borisovich, 1984",
    ]


async def test_the_card_is_one_tap_from_the_greeting_and_leads_back(supporter: Supporter) -> None:
    present = await supporter.comes_to("greeting")
    await supporter.presses("greeting.button.person")
    assert supporter.t.pick(CAMPAIGN.by_id["chiygoz"].about) in supporter.phone.sees()
    assert await supporter.presses("button.back") == present


@pytest.mark.parametrize(
    ("number", "country", "is_said"), [(4, "AU", True), (5, "AU", False), (9, "UA", True)]
)
async def test_who_has_had_no_five_letters_from_abroad_says_so(
    ann: Supporter, database_url: str, night: Night, number: int, country: str, is_said: bool
) -> None:
    received = [a_pledge("asanov", country=country, received_on=TODAY) for _ in range(number)]
    await keep(database_url, *received)
    await night()
    await ann.starts("asanov")
    assert ann.reads("person.abroad", letters="up to 4 letters") == is_said
