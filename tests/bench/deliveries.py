"""Webhook deliveries: updates posted over kept connections, to replicas in turn as a proxy would."""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from typing import Any

from .wire import Client


class Deliveries:
    """At most `connections` updates in flight; what is not answered 2xx is posted again."""

    def __init__(
        self,
        addresses: tuple[str, ...],
        path: str,
        secret: str,
        connections: int,
        delay: float,
        called: Callable[[dict[str, Any]], None],  # a method that came in the answer's body
    ) -> None:
        self._addresses = deque(addresses)
        self._head = (
            f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\n"
        ).encode()
        self._room = connections
        self._delay = delay
        self._called = called
        self._loop = asyncio.get_running_loop()
        self._updates: deque[bytes] = deque()
        self._free: deque[Client] = deque()
        self._flying: dict[Client, bytes] = {}
        self._opening: set[asyncio.Task[None]] = set()
        self.refused = 0

    def put(self, update: bytes) -> None:
        self._updates.append(update)
        if self._free:
            self._next(self._free.popleft())
        elif self._room:
            self._room -= 1
            task = self._loop.create_task(self._open())
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    async def _open(self) -> None:
        self._addresses.rotate(1)
        host, _, port = self._addresses[0].partition(":")
        try:
            _, client = await self._loop.create_connection(
                lambda: Client(self._answered, self._lost), host, int(port)
            )
        except OSError:
            self._room += 1
            await asyncio.sleep(0.05)
            if self._updates:
                self.put(self._updates.popleft())
            return
        self._next(client)

    def _next(self, client: Client) -> None:
        if self._updates:
            update = self._updates.popleft()
            self._flying[client] = update
            if self._delay:
                self._loop.call_later(self._delay, client.post, self._head, update)
            else:
                client.post(self._head, update)
        else:
            self._free.append(client)

    def _answered(self, client: Client, status: int, body: bytes) -> None:
        if self._delay:
            self._loop.call_later(self._delay, self._read, client, status, body)
        else:
            self._read(client, status, body)

    def _read(self, client: Client, status: int, body: bytes) -> None:
        update = self._flying.pop(client, None)
        if update is None:
            return  # the line was lost meanwhile, and the update is on its way again
        if status >= 300:
            self.refused += 1
            self._updates.append(update)
        elif body[:1] == b"{" and b'"method"' in body:
            self._called(json.loads(body))
        self._next(client)

    def _lost(self, client: Client) -> None:
        self._room += 1
        if client in self._free:
            self._free.remove(client)
        if (update := self._flying.pop(client, None)) is not None:
            self.put(update)
