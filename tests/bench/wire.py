"""HTTP/1.1 read and written with as little work as a benchmark's stand-in may spend."""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

Reply = Callable[[int, bytes], None]
Answer = Callable[[str, dict[str, Any], Reply], None]


class Server(asyncio.Protocol):
    """One connection of a contestant; `delay` seconds pass on the way in and again on the way out."""

    def __init__(self, answer: Answer, delay: float) -> None:
        self._answer = answer
        self._delay = delay
        self._loop = asyncio.get_running_loop()
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (found := _split(self._read)) is not None:
            head, body, self._read = found
            if not self._delay:
                self._call(head, body)
            else:
                self._loop.call_later(self._delay, self._call, head, body)

    def _call(self, head: bytes, body: bytes) -> None:
        path = head[: head.index(b"\r\n")].split(b" ")[1].decode()
        self._answer(path.partition("?")[0].rpartition("/")[2], fields(head, body, path), self._reply)

    def _reply(self, status: int, body: bytes) -> None:
        data = b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (
            status,
            len(body),
        )
        if not self._delay:
            self._transport.write(data + body)
        else:
            self._loop.call_later(self._delay, self._transport.write, data + body)


class Client(asyncio.Protocol):
    """One kept connection to a webhook: one request at a time; `answered` gets status and body."""

    def __init__(
        self, answered: Callable[["Client", int, bytes], None], lost: Callable[["Client"], None]
    ) -> None:
        self._answered = answered
        self._lost = lost
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost(self)

    def post(self, head: bytes, body: bytes) -> None:
        self._transport.write(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (found := _split(self._read)) is not None:
            head, body, self._read = found
            self._answered(self, int(head[9:12]), body)


def fields(head: bytes, body: bytes, path: str = "") -> dict[str, Any]:
    """The parameters of a call, however the contestant's client sends them."""
    kind = _header(head, b"content-type:")
    if kind.startswith(b"application/json"):
        return dict(json.loads(body)) if body else {}
    if kind.startswith(b"multipart/form-data"):
        return dict(_parts(body, kind.rpartition(b"boundary=")[2].strip(b'"')))
    return dict(parse_qsl(body.decode() or path.partition("?")[2]))


def _parts(body: bytes, boundary: bytes) -> deque[tuple[str, str]]:
    found: deque[tuple[str, str]] = deque()
    for part in body.split(b"--" + boundary):
        head, _, value = part.partition(b"\r\n\r\n")
        name = head.partition(b'name="')[2].partition(b'"')[0].decode()
        if name and b"filename=" not in head:
            found.append((name, value.removesuffix(b"\r\n").decode()))
    return found


def _split(data: bytes) -> tuple[bytes, bytes, bytes] | None:
    """Head, body and what follows, once the message has come in whole."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = data[: end + 2]
    if b"chunked" in head:
        return _chunked(head, data, end + 4)
    last = end + 4 + int(_header(head, b"content-length:") or 0)
    return (head, data[end + 4 : last], data[last:]) if len(data) >= last else None


def _chunked(head: bytes, data: bytes, at: int) -> tuple[bytes, bytes, bytes] | None:
    body = b""
    while (line := data.find(b"\r\n", at)) >= 0:
        size = int(data[at:line], 16)
        at = line + 2 + size + 2
        if len(data) < at:
            return None
        if not size:
            return head, body, data[at:]
        body += data[line + 2 : line + 2 + size]
    return None


def _header(head: bytes, name: bytes) -> bytes:
    # Every client here writes its headers in one of these two ways; lower() would copy the head.
    at = head.find(name)
    if at < 0:
        at = head.find(name.title())
    return head[at + len(name) : head.index(b"\r\n", at)].strip() if at >= 0 else b""
