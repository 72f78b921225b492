"""The webhook gets each update until it takes it: with its secret, one chat in order, many at once."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.playground import Playground
from tests.support.bot_api import BotApi


@dataclass
class BotServer:
    """The bot's side: notes what comes, answers with the next status asked for, waits where told to."""

    url: str = ""
    came: list[tuple[str, str, str]] = field(default_factory=list)  # secret, name, text
    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    answer: str = ""
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: int = 0
    most_waiting: int = 0

    async def receive(self, request: web.Request) -> web.Response:
        update = await request.json()
        message = update.get("message") or update["callback_query"]
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        self.waiting += 1
        self.most_waiting = max(self.waiting, self.most_waiting)
        await self.gate.wait()
        self.waiting -= 1
        self.came.append((secret, message["from"]["first_name"], message.get("text", "a tap")))
        status = self.statuses.pop(0) if self.statuses else 200
        return web.Response(status=status, headers=self.headers, text=self.answer)


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground(time_scale=0.005) as playground:
        yield playground


@pytest.fixture
async def bot_server() -> AsyncIterator[BotServer]:
    bot_server = BotServer()
    bot_server.gate.set()
    application = web.Application()
    application.router.add_post("/hook", bot_server.receive)
    async with TestServer(application) as server:
        bot_server.url = str(server.make_url("/hook"))
        yield bot_server


async def test_updates_come_in_order(playground: Playground, api: BotApi, bot_server: BotServer) -> None:
    olena = playground.person("Olena")
    olena.sends("a")
    await api.call("setWebhook", url=bot_server.url, secret_token="s3cret-_")
    olena.sends("b")
    await playground.settled()
    assert bot_server.came == [("s3cret-_", "Olena", "a"), ("s3cret-_", "Olena", "b")]
    assert (await api.call("getWebhookInfo"))["pending_update_count"] == 0


async def test_an_update_comes_until_it_is_taken(
    playground: Playground, api: BotApi, bot_server: BotServer
) -> None:
    bot_server.statuses = [500, 502, 503]
    await api.call("setWebhook", url=bot_server.url)
    olena = playground.person("Olena")
    olena.sends("a")
    olena.sends("b")
    await playground.settled()
    assert [text for _, _, text in bot_server.came] == ["a", "a", "a", "a", "b"]
    info = await api.call("getWebhookInfo")
    assert "503" in info["last_error_message"]


async def test_a_chat_waits_for_no_other(playground: Playground, api: BotApi, bot_server: BotServer) -> None:
    bot_server.gate.clear()
    await api.call("setWebhook", url=bot_server.url, max_connections=2)
    for name in ("Olena", "Ahmet", "Safiye"):
        for text in "ab":
            playground.person(name).sends(text)
    await asyncio.sleep(0.05)
    assert bot_server.most_waiting == 2
    bot_server.gate.set()
    await playground.settled()
    assert len(bot_server.came) == 6


async def test_a_tap_does_not_wait_for_a_message(
    playground: Playground, api: BotApi, bot_server: BotServer
) -> None:
    """tdlib/telegram-bot-api, Client.cpp: queues by `chat_id` and by `user_id + (3 << 33)` are two."""
    olena = playground.person("Olena")
    olena.starts()
    keyboard = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    await api.call("sendMessage", chat_id=olena.id, text="Choose", reply_markup=keyboard)
    bot_server.gate.clear()
    await api.call("setWebhook", url=bot_server.url)
    olena.taps(olena.chat.messages[-1], "A")
    await asyncio.sleep(0.05)
    assert bot_server.most_waiting == 2
    bot_server.gate.set()
    await playground.settled()


async def test_pauses_grow_and_end_with_the_update(
    playground: Playground, bot_server: BotServer, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """tdlib/telegram-bot-api, WebhookActor.cpp, on_update_error: at once, 2, 4, 8 … 60 to 120 s; a day."""
    pauses = await _pauses(playground, bot_server, api, monkeypatch)
    assert pauses[:5] == [2, 4, 8, 16, 32]
    assert all(60 <= pause <= 120 for pause in pauses[5:])
    assert len(set(pauses[6:])) > 1
    assert 86_400 - 120 < sum(pauses) <= 86_400


async def test_the_webhook_says_when_it_wants_it_again(
    playground: Playground, bot_server: BotServer, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """tdlib/telegram-bot-api, WebhookActor.cpp, on_update_error: Retry-After, an hour at most."""
    bot_server.headers = {"Retry-After": "5000"}
    assert set(await _pauses(playground, bot_server, api, monkeypatch)) == {3600}


async def _pauses(
    playground: Playground, bot_server: BotServer, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> list[float]:
    """Between the attempts to bring one update to a bot that never takes it, after the first two."""
    pauses: list[float] = []
    real_sleep = asyncio.sleep

    async def sleep(seconds: float) -> None:
        if seconds:  # not in the playground's own server
            pauses.append(seconds / playground.courier.scale)
            playground.passes(seconds=pauses[-1])
        await real_sleep(0)

    monkeypatch.setattr("bot.playground.webhook_courier.asyncio.sleep", sleep)
    bot_server.statuses = [500] * 3000
    playground.person("Olena").sends("a")
    await api.call("setWebhook", url=bot_server.url)
    await playground.settled(30)
    return [round(pause, 3) for pause in pauses]


async def test_the_answer_may_be_a_call(playground: Playground, api: BotApi, bot_server: BotServer) -> None:
    """tdlib/telegram-bot-api, WebhookActor.cpp, handle: `method` in the response, but none that begins so."""
    olena = playground.person("Olena")
    bot_server.headers = {"Content-Type": "application/json"}
    bot_server.answer = json.dumps({"method": "sendMessage", "chat_id": olena.id, "text": "Good day"})
    await api.call("setWebhook", url=bot_server.url)
    olena.sends("a")
    await playground.settled()
    assert olena.chat.messages[-1].text == "Good day"
    bot_server.answer = json.dumps({"method": "deleteWebhook"})
    olena.sends("b")
    await playground.settled()
    assert (await api.call("getWebhookInfo"))["url"] == bot_server.url


async def test_a_webhook_is_set_once_a_second(
    playground: Playground, api: BotApi, bot_server: BotServer
) -> None:
    """tdlib/telegram-bot-api, Client.cpp, process_set_webhook_query: next_allowed_set_webhook_time_."""
    await api.call("setWebhook", url=bot_server.url)
    answer = await api.answer("setWebhook", json={"url": bot_server.url})
    assert (answer["error_code"], answer["parameters"]) == (429, {"retry_after": 1})
    playground.passes(seconds=1)
    await api.call("setWebhook", url=bot_server.url)


async def test_a_bot_that_is_away_is_asked_again(
    playground: Playground, api: BotApi, bot_server: BotServer
) -> None:
    await api.call("setWebhook", url="http://127.0.0.1:9/hook")
    playground.person("Olena").sends("a")
    await asyncio.sleep(0.05)
    assert (await api.call("getWebhookInfo"))["last_error_message"] == "Connection failed"
    playground.passes(seconds=1)
    await api.call("setWebhook", url=bot_server.url)
    await playground.settled()
    assert len(bot_server.came) == 1


async def test_polling_and_a_webhook_exclude_each_other(api: BotApi, bot_server: BotServer) -> None:
    await api.call("setWebhook", url=bot_server.url, allowed_updates=["message"])
    assert (await api.call("getWebhookInfo"))["allowed_updates"] == ["message"]
    assert await api.refusal("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    assert await api.call("deleteWebhook") is True
    assert await api.call("getUpdates") == []
    assert (await api.call("getWebhookInfo"))["url"] == ""


async def test_a_held_poll_ends_when_a_webhook_is_set(api: BotApi, bot_server: BotServer) -> None:
    poll = asyncio.create_task(api.refusal("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    await api.call("setWebhook", url=bot_server.url)
    assert await poll == "Conflict: terminated by setWebhook request"


async def test_pending_updates_can_be_dropped(playground: Playground, api: BotApi) -> None:
    playground.person("Olena").sends("a")
    await api.call("deleteWebhook", drop_pending_updates=True)
    assert await api.call("getUpdates") == []


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ({"url": "http://example.org/hook"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://example.org:444/hook"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ({"secret_token": "with a space"}, "secret token contains unallowed characters"),
        ({"secret_token": "x" * 257}, "secret token is too long"),
    ],
)
async def test_a_wrong_webhook_is_refused(
    api: BotApi, bot_server: BotServer, arguments: dict[str, Any], refusal: str
) -> None:
    assert (
        await api.refusal("setWebhook", **({"url": bot_server.url} | arguments)) == f"Bad Request: {refusal}"
    )
