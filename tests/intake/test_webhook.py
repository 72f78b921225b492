"""The webhook answers 2xx only when the turn has committed, and takes nothing without the secret."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from sqlalchemy.exc import OperationalError

from bot.config import Config, ConfigError
from bot.engine.ordering import Ordering
from bot.intake.webhook import SECRET_HEADER, Webhook
from bot.monitoring.http_server import health, serving
from bot.playground import Playground
from bot.playground.faults import refused, server_error
from bot.run import Running, ordering_of, run, started
from tests.conftest import ORGANIZER, SECRET, watched
from tests.fire.processes import WEBHOOK_SECRET, free_port
from tests.support.phone import Phone
from tests.support.records import pledges_in
from tests.support.supporter import Supporter

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

A = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}


@dataclass
class WebhookServer:
    """The bot's webhook, called by the test."""

    running: Running
    ordering: Ordering
    port: int
    session: aiohttp.ClientSession

    async def brings(self, body: Any, secret: str | None = WEBHOOK_SECRET) -> int:
        headers = {} if secret is None else {SECRET_HEADER: secret}
        data = io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
        url = f"http://127.0.0.1:{self.port}/telegram"
        async with self.session.post(url, data=data, headers=headers) as answer:
            await self.ordering.drain(5)
            assert await answer.read() == b"", "nothing is said to a stranger"
            return answer.status

    async def gets(self, path: str) -> tuple[int, str]:
        async with self.session.get(f"http://127.0.0.1:{self.port}{path}") as answer:
            return answer.status, await answer.text()


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground(time_scale=0.02, floods=False) as playground, watched(playground):
        yield playground


@pytest.fixture
async def server(config: Config) -> AsyncIterator[WebhookServer]:
    async with opened(config) as server:
        yield server


@asynccontextmanager
async def opened(config: Config) -> AsyncIterator[WebhookServer]:
    port = free_port()
    async with started(config) as running, aiohttp.ClientSession() as session:
        ordering = ordering_of(running)
        webhook = Webhook(ordering, running.bot_name, f"https://a.example:{port}/telegram", WEBHOOK_SECRET)
        ready = health(running.database, running.engine.metrics.liveness)
        async with serving(f"127.0.0.1:{port}", [webhook.route, *ready]):
            yield WebhookServer(running, ordering, port, session)
        await ordering.drain(5)


@pytest.mark.parametrize("secret", [None, "", "wrong", WEBHOOK_SECRET[:-1], WEBHOOK_SECRET + "a", "ж"])
async def test_without_the_secret_nothing_is_taken(
    secret: str | None, server: WebhookServer, playground: Playground
) -> None:
    olena = playground.person("Olena", "en")
    update = olena.sends("/start").as_json()
    if secret == "ж":
        secret = "\xd0\xb6"
    assert await server.brings(update, secret) == 403
    assert not [m for m in olena.chat.messages if m.sender == playground.bot]


async def test_with_the_secret_it_is_taken_and_answered(
    server: WebhookServer, playground: Playground
) -> None:
    olena = playground.person("Olena", "en")
    assert await server.brings(olena.sends("/start").as_json()) == 200
    assert [m for m in olena.chat.messages if m.sender == playground.bot]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"update_id": 5, "message": 7}', b"\xff\xfe"])
async def test_what_is_no_update_is_taken_once_and_not_asked_for_again(
    body: bytes, server: WebhookServer
) -> None:
    assert await server.brings(body) == 200


async def test_a_body_without_end_is_not_read(server: WebhookServer) -> None:
    assert await server.brings(b" " * (1 << 21)) == 413


async def test_an_update_whose_commit_failed_comes_again_and_is_done_then(
    server: WebhookServer, playground: Playground, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setattr("bot.engine.ordering.AWAY_SECONDS", 0.01)
    ann = Supporter(Phone(playground, playground.person("Ann", "en")), "en")
    update = ann.phone.person.sends("/start").as_json()
    with monkeypatch.context() as away:
        away.setattr(server.running.database, "write", _refusing)
        assert await server.brings(update) == 503
        assert await server.brings(update) == 503
        assert await server.brings(update) == 503
        assert await server.brings(update) == 503, "an absent database is not the update's fault"
        assert [ann.text("trouble.saving-later")] == ann.said(), "told once"
    assert await server.brings(update) == 200
    assert ann.reads("home.text")


async def test_an_update_that_always_fails_is_given_up_after_three_times(
    server: WebhookServer,
    playground: Playground,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fails(*_: object) -> None:
        raise ValueError("the words of somebody")

    monkeypatch.setattr(server.running.engine, "_commit", fails)
    update = playground.person("Ann", "en").sends("poison").as_json()
    assert [await server.brings(update) for _ in range(3)] == [503, 503, 200]
    assert "given up" in caplog.text
    assert "poison" not in caplog.text
    assert "words of somebody" not in caplog.text


async def test_health_is_there_only_when_the_database_answers(
    server: WebhookServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await server.gets("/ready") == (200, "ready\n")
    monkeypatch.setattr(server.running.database, "read", _refusing)
    status, _ = await server.gets("/ready")
    assert status == 503


async def test_an_album_is_answered_once(server: WebhookServer, playground: Playground) -> None:
    olena = playground.person("Olena", "en")
    olena.sends_album(10)
    for update in list(playground.telegram.updates.waiting.values()):
        assert await server.brings(update.as_json()) == 200
    said = [message for message in olena.chat.messages if message.sender == playground.bot]
    assert len(said) == 1


async def test_a_tap_that_is_nobodys_is_answered_too(server: WebhookServer, playground: Playground) -> None:
    olena = playground.person("Olena", "en")
    group = playground.group("Friends", olena)
    olena.adds_bot(group)
    await server.running.transport.call("sendMessage", {"chat_id": group.id, "text": "x", "reply_markup": A})
    query = olena.taps(group.messages[-1], "A")
    update = max(playground.telegram.updates.waiting.values(), key=lambda one: one.id)
    assert await server.brings(update.as_json()) == 200
    assert (await playground.until(lambda: query.answer))["text"] == ""


async def test_what_must_come_again_comes_soon(
    server: WebhookServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else Telegram waits twice as long after each refusal, up to two minutes."""
    monkeypatch.setattr(server.running.engine, "_commit", _away)
    monkeypatch.setattr("bot.engine.ordering.AWAY_SECONDS", 0.01)
    body = {"update_id": 1, "message": _message(7, "/start")}
    url = f"http://127.0.0.1:{server.port}/telegram"
    async with server.session.post(url, json=body, headers={SECRET_HEADER: WEBHOOK_SECRET}) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "2")


async def _away(*_: Any) -> Any:
    raise OperationalError("", {}, OSError("away"), connection_invalidated=True)


def _message(person: int, text: str) -> dict[str, Any]:
    return {
        "message_id": 1,
        "date": 1,
        "text": text,
        "from": {"id": person, "is_bot": False, "first_name": "Olena"},
        "chat": {"id": person, "type": "private"},
    }


async def test_health_of_a_database_that_hangs(
    server: WebhookServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.database.ANSWER_SECONDS", 0.1)
    monkeypatch.setattr(server.running.database, "read", _hanging)
    status, _ = await server.gets("/ready")
    assert status == 503


async def test_the_whole_way_through_the_webhook(
    config: Config, playground: Playground, database_url: str
) -> None:
    async with _running(config, playground):
        ann = Supporter(Phone(playground, playground.person("Ann", "en")), "en")
        await ann.promises()
        assert len(await pledges_in(database_url)) == 1
        assert playground.courier.webhook is not None, "the webhook stays when the bot stops"
    assert playground.courier.webhook is not None


async def test_polling_does_not_remove_a_webhook_by_itself(
    config: Config, playground: Playground, caplog: pytest.LogCaptureFixture
) -> None:
    async with _running(config, playground):
        pass
    before = playground.courier.webhook
    polling = asyncio.create_task(run(config))
    await _until(lambda: "mektup run --delete-webhook" in caplog.text)
    assert playground.courier.webhook == before
    polling.cancel()
    await polling
    polling = asyncio.create_task(run(config, delete_webhook=True))
    olena = Phone(playground, playground.person("Olena", "en"))
    assert "you are not forgotten" in await olena.types("/start")
    polling.cancel()
    await polling


async def test_an_address_telegram_refuses_is_named(config: Config, playground: Playground) -> None:
    playground.faults.cause(
        refused(400, "Bad Request: bad webhook: HTTPS url must be provided"), method="setWebhook"
    )
    wrong = config.model_copy(update=_webhook(free_port()))
    with pytest.raises(ConfigError, match=r"WEBHOOK_URL: .* HTTPS url must be provided"):
        await run(wrong)


async def test_a_port_that_is_taken_is_named(config: Config, playground: Playground) -> None:
    port = free_port()
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", port)
    with pytest.raises(ConfigError, match=f"LISTEN: cannot listen on 127.0.0.1:{port}"):
        await run(config.model_copy(update=_webhook(port)))
    server.close()


async def test_the_start_waits_for_telegram_and_says_so(
    config: Config, playground: Playground, caplog: pytest.LogCaptureFixture
) -> None:
    playground.faults.cause(server_error(), method="getMe", times=1)
    polling = asyncio.create_task(run(config))
    olena = Phone(playground, playground.person("Olena", "en"))
    assert "you are not forgotten" in await olena.types("/start")
    assert "Telegram does not answer (server); waiting 1 s" in caplog.text
    polling.cancel()
    await polling


async def test_it_stops_at_once_while_it_waits(config: Config, playground: Playground) -> None:
    playground.faults.cause(server_error())
    polling = asyncio.create_task(run(config))
    await asyncio.sleep(0.3)
    polling.cancel()
    await asyncio.wait_for(polling, 2)


async def test_polling_serves_http_too_when_it_is_told_where(config: Config, playground: Playground) -> None:
    port = free_port()
    listening = Config(
        **{name: getattr(config, name) for name in config.model_fields_set},
        _env_file=None,
        listen=f"127.0.0.1:{port}",
    )
    polling = asyncio.create_task(run(listening))
    olena = Phone(playground, playground.person("Olena", "en"))
    await olena.types("/start")
    async with aiohttp.ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{port}/ready") as answer:
            assert answer.status == 200
        async with session.post(f"http://127.0.0.1:{port}/telegram") as answer:
            assert answer.status == 404
    polling.cancel()
    await polling


@asynccontextmanager
async def _running(config: Config, playground: Playground) -> AsyncIterator[None]:
    bot = asyncio.create_task(run(config.model_copy(update=_webhook(free_port()))))
    await _until(lambda: playground.courier.webhook is not None or bot.done())
    try:
        yield
    finally:
        bot.cancel()
        await bot


def _webhook(port: int) -> dict[str, Any]:
    given = Config(
        _env_file=None,
        secret_key=SECRET,
        organizer_ids=frozenset({ORGANIZER}),
        webhook_url=f"http://127.0.0.1:{port}/telegram",
        webhook_secret=WEBHOOK_SECRET,
        listen=f"127.0.0.1:{port}",
    )
    return {name: getattr(given, name) for name in ("webhook_url", "webhook_secret", "listen")}


@asynccontextmanager
async def _refusing() -> AsyncIterator[None]:
    if SECRET:
        raise OperationalError("SELECT 1", None, OSError("connection refused"))
    yield


@asynccontextmanager
async def _hanging() -> AsyncIterator[None]:
    await asyncio.sleep(60)
    yield


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110  (there is no event for it)
            await asyncio.sleep(0.02)
