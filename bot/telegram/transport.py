"""The way to the Bot API over HTTP: one pool of connections, for `call` and for python-telegram-bot's Bot."""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp
from telegram import Bot
from telegram.request import BaseRequest, RequestData

from bot.telegram.outcome import UnansweredError, answered

CONNECT_SECONDS = 5
ANSWER_SECONDS = 10
UPLOAD_SECONDS = 30
CONNECTIONS = 512

Files = Mapping[str, tuple[str, bytes]]

_TIMEOUTS = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS)
_JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Said:
    """The `Date` of an answer, unread, and when it came by the monotonic clock."""

    header: str
    at: float


class Transport(BaseRequest):
    """`call` is the way of every tap: a third of the CPU of the library's own client, and a keyboard or an
    answer nobody reads never becomes an object. `bot` is for everything else.
    """

    def __init__(self, base_url: str, token: str) -> None:
        self.base_url = base_url
        self.bot = Bot(token, base_url=f"{base_url}/bot", request=self, get_updates_request=self)
        self.last_date: Said | None = None
        self._root = f"{base_url}/bot{token}/"
        self._files = f"{base_url}/file/bot{token}"
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer."""
        return ANSWER_SECONDS

    async def initialize(self) -> None:
        """Open the connection pool."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS), cookie_jar=aiohttp.DummyCookieJar()
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
        files: Files | None = None,
        seconds: float = ANSWER_SECONDS,
        is_read: bool = True,
    ) -> Any:
        """Call a method; return its `result`, or True if nobody reads it: to parse it would be for nothing.

        Raises:
            NotDeliveredError: one of bot/telegram/outcome.py.
        """
        body = _form(content, files) if files else _json(content)
        status, answer = await self._request(self._root + method, body, UPLOAD_SECONDS if files else seconds)
        if not is_read and status == HTTPStatus.OK:
            return True
        return answered(status, answer)["result"]

    async def download(self, path: str) -> bytes:
        """Fetch a file by the path getFile has told.

        Raises:
            NotDeliveredError: one of bot/telegram/outcome.py.
        """
        status, data = await self._request(f"{self._files}/{path}", None, UPLOAD_SECONDS)
        if status != HTTPStatus.OK:
            answered(status, data)
        return data

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
        """Send a request for python-telegram-bot; an answer that is no success never comes to it."""
        seconds = ANSWER_SECONDS if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        status, answer = await self._request(
            url, _json(request_data.parameters if request_data else {}), seconds
        )
        answered(status, answer)
        return status, answer

    async def _request(
        self, url: str, body: bytes | aiohttp.FormData | None, seconds: float
    ) -> tuple[int, bytes]:
        assert self._session is not None
        headers = _JSON if isinstance(body, bytes) else None
        try:
            async with (
                asyncio.timeout(seconds),
                self._session.request(
                    "GET" if body is None else "POST", url, data=body, headers=headers, timeout=_TIMEOUTS
                ) as response,
            ):
                answer = await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise UnansweredError("not-reached", surely=True) from None  # the cause holds the token
        except TimeoutError:
            raise UnansweredError("timed-out") from None
        except (aiohttp.ClientError, OSError):
            raise UnansweredError from None
        if date := response.headers.get("Date"):
            self.last_date = Said(date, time.monotonic())
        return response.status, answer


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _form(content: Mapping[str, Any], files: Files) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in content.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    for name, (filename, data) in files.items():
        form.add_field(name, data, filename=filename, content_type="application/octet-stream")
    return form
