"""Brings each update to the bot's webhook, again and again until it is taken."""

import asyncio
import contextlib
import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.playground.api_calls import Call, read_call
from bot.playground.api_types import ApiError, Json, Update, bad_request
from bot.playground.update_queue import Updates, expires

ANSWER = 60.0  # seconds Telegram waits for the webhook's answer
LONGEST_PAUSE = 60.0  # and up to twice that, by chance
LONGEST_RETRY_AFTER = 3600
PORTS = (None, 443, 80, 88, 8443)
OF_A_CHAT = ("message", "edited_message", "channel_post", "edited_channel_post")
# What may not be called in the answer to an update.
NO_REPLY = re.compile(r"deletewebhook|setwebhook|close|logout|get.*|")

Line = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Webhook:
    url: str
    secret: str = ""
    connections: int = 40


def read_webhook(call: Call) -> Webhook | None:
    """Read the address; None for an empty one, which removes the webhook."""
    url, secret = call.text("url").strip(), call.text("secret_token")
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.scheme == "https" and parts.port not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[\w-]*", secret, re.ASCII):
        raise bad_request("secret token contains unallowed characters")
    connections = call.integer("max_connections", 40)
    return Webhook(url, secret, min(max(connections, 1), 100))


@dataclass(slots=True)
class Courier:
    """Brings a chat's messages and a person's taps in order, else side by side. `scale` shortens waits."""

    updates: Updates
    now: Callable[[], float]
    scale: float = 1.0
    reply: Callable[[Call], Any] = lambda _: None  # does what the webhook's answer asks for
    webhook: Webhook | None = None
    last_error: tuple[int, str] = (0, "")
    _lines: dict[Line, asyncio.Task[None]] = field(default_factory=dict)
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
                    for line in {_line(update) for update in self.updates.waiting.values()}:
                        if line not in self._lines:
                            self._lines[line] = asyncio.create_task(self._follow(session, webhook, line))
                    await news.wait()
                    news.clear()
        finally:
            self.updates.unlisten(news)

    async def _follow(self, session: aiohttp.ClientSession, webhook: Webhook, line: Line) -> None:
        try:
            while update := self._next(line):
                await self._insist(session, webhook, update)
                self.updates.forget(update.id)
        finally:
            self._lines.pop(line, None)

    def _next(self, line: Line) -> Update | None:
        ids = [update.id for update in self.updates.waiting.values() if _line(update) == line]
        return self.updates.waiting[min(ids)] if ids else None

    async def _insist(self, session: aiohttp.ClientSession, webhook: Webhook, update: Update) -> None:
        """Try again at once after the first failure, then after 2, 4, 8 … s, or as told; for a day."""
        delay, failures = 1.0, 0
        while (retry_after := await self._bring(session, webhook, update)) is not None:
            pause = float(min(max(retry_after, 0), LONGEST_RETRY_AFTER))
            if not pause and failures:
                longest = random.uniform(LONGEST_PAUSE, 2 * LONGEST_PAUSE)  # noqa: S311 - not a secret
                pause = delay = min(longest, delay * 2)
            failures += 1
            if self.now() + pause > expires(update):
                return
            await asyncio.sleep(pause * self.scale)
            self.updates.expire()
            if update.id not in self.updates.waiting:
                return

    async def _bring(self, session: aiohttp.ClientSession, webhook: Webhook, update: Update) -> int | None:
        """Bring it once; None when it is taken, else the seconds to wait, 0 where none are named."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        retry_after = 0
        try:
            async with session.post(webhook.url, json=update.as_json(), headers=headers) as answer:
                if 200 <= answer.status < 300:
                    self._do(answer.headers.get("Content-Type", ""), await answer.read())
                    return None
                problem = f"Wrong response from the webhook: {answer.status} {answer.reason}"
                asked = answer.headers.get("Retry-After", "")
                retry_after = int(asked) if asked.isdecimal() else 0
        except TimeoutError:
            problem = "Read timeout expired"
        except aiohttp.ClientError:
            problem = "Connection failed"
        self.last_error = (int(self.now()), problem)
        return retry_after

    def _do(self, content_type: str, body: bytes) -> None:
        """Perform the call the answer asks for; nobody hears what becomes of it."""
        try:
            method = json.loads(body).get("method", "")
        except (ValueError, AttributeError):
            return
        if not NO_REPLY.fullmatch(method.lower()):
            with contextlib.suppress(ApiError):
                self.reply(read_call(method, "", content_type, body))


def _line(update: Update) -> Line:
    return ("message" if update.kind in OF_A_CHAT else update.kind, update.line)
