"""The way to the playground without a network: its own rules, and the weather of a seed on every call."""

import asyncio
import json
import zlib
from collections.abc import Callable, Mapping
from email.utils import formatdate
from typing import Any

from bot.playground import Playground
from bot.playground.api_calls import Call, Upload, read_call
from bot.playground.api_types import ApiError
from bot.telegram.outcome import UnansweredError, answered
from bot.telegram.transport import ANSWER_SECONDS, UPLOAD_SECONDS, Files, Said, Transport
from tests.simulation.time_line import TimeLine

QUICK_SECONDS = 0.3  # of a call without trouble, there and back
JSON = "application/json"

# What can happen to a call, and how often in a storm. "after": Telegram has done it, and the answer is lost.
TROUBLES = {
    "lost-before": 2,
    "lost-after": 3,
    "hangs-before": 1,
    "hangs-after": 2,
    "500": 3,
    "502": 1,
    "429": 3,
}


class Weather:
    """How the network is now: calm, or one call in so many meets trouble."""

    def __init__(self, line: TimeLine) -> None:
        self._chance = line.chance
        self.one_in = 0

    def trouble(self) -> str:
        if not self.one_in or self._chance.randrange(self.one_in):
            return ""
        return self._chance.choices(tuple(TROUBLES), tuple(TROUBLES.values()))[0]


class Trace:
    """One number over everything that happens between the bot and the world, in its order."""

    def __init__(self, line: TimeLine) -> None:
        self._line = line
        self.sum = 0
        self.calls = 0

    def note(self, *what: object) -> None:
        self.sum = zlib.crc32(f"{self._line.now:.6f} {what}".encode("utf-8", "replace"), self.sum)


class SimulatedTransport(Transport):
    """Every call of a bot that lives; whatever a dead one asks for reaches nobody."""

    def __init__(
        self, token: str, playground: Playground, weather: Weather, trace: Trace, is_dead: Callable[[], bool]
    ) -> None:
        super().__init__("http://simulation", token)
        self._playground = playground
        self._weather = weather
        self._trace = trace
        self._is_dead = is_dead
        self._line = trace._line

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def call(
        self,
        method: str,
        content: Mapping[str, Any],
        *,
        files: Files | None = None,
        seconds: float = ANSWER_SECONDS,
        is_read: bool = True,
    ) -> Any:
        if not files:
            return await super().call(method, content, seconds=seconds, is_read=is_read)
        texts = {name: one if isinstance(one, str) else json.dumps(one) for name, one in content.items()}
        uploads = {
            name: Upload(given, "application/octet-stream", data) for name, (given, data) in files.items()
        }
        return answered(*await self._asked(Call(method, texts, uploads), UPLOAD_SECONDS))["result"]

    async def download(self, path: str) -> bytes:
        file = self._playground.file(path)
        return file.data if file else b""

    async def _request(self, url: str, body: Any, seconds: float) -> tuple[int, bytes]:
        return await self._asked(read_call(url.rpartition("/")[2], "", JSON, body or b""), seconds)

    async def _asked(self, call: Call, seconds: float) -> tuple[int, bytes]:
        trouble, chance = self._weather.trouble(), self._line.chance
        self._trace.calls += 1
        try:
            async with asyncio.timeout(seconds):
                await asyncio.sleep(chance.random() * QUICK_SECONDS)
                if trouble == "lost-before":
                    raise UnansweredError("not-reached", surely=True)
                if trouble == "hangs-before":
                    await asyncio.sleep(seconds * 2)
                status, answer = self._refused(trouble) or await self._performed(call)
                if trouble == "lost-after":
                    raise UnansweredError
                await asyncio.sleep(
                    seconds * 2 if trouble == "hangs-after" else chance.random() * QUICK_SECONDS
                )
        except TimeoutError:
            raise UnansweredError("timed-out") from None
        self.last_date = Said(formatdate(self._line.now, usegmt=True), self._line.now)
        return status, answer

    def _refused(self, trouble: str) -> tuple[int, bytes] | None:
        match trouble:
            case "500":
                return 500, json.dumps({"ok": False, "error_code": 500, "description": "Internal"}).encode()
            case "502":
                return 502, b"<html>Bad Gateway</html>"
            case "429":
                return _refusal(ApiError(429, "Too Many Requests", self._line.chance.choice((1, 3, 7, 40))))
        return None

    async def _performed(self, call: Call) -> tuple[int, bytes]:
        if self._is_dead():
            raise asyncio.CancelledError
        try:
            result = await self._playground.perform(call)
        except ApiError as refusal:
            self._trace.note(call.method, call.arguments, refusal.code)
            return _refusal(refusal)
        if call.method != "getUpdates" or result:
            self._trace.note(call.method, call.arguments, len(result) if isinstance(result, list) else 0)
        return 200, json.dumps({"ok": True, "result": result}).encode()


def _refusal(refusal: ApiError) -> tuple[int, bytes]:
    body = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.retry_after is not None:
        body["parameters"] = {"retry_after": refusal.retry_after}
    return refusal.code, json.dumps(body).encode()
