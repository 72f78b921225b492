"""One call to the Bot API over HTTP: JSON out, the bare answer in, python-telegram-bot's errors."""

import asyncio
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any, cast

import aiohttp
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS = 5
ANSWER_SECONDS = 20
UPLOAD_SECONDS = 60
CONNECTIONS = 512


class NotReachedError(NetworkError):
    """No connection was made, so the call surely had no effect."""


class ServerError(NetworkError):
    """Telegram answered 5xx: it refused the call before doing it."""


@dataclass(frozen=True, slots=True)
class Said:
    """The `Date` of an answer, unread, and when it came by the monotonic clock."""

    header: str
    at: float


class Transport(BaseRequest):
    """python-telegram-bot's request layer on aiohttp: a third of the CPU of its default client,
    and a keyboard or an answer nobody reads never becomes an object.
    """

    def __init__(self, base_url: str, token: str) -> None:
        self.base_url = base_url
        self.last_date: Said | None = None
        self._root = f"{base_url}/bot{token}/"
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer."""
        return ANSWER_SECONDS

    async def initialize(self) -> None:
        """Open the connection pool."""
        os.environ.setdefault("PTB_TIMEDELTA", "true")  # else every 429 warns that its type will change
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def shutdown(self) -> None:
        """Close the connection pool."""
        if self._session:
            await self._session.close()

    async def call(
        self,
        method: str,
        content: Mapping[str, Any],
        *,
        files: Mapping[str, tuple[str, bytes]] | None = None,
        seconds: float = ANSWER_SECONDS,
        is_read: bool = True,
    ) -> Any:
        """Call a method; return its `result`, or True if nobody reads it: to parse it would be for nothing.

        Raises:
            telegram.error.TelegramError: as python-telegram-bot does; `NotReachedError` and `ServerError`
                for calls that surely had no effect, `TimedOut` and `NetworkError` where nobody knows.
        """
        # The library's RequestData is final and holds strings only; it hands ours on to do_request unread.
        data = cast(RequestData, _Call(content, files, is_read))
        return await self.post(self._root + method, data, read_timeout=UPLOAD_SECONDS if files else seconds)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send a request for python-telegram-bot; return status and body of the answer."""
        assert self._session is not None
        call = cast(_Call, request_data)
        try:
            async with (
                asyncio.timeout(read_timeout),
                self._session.request(
                    method,
                    url,
                    data=call.body(),
                    headers=call.headers,
                    timeout=_TIMEOUTS,
                ) as response,
            ):
                body = await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise NotReachedError("no connection") from None  # the cause holds the address, so the token
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from None
        if date := response.headers.get("Date"):
            self.last_date = Said(date, time.monotonic())
        if response.status >= 500:
            raise ServerError(f"HTTP {response.status}")
        return response.status, body if call.is_read or response.status != HTTPStatus.OK else _DONE

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse the answer; unlike the inherited method, never log what could not be read."""
        try:
            content = json.loads(payload)
        except ValueError:
            raise TelegramError("Invalid server response") from None
        if not isinstance(content, dict):
            raise TelegramError("Invalid server response")
        return content


def seconds_of(error: RetryAfter) -> float:
    """Read how long Telegram asks us to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


_TIMEOUTS = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS)
_DONE = b'{"ok":true,"result":true}'
_JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class _Call:
    content: Mapping[str, Any]
    files: Mapping[str, tuple[str, bytes]] | None
    is_read: bool

    @property
    def headers(self) -> Mapping[str, str] | None:
        return None if self.files else _JSON

    def body(self) -> bytes | aiohttp.FormData:
        if not self.files:
            return json.dumps(self.content, ensure_ascii=False, separators=(",", ":")).encode()
        form = aiohttp.FormData()
        for name, value in self.content.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, (filename, content) in self.files.items():
            form.add_field(name, content, filename=filename, content_type="application/octet-stream")
        return form
