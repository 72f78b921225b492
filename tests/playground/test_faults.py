"""Trouble on demand: floods, refusals, broken proxies, dropped lines, slowness."""

import asyncio
import time
from datetime import timedelta

import aiohttp
import pytest
from telegram import Bot
from telegram.error import Forbidden, NetworkError, RetryAfter, TimedOut
from telegram.request import HTTPXRequest

from bot.playground import Playground, faults
from bot.playground.user_actions import Person
from tests.support.bot_api import BotApi


@pytest.fixture
def olena(playground: Playground) -> Person:
    olena = playground.person("Olena")
    olena.starts()
    return olena


def said(person: Person) -> int:
    """How many messages of the bot this person has."""
    return sum(message.sender != person.user for message in person.chat.messages)


async def test_a_flood_names_its_seconds_and_passes(
    playground: Playground, olena: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # without it the library warns of its own future
    playground.faults.cause(faults.flood(3), method="sendMessage", times=1)
    async with Bot(playground.token, f"{playground.api_url}/bot") as bot:
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(olena.id, "a")
        assert caught.value.retry_after == timedelta(seconds=3)
        await bot.send_message(olena.id, "b")
    assert said(olena) == 1


async def test_trouble_keeps_to_its_chat(playground: Playground, api: BotApi, olena: Person) -> None:
    ahmet = playground.person("Ahmet")
    ahmet.starts()
    playground.faults.cause(faults.blocked(), method="sendMessage", chat=olena.id)
    await api.call("sendMessage", chat_id=ahmet.id, text="a")
    await api.call("sendChatAction", chat_id=olena.id, action="typing")
    for _ in range(3):
        assert "blocked" in await api.refusal("sendMessage", chat_id=olena.id, text="a")
    playground.faults.clear()
    await api.call("sendMessage", chat_id=olena.id, text="a")


async def test_trouble_can_be_a_matter_of_chance(playground: Playground, api: BotApi, olena: Person) -> None:
    playground.faults.cause(faults.server_error(), probability=0.5)
    outcomes = [
        (await api.answer("sendMessage", json={"chat_id": olena.id, "text": "a"}))["ok"] for _ in range(60)
    ]
    assert 15 < sum(outcomes) < 45
    assert said(olena) == sum(outcomes)


async def test_a_server_error_has_no_effect(playground: Playground, olena: Person) -> None:
    async with Bot(playground.token, f"{playground.api_url}/bot") as bot:
        for code, kind in ((500, NetworkError), (502, NetworkError), (403, Forbidden)):
            trouble = faults.blocked() if code == 403 else faults.server_error(code)
            playground.faults.cause(trouble, method="sendMessage", times=1)
            with pytest.raises(kind):
                await bot.send_message(olena.id, "a")
    assert said(olena) == 0


async def test_a_proxy_in_trouble_speaks_html(playground: Playground, api: BotApi, olena: Person) -> None:
    playground.faults.cause(faults.server_error(502))
    async with api.session.post(f"{api.url}/getMe") as response:
        assert (response.status, response.content_type) == (502, "text/html")


@pytest.mark.parametrize(("trouble", "spoken"), [(faults.dropped_before(), 0), (faults.dropped_after(), 1)])
async def test_a_dropped_line_hides_whether_the_call_took_effect(
    playground: Playground, api: BotApi, olena: Person, trouble: faults.Trouble, spoken: int
) -> None:
    playground.faults.cause(trouble, method="sendMessage", times=1)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await api.call("sendMessage", chat_id=olena.id, text="a")
    assert said(olena) == spoken
    await api.call("sendMessage", chat_id=olena.id, text="b")
    assert said(olena) == spoken + 1


async def test_a_dropped_line_is_a_network_error(playground: Playground, olena: Person) -> None:
    playground.faults.cause(faults.dropped_after(), method="sendMessage", times=1)
    async with Bot(playground.token, f"{playground.api_url}/bot") as bot:
        with pytest.raises(NetworkError):
            await bot.send_message(olena.id, "a")
    assert said(olena) == 1


async def test_a_slow_call_is_in_flight(playground: Playground, api: BotApi, olena: Person) -> None:
    playground.telegram.updates.clear()
    playground.faults.cause(faults.slow(0.1), method="sendMessage")
    call = asyncio.create_task(api.call("sendMessage", chat_id=olena.id, text="a"))
    await asyncio.sleep(0.03)
    started = time.monotonic()
    await playground.settled()
    assert time.monotonic() - started > 0.03
    await call


async def test_whoever_gives_up_does_not_undo_a_slow_call(playground: Playground, olena: Person) -> None:
    playground.telegram.updates.clear()
    playground.faults.cause(faults.slow(0.2), method="sendMessage")
    hasty = HTTPXRequest(read_timeout=0.05)
    async with Bot(playground.token, f"{playground.api_url}/bot", request=hasty) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(olena.id, "a", read_timeout=0.05)
    await playground.settled()
    assert said(olena) == 1
