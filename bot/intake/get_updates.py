"""Asking Telegram for updates. The first question needs nothing else of the house, so it goes ahead of it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from bot.intake.updates import ALLOWED_UPDATES
from bot.telegram.transport import Transport

BATCH = 100  # the most getUpdates gives
HOLD_SECONDS = 25  # how long Telegram holds an empty answer

Updates = list[dict[str, Any]]


async def ask(transport: Transport, offset: int = 0, sent: Callable[[], None] | None = None) -> Updates:
    """What waits from this offset on, or what comes while Telegram holds the answer; below is confirmed."""
    asked = {"offset": offset, "timeout": HOLD_SECONDS, "limit": BATCH, "allowed_updates": ALLOWED_UPDATES}
    updates: Updates = await transport.call("getUpdates", asked, seconds=HOLD_SECONDS + 10, sent=sent)
    return updates


async def ask_first(base_url: str, token: str) -> Awaitable[Updates]:
    """The answer to come; when this returns the question has left, or has failed. Nothing is confirmed."""
    on_its_way = asyncio.Event()

    async def asking() -> Updates:
        async with Transport(base_url, token) as transport:
            return await ask(transport, sent=on_its_way.set)

    def over(answer: asyncio.Task[Updates]) -> None:
        on_its_way.set()
        if not answer.cancelled():
            answer.exception()  # for whoever asks next to meet; nobody may be left to take this one

    answer = asyncio.create_task(asking())
    answer.add_done_callback(over)
    await on_its_way.wait()
    return answer
