"""Group chats: one polite line and a button that opens the private chat; nobody's letter is written there."""

from collections.abc import Callable

import pytest

from bot.playground import Playground
from bot.playground.chats import Chat
from tests.support.phone import Phone
from tests.support.records import sealed_in
from tests.support.supporter import Supporter


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture(params=["group", "supergroup"])
async def group(request: pytest.FixtureRequest, ann: Supporter) -> Chat:
    """A group to which Ann has just added the bot."""
    chat = ann.phone.playground.group("Letter evening", ann.phone.person, kind=request.param)
    ann.phone.person.adds_bot(chat)
    await ann.phone.settles()
    return chat


def said(playground: Playground, chat: Chat) -> list[str]:
    return [message.text for message in chat.messages if message.sender == playground.bot]


async def test_added_to_a_group_it_says_one_line_with_a_way_to_the_private_chat(
    ann: Supporter, group: Chat
) -> None:
    playground = ann.phone.playground
    assert said(playground, group) == [ann.text("group.text")]
    (button,) = group.messages[-1].buttons
    assert button.text == ann.t.plain("group.button.open")
    assert (button.url or "").startswith(f"https://t.me/{playground.bot.username}")


@pytest.mark.parametrize("language", ["uk", "en", "crh"])
async def test_a_command_in_a_group_is_answered_in_the_senders_language(
    phone: Callable[..., Phone], group: Chat, language: str
) -> None:
    olena = Supporter(phone("Olena", language), language)
    olena.phone.person.sends("/start chiygoz", chat=group)
    await olena.phone.settles()
    assert said(olena.phone.playground, group)[-1] == olena.text("group.text")


async def test_talk_in_a_group_is_not_answered(ann: Supporter, group: Chat) -> None:
    before = said(ann.phone.playground, group)
    ann.phone.person.sends("Hello everybody", chat=group)
    ann.phone.person.sends("/start@other_bot", chat=group)
    ann.phone.person.sends_anonymously("/start", group)
    await ann.phone.settles()
    assert said(ann.phone.playground, group) == before


async def test_nothing_of_a_group_is_stored_and_nothing_is_said_in_private(
    ann: Supporter, group: Chat, database_url: str
) -> None:
    ann.phone.person.sends("/start", chat=group)
    await ann.phone.settles()
    assert await sealed_in(database_url) == []
    assert ann.said() == []


async def test_the_button_leads_to_the_first_screen(ann: Supporter, group: Chat) -> None:
    url = group.messages[-1].buttons[0].url or ""
    await ann.starts(url.partition("start=")[2])
    assert ann.reads("home.text")


async def test_a_button_of_a_private_chat_pressed_in_a_group_does_nothing(
    ann: Supporter, group: Chat, phone: Callable[..., Phone], database_url: str
) -> None:
    await ann.comes_to("own")
    skip = ann.phone.find(ann.t.plain("button.skip"))[1].callback_data or ""
    taras = phone("Taras", "en")
    line = group.messages[-1]
    ann.phone.person.forges(line, skip)
    taras.person.forges(line, skip)
    await ann.phone.settles()
    assert group.messages[-1].text == line.text
    assert ann.is_asked("own")
    assert len(await sealed_in(database_url)) == 1


async def test_a_channel_is_left_alone(ann: Supporter, database_url: str) -> None:
    channel = ann.phone.playground.group("News", ann.phone.person, kind="channel")
    ann.phone.person.adds_bot(channel)
    ann.phone.person.posts("/start", channel)
    await ann.phone.settles()
    assert said(ann.phone.playground, channel) == []
