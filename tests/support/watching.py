"""Waits for something in one chat without looking at the others', for tests with many people at once."""

import asyncio
from collections.abc import Callable

from bot.playground import Playground
from bot.playground.user_actions import Person


async def until_in_chat(
    playground: Playground, person: Person, found: Callable[[], bool], seconds: float
) -> None:
    """Until `found()`, asked after every change in this person's chat. Raises TimeoutError."""
    change = asyncio.Event()

    def watch(chat_id: int, _notice: object) -> None:
        if chat_id == person.id:
            change.set()

    playground.telegram.watchers.add(watch)
    try:
        async with asyncio.timeout(seconds):
            while not found():
                await change.wait()
                change.clear()
    finally:
        playground.telegram.watchers.remove(watch)


def newest(person: Person, playground: Playground | None = None) -> int:
    """The newest thing in the chat; with a playground, the newest thing its bot said there."""
    said = person.chat.messages
    if playground:
        said = [message for message in said if message.sender == playground.bot]
    return max((message.revision for message in said), default=0)
