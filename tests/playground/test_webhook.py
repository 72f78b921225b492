"""The webhook gets each update until it takes it: with its secret, one chat in order, many at once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.playground import Playground
from tests.support.bot_api import BotApi


@dataclass
class House:
    """The bot's side: notes what comes, answers with the next status asked for, waits where told to."""

    url: str = ""
    came: list[tuple[str, str, str]] = field(default_factory=list)  # secret, name, text
    statuses: list[int] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: int = 0
    most_waiting: int = 0

    async def door(self, request: web.Request) -> web.Response:
        message = (await request.json())["message"]
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        self.waiting += 1
        self.most_waiting = max(self.waiting, self.most_waiting)
        await self.gate.wait()
        self.waiting -= 1
        self.came.append((secret, message["from"]["first_name"], message["text"]))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground(time_scale=0.005) as playground:
        yield playground


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    house.gate.set()
    application = web.Application()
    application.router.add_post("/hook", house.door)
    async with TestServer(application) as server:
        house.url = str(server.make_url("/hook"))
        yield house


async def test_updates_come_in_order(playground: Playground, api: BotApi, house: House) -> None:
    olena = playground.person("Olena")
    olena.sends("a")
    await api.call("setWebhook", url=house.url, secret_token="s3cret-_")
    olena.sends("b")
    await playground.settled()
    assert house.came == [("s3cret-_", "Olena", "a"), ("s3cret-_", "Olena", "b")]
    assert (await api.call("getWebhookInfo"))["pending_update_count"] == 0


async def test_an_update_comes_until_it_is_taken(playground: Playground, api: BotApi, house: House) -> None:
    house.statuses = [500, 502, 503]
    await api.call("setWebhook", url=house.url)
    olena = playground.person("Olena")
    olena.sends("a")
    olena.sends("b")
    await playground.settled()
    assert [text for _, _, text in house.came] == ["a", "a", "a", "a", "b"]
    info = await api.call("getWebhookInfo")
    assert "503" in info["last_error_message"]


async def test_a_chat_waits_for_no_other(playground: Playground, api: BotApi, house: House) -> None:
    house.gate.clear()
    await api.call("setWebhook", url=house.url, max_connections=2)
    for name in ("Olena", "Ahmet", "Safiye"):
        for text in "ab":
            playground.person(name).sends(text)
    await asyncio.sleep(0.05)
    assert house.most_waiting == 2
    house.gate.set()
    await playground.settled()
    assert len(house.came) == 6


async def test_a_house_that_is_away_is_asked_again(playground: Playground, api: BotApi, house: House) -> None:
    await api.call("setWebhook", url="http://127.0.0.1:9/hook")
    playground.person("Olena").sends("a")
    await asyncio.sleep(0.05)
    assert (await api.call("getWebhookInfo"))["last_error_message"] == "Connection failed"
    await api.call("setWebhook", url=house.url)
    await playground.settled()
    assert len(house.came) == 1


async def test_polling_and_a_webhook_exclude_each_other(api: BotApi, house: House) -> None:
    await api.call("setWebhook", url=house.url, allowed_updates=["message"])
    assert (await api.call("getWebhookInfo"))["allowed_updates"] == ["message"]
    assert await api.refusal("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    assert await api.call("deleteWebhook") is True
    assert await api.call("getUpdates") == []
    assert (await api.call("getWebhookInfo"))["url"] == ""


async def test_a_held_poll_ends_when_a_webhook_is_set(api: BotApi, house: House) -> None:
    poll = asyncio.create_task(api.refusal("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    await api.call("setWebhook", url=house.url)
    assert await poll == "Conflict: terminated by setWebhook request"


async def test_pending_updates_can_be_dropped(playground: Playground, api: BotApi) -> None:
    playground.person("Olena").sends("a")
    await api.call("deleteWebhook", drop_pending_updates=True)
    assert await api.call("getUpdates") == []


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ({"url": "http://example.org/hook"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"secret_token": "with a space"}, "secret token contains unallowed characters"),
        ({"secret_token": "x" * 257}, "secret token is too long"),
    ],
)
async def test_a_wrong_webhook_is_refused(
    api: BotApi, house: House, arguments: dict[str, Any], refusal: str
) -> None:
    assert await api.refusal("setWebhook", **({"url": house.url} | arguments)) == f"Bad Request: {refusal}"
