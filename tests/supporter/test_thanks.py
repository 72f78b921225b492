"""The moment of thanks: round numbers of last night, whoever waits most, a link for a friend."""

from urllib.parse import parse_qs, urlsplit

import pytest

from bot.playground import Playground
from tests.conftest import Night
from tests.support.records import TODAY, a_pledge, keep
from tests.support.supporter import CAMPAIGN, Supporter


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


async def test_a_posted_letter_is_thanked_for_with_the_round_number_of_last_night(
    supporter: Supporter, database_url: str, night: Night
) -> None:
    await keep(database_url, *(a_pledge("chiygoz", mailed_on=TODAY) for _ in range(27)))
    await night()
    await supporter.promises()
    await supporter.presses("pledge.button.mailed")
    assert supporter.counted("thanks.many", 25) in supporter.phone.sees()


async def test_of_few_letters_no_number_is_said(supporter: Supporter) -> None:
    await supporter.promises()
    await supporter.presses("pledge.button.mailed")
    assert supporter.reads("thanks.first")


async def test_a_friend_is_told_by_a_link_that_the_bot_hears_nothing_of(
    supporter: Supporter, playground: Playground
) -> None:
    await supporter.promises()
    await supporter.presses("pledge.button.mailed")
    label = supporter.t.plain("thanks.button.friend")
    (button,) = [one for one in supporter.phone.screen().buttons if one.text == label]
    assert button.callback_data is None
    address = urlsplit(button.url or "")
    given = parse_qs(address.query)
    assert (address.netloc, address.path) == ("t.me", "/share/url")
    name = supporter.t.pick(CAMPAIGN.by_id["chiygoz"].name)
    assert given["text"] == [supporter.t.plain("thanks.share", name=name)]
    (link,) = given["url"]
    assert link == f"https://t.me/{playground.telegram.bot.username}?start=chiygoz"


async def test_who_waits_most_comes_below_the_card_and_is_somebody_else(ann: Supporter) -> None:
    code = await ann.promises()
    await ann.presses("pledge.button.mailed")
    card = ann.phone.screen()
    await ann.presses("thanks.button.awaited")
    assert ann.phone.screen().id > card.id
    assert ann.cards(code)
    assert ann.t.pick(CAMPAIGN.by_id["chiygoz"].name) not in ann.phone.sees()
    await ann.presses("person.button.write")
    assert ann.is_asked("own"), "kind and signature are known"
