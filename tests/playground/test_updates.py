"""The bot's inbox keeps an update until a later one is asked for; polls hold; two pollers conflict."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.error import Conflict

from bot.playground import Playground
from bot.playground.people import Person
from bot.playground.playground import UnsettledError
from tests.support.bot_api import BotApi

TWO_BOTS = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground(first_update_id=100) as playground:
        yield playground


@pytest.fixture
def olena(playground: Playground) -> Person:
    return playground.person("Olena")


async def ids(api: BotApi, **arguments: object) -> list[int]:
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


async def test_a_long_poll_holds_until_there_is_something(api: BotApi, olena: Person) -> None:
    started = time.monotonic()
    poll = asyncio.create_task(ids(api, timeout=20))
    await asyncio.sleep(0.05)
    assert not poll.done()
    olena.sends("a")
    assert await poll == [100]
    assert time.monotonic() - started < 5
    assert await ids(api, offset=101, timeout=1) == []


async def test_the_first_of_two_pollers_is_turned_away(api: BotApi, playground: Playground) -> None:
    first = asyncio.create_task(api.answer("getUpdates", json={"timeout": 20}))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(api.answer("getUpdates", json={"timeout": 20}))
    assert (await first)["description"] == TWO_BOTS
    async with Bot(playground.token, f"{playground.api_url}/bot") as third:
        polling = asyncio.create_task(third.get_updates(timeout=20))
        assert (await second)["error_code"] == 409
        second = asyncio.create_task(api.answer("getUpdates", json={}))
        with pytest.raises(Conflict):
            await polling
        await second


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
