"""The webhook's courier: brings each update to the bot's address, again and again until it is taken."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import aiohttp

from bot.playground.calls import Call
from bot.playground.updates import Updates
from bot.playground.values import Json, Update, bad_request

ANSWER = 60.0  # seconds Telegram waits for the webhook's answer
LONGEST_PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class Webhook:
    url: str
    secret: str = ""
    connections: int = 40


def read_webhook(call: Call) -> Webhook | None:
    """None for an empty address, which removes the webhook."""
    url, secret = call.text("url").strip(), call.text("secret_token")
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[\w-]*", secret, re.ASCII):
        raise bad_request("secret token contains unallowed characters")
    connections = call.integer("max_connections", 40)
    return Webhook(url, secret, min(max(connections, 1), 100))


@dataclass(slots=True)
class Courier:
    """One chat's updates go in order, different chats side by side; scale shortens the waits for tests."""

    updates: Updates
    now: Callable[[], float]
    scale: float = 1.0
    webhook: Webhook | None = None
    last_error: tuple[int, str] = (0, "")
    _lines: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _round: asyncio.Task[None] | None = None

    async def start(self, webhook: Webhook) -> None:
        await self.stop()
        self.webhook = webhook
        self.last_error = (0, "")
        self._round = asyncio.create_task(self._rounds(webhook))

    async def stop(self) -> None:
        self.webhook = None
        tasks = [task for task in (self._round, *self._lines.values()) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._round = None
        self._lines.clear()

    def info(self) -> Json:
        info: Json = {
            "url": self.webhook.url if self.webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.waiting),
        }
        if self.webhook:
            info["max_connections"] = self.webhook.connections
        if self.last_error[0]:
            info["last_error_date"], info["last_error_message"] = self.last_error
        if self.updates.allowed:
            info["allowed_updates"] = list(self.updates.allowed)
        return info

    async def _rounds(self, webhook: Webhook) -> None:
        news = self.updates.listen()
        connector = aiohttp.TCPConnector(limit=webhook.connections)
        timeout = aiohttp.ClientTimeout(total=ANSWER * self.scale)
        try:
            async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
                while True:
                    for chat_id in {update.chat_id for update in self.updates.waiting.values()}:
                        if chat_id not in self._lines:
                            self._lines[chat_id] = asyncio.create_task(self._line(session, webhook, chat_id))
                    await news.wait()
                    news.clear()
        finally:
            self.updates.unlisten(news)

    async def _line(self, session: aiohttp.ClientSession, webhook: Webhook, chat_id: int) -> None:
        try:
            while update := self._next(chat_id):
                pause = 0.0
                while not await self._bring(session, webhook, update):
                    await asyncio.sleep(pause * self.scale)
                    pause = min(pause * 2 or 2.0, LONGEST_PAUSE)
                    self.updates.expire()
                    if update.id not in self.updates.waiting:
                        break
                self.updates.forget(update.id)
        finally:
            self._lines.pop(chat_id, None)

    def _next(self, chat_id: int) -> Update | None:
        ids = [update.id for update in self.updates.waiting.values() if update.chat_id == chat_id]
        return self.updates.waiting[min(ids)] if ids else None

    async def _bring(self, session: aiohttp.ClientSession, webhook: Webhook, update: Update) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        try:
            async with session.post(webhook.url, json=update.as_json(), headers=headers) as answer:
                if 200 <= answer.status < 300:
                    return True
                problem = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            problem = "Read timeout expired"
        except aiohttp.ClientError:
            problem = "Connection failed"
        self.last_error = (int(self.now()), problem)
        return False
