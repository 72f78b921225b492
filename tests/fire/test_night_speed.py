"""The night and a tap: ten thousand conversations are carried and sealed anew, and nobody waits for it."""

import asyncio
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.event import Event
from bot.chat.screen import NOTHING, Screen
from bot.chat.state import Conversation
from bot.chat.state_storage import row_of
from bot.chat.turn import Turn
from bot.jobs import night
from bot.run import Running
from db import conversations
from db.notes import Note
from tests.support.figures import figure
from tests.support.records import a_pledge
from tests.support.views import a_letter

WORDS = "A letter of usual length, which nobody but its reader will read. " * 12


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_nobody_waits_for_a_night_over_ten_thousand_conversations(bot: Running) -> None:
    await filled(bot, 10_000, 3_000)
    for what in ("after a bulk load", "the next night"):
        took, waits = await carried(bot)
        assert took < 20
        waits.sort()
        kind = bot.database.url.partition(":")[0]
        middle, slowest = waits[len(waits) // 2] * 1000, waits[-1] * 1000
        figure(
            f"a night over 10,000 conversations and 3,000 promises, {what}, {kind}: {took:.1f} s; "
            f"{len(waits)} taps beside it, p50 {middle:.0f} ms, slowest {slowest:.0f} ms"
        )
        await filled(bot, 0, 3_000)


async def carried(bot: Running) -> tuple[float, list[float]]:
    """The seconds of a night, and those that taps beside it have waited for their commit."""
    waits: list[float] = []
    over = asyncio.Event()

    async def taps(person: int) -> None:
        number = 0
        while not over.is_set():
            number += 1
            began = time.monotonic()
            await bot.engine.decide(
                Event(update_id=number, kind="press", user_id=person, chat_id=person), tapped
            )
            waits.append(time.monotonic() - began)
            await asyncio.sleep(0.02)

    tapping = [asyncio.create_task(taps(person)) for person in (1, 2, 3)]
    await asyncio.sleep(0.3)
    waits.clear()
    began = time.monotonic()
    assert await night.carry(bot.engine)
    took = time.monotonic() - began
    over.set()
    await asyncio.gather(*tapping)
    return took, waits


async def tapped(turn: Turn) -> Screen:
    turn.change(active_on=turn.today)
    return NOTHING


async def filled(bot: Running, people: int, promises: int) -> None:
    """So many conversations, so many of them with a promise of today."""
    today, vault = bot.engine.context.today(), bot.engine.context.vault
    for start in range(0, max(people, promises), 1000):
        rows = {}
        for person in range(start + 10, start + 1010):
            state = Conversation(user_id=person, active_on=today, revision=7).changed(language="uk")
            if person - 10 < promises:
                made = replace(a_pledge("asanov"), pledged_on=today, mail_by=today + timedelta(days=7))
                letter = a_letter("asanov", "en", WORDS, today, code=made.code)
                state = state.noting(Note(code=made.code, pledge=made)).changed(letters=(letter,))
            if person - 10 < max(people, promises):
                rows[person] = row_of(state)
        async with bot.database.write() as connection:
            await conversations.keep(connection, vault, rows)
