"""The bot's inbox keeps an update until a later one is asked for; polls hold; two pollers conflict."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.error import Conflict

from bot.playground import Playground
from bot.playground.playground import UnsettledError
from bot.playground.update_queue import Updates
from bot.playground.user_actions import Person
from tests.support.bot_api import BotApi, calling

TWO_BOTS = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground(first_update_id=100) as playground:
        yield playground


@pytest.fixture
def olena(playground: Playground) -> Person:
    return playground.person("Olena")


async def ids(api: BotApi, **arguments: object) -> list[int]:
    """What a bot sees that does not hurry."""
    api.playground.passes(seconds=3)
    return await at_once(api, **arguments)


async def at_once(api: BotApi, **arguments: object) -> list[int]:
    return [update["update_id"] for update in await api.call("getUpdates", **arguments)]


async def test_an_update_is_forgotten_only_when_a_later_one_is_asked_for(api: BotApi, olena: Person) -> None:
    for text in "abc":
        olena.sends(text)
    assert await ids(api) == [100, 101, 102]
    assert await ids(api, offset=100) == [100, 101, 102]
    assert await ids(api, offset=102) == [102]
    assert await ids(api, offset=100) == [102]
    assert await ids(api, offset=103) == []
    assert await ids(api) == []


async def test_a_limit_and_a_negative_offset(api: BotApi, olena: Person) -> None:
    for number in range(120):
        olena.sends(str(number))
    assert len(await ids(api)) == 100
    assert len(await ids(api, limit=1000)) == 100
    assert await ids(api, limit=2) == [100, 101]
    assert await ids(api, offset=-2) == [218, 219]
    assert await ids(api) == [218, 219]
    assert await ids(api, offset=-50) == [218, 219]
    assert await ids(api, limit=0) == [218]


async def test_the_same_offset_again_at_once_shows_the_oldest_only(api: BotApi, olena: Person) -> None:
    """tdlib/telegram-bot-api, Client.cpp, process_get_updates_query: within 0.5 s `limit = 1`."""
    for text in "abc":
        olena.sends(text)
    assert await ids(api, offset=100) == [100, 101, 102]
    assert await at_once(api, offset=100) == [100]
    assert await at_once(api, offset=101) == [101, 102]
    api.playground.passes(seconds=0.6)
    assert await at_once(api, offset=101) == [101, 102]


async def test_the_same_offset_again_soon_is_held_for_three_seconds(
    api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """tdlib/telegram-bot-api, Client.cpp, process_get_updates_query: within 3 s `timeout = 3`."""
    held: list[float] = []

    async def hold(self: Updates, seconds: float) -> None:
        held.append(seconds)

    monkeypatch.setattr(Updates, "_hold", hold)
    await ids(api, offset=7)
    await at_once(api, offset=7)
    await at_once(api, offset=7, timeout=20)
    await ids(api, offset=7, timeout=1)
    assert held == [3.0, 20, 1]


async def test_an_offset_from_far_away_confirms_nothing(api: BotApi, olena: Person) -> None:
    """tdlib/td, TQueue.cpp, get: "Specified from_id is in the future" is answered from the head."""
    olena.sends("a")
    assert await ids(api, offset=112) == [100]
    assert await ids(api, offset=-7) == [100]
    assert await ids(api, offset=111) == []


async def test_a_tap_waits_for_150_seconds(api: BotApi, olena: Person, playground: Playground) -> None:
    """tdlib/telegram-bot-api, Client.cpp, process_new_callback_query_queue: `add_update(…, 150, …)`."""
    olena.starts()
    keyboard = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    await api.call("sendMessage", chat_id=olena.id, text="Choose", reply_markup=keyboard)
    assert await ids(api, offset=101) == []
    olena.taps(olena.chat.messages[-1], "A")
    playground.passes(seconds=140)
    assert await ids(api) == [101]
    playground.passes(seconds=20)
    assert await ids(api) == []


async def test_after_a_silent_week_ids_begin_anywhere(olena: Person, playground: Playground) -> None:
    """The Bot API on `update_id`: without updates for a week the next one is chosen at random."""
    assert olena.sends("a").id == 100
    playground.telegram.updates.clear()
    playground.passes(days=8)
    assert olena.sends("b").id >= 100_000_000


async def test_a_long_poll_holds_until_there_is_something(api: BotApi, olena: Person) -> None:
    poll = asyncio.create_task(ids(api, timeout=20))
    await asyncio.sleep(0.05)
    assert not poll.done()
    olena.sends("a")
    assert await poll == [100]
    assert await ids(api, offset=101, timeout=1) == []


async def test_the_first_of_two_pollers_is_turned_away(api: BotApi, playground: Playground) -> None:
    """tdlib/telegram-bot-api, Client.cpp, do_get_updates and abort_long_poll."""
    first = asyncio.create_task(api.answer("getUpdates", json={"timeout": 20}))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(api.answer("getUpdates", json={"timeout": 20}))
    assert (await first)["description"] == TWO_BOTS
    playground.passes(seconds=3)
    async with Bot(playground.token, f"{playground.api_url}/bot") as third:
        polling = asyncio.create_task(third.get_updates(timeout=20))
        assert (await second)["error_code"] == 409
        playground.passes(seconds=3)
        fourth = asyncio.create_task(api.answer("getUpdates", json={"timeout": 20}))
        with pytest.raises(Conflict):
            await polling
        fourth.cancel()


async def test_a_poll_that_is_not_held_ends_no_other(api: BotApi, olena: Person) -> None:
    """tdlib/telegram-bot-api, Client.cpp, do_get_updates: abort_long_poll only where it is held itself."""
    held = asyncio.create_task(ids(api, timeout=20))
    await asyncio.sleep(0.05)
    assert await ids(api) == []
    olena.sends("a")
    assert await held == [100]


async def test_a_second_conflict_is_told_three_seconds_later() -> None:
    """tdlib/telegram-bot-api, Client.cpp, fail_query_conflict: a SleepActor of 3.0 s."""
    async with Playground(time_scale=0.05) as playground, calling(playground) as api:
        polls = []
        for _ in range(3):
            polls.append(asyncio.create_task(api.answer("getUpdates", json={"timeout": 20})))
            await asyncio.sleep(0.02)
        assert polls[0].done()
        assert not polls[1].done()
        assert (await polls[1])["description"] == TWO_BOTS
        polls[2].cancel()


async def test_the_bot_gets_the_kinds_it_asked_for(api: BotApi, olena: Person) -> None:
    await api.call("getUpdates", allowed_updates=["callback_query"])
    olena.sends("a")
    assert await ids(api) == []
    await api.call("getUpdates", allowed_updates=[])  # empty: the usual ones again
    olena.sends("b")
    assert await ids(api) == [101]


async def test_an_update_waits_for_a_day(api: BotApi, olena: Person, playground: Playground) -> None:
    olena.sends("a")
    playground.passes(hours=23)
    assert await ids(api) == [100]
    playground.passes(hours=2)
    assert await ids(api) == []


async def test_the_same_update_comes_again(api: BotApi, olena: Person, playground: Playground) -> None:
    update = olena.sends("a")
    olena.sends("b")
    assert await ids(api, offset=102) == []
    playground.redeliver(update)
    assert await ids(api, offset=102) == [100]
    assert await ids(api, offset=102) == []


async def test_update_ids_begin_anywhere() -> None:
    first, second = Playground(), Playground()
    assert first.telegram.updates.next_id != second.telegram.updates.next_id


async def test_settled_means_confirmed_and_nothing_in_flight(
    api: BotApi, olena: Person, playground: Playground
) -> None:
    await playground.settled()
    olena.sends("a")
    with pytest.raises(UnsettledError, match="not confirmed \\['message'\\]"):
        await playground.settled(0.05)
    settled = asyncio.create_task(playground.settled())
    assert await ids(api) == [100]
    await asyncio.sleep(0.02)
    assert not settled.done()
    poll = asyncio.create_task(ids(api, offset=101, timeout=20))  # an open poll is no work
    await settled
    olena.sends("b")
    await poll


async def test_a_reset_makes_strangers_of_all_but_the_named(playground: Playground, olena: Person) -> None:
    organizer = playground.person("Organizer", id=42)
    before = olena.id
    olena.sends("a")
    playground.reset()
    assert olena.id != before
    assert (organizer.id, olena.chat.messages, playground.telegram.updates.waiting) == (42, [], {})
