"""An answer that comes late, again, or not at all: what stands in the chat in the end is how things are."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot.chat.event import due
from bot.config import Config
from bot.playground import Playground
from bot.playground.api_types import Message, Update
from bot.playground.faults import server_error
from bot.run import Running, ordering_of, started
from db import locks
from tests.conftest import on_sqlite, polling_bot
from tests.support.phone import Phone
from tests.support.supporter import Supporter

LATER = 1_000_000  # above every number of the playground


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.parametrize("slow", ["text", "tap"])
async def test_what_a_slow_replica_draws_is_drawn_again_as_it_is_now(
    slow: str, config: Config, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one has answered the next text meanwhile, as whoever takes over from one that stops."""
    monkeypatch.setattr(locks, "LOOK_SECONDS", 0.05)
    ann = Supporter(Phone(playground, playground.person("Ann", "en")), "en")
    async with started(config) as other, polling_bot(config) as bot:
        await ann.comes_to("own")
        await playground.until(lambda: bot.database.locks.replicas == 2 or None)
        async with _slow(bot, monkeypatch) as decided:
            if slow == "text":
                ann.phone.person.sends("It snowed here today.")
            else:
                ann.phone.person.taps(*ann.phone.find(ann.t.plain("button.skip")))
            await decided.wait()
            await _hears(other, ann, "Olena")
            assert ann.is_asked("country")
        await ann.phone.settles()
        assert ann.is_asked("country")
        calls = len(playground.calls)
        await ann.phone.settles()
        assert len(playground.calls) == calls, "once is enough"


@on_sqlite
async def test_a_card_stays_a_card_when_a_tap_on_it_comes_again(
    bot: Running, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    taps = list[Update]()
    add = playground.telegram.updates.add

    def keeping(*given: Any) -> Update:
        update = add(*given)
        taps.extend([update] if "data" in update.body else [])
        return update

    monkeypatch.setattr(playground.telegram.updates, "add", keeping)
    ann = Supporter(Phone(playground, playground.person("Ann", "en")), "en")
    code = await ann.promises()
    await ann.presses("finished.button.again")
    playground.redeliver(taps[-1])
    await ann.phone.settles()
    assert len(ann.cards(code)) == 2, "asked for once more, once"
    for key in ("finished.button.another", "pledge.button.mailed"):
        await _taps_the_card(ann, key)
        playground.redeliver(taps[-1])
        await ann.phone.settles()
        assert len(ann.cards(code)) == 2
        if key == "finished.button.another":
            assert ann.is_asked("prisoner")
    assert ann.offers("pledge.button.undo"), "how it is now"


@on_sqlite
async def test_a_card_stays_a_card_when_its_answer_is_lost(bot: Running, playground: Playground) -> None:
    ann = Supporter(Phone(playground, playground.person("Ann", "en")), "en")
    code = await ann.promises()
    playground.faults.cause(server_error(), method="sendMessage", times=3)
    await _taps_the_card(ann, "finished.button.another")
    assert ann.is_asked("prisoner")
    playground.faults.cause(server_error(), method="editMessageText", times=3)
    await _taps_the_card(ann, "pledge.button.mailed")
    assert ann.offers("pledge.button.undo")
    assert len(ann.cards(code)) == 1


@on_sqlite
async def test_a_card_stays_a_card_when_the_bot_stops_before_what_comes_below_it(
    config: Config, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = Supporter(Phone(playground, playground.person("Ann", "en")), "en")
    async with polling_bot(config) as bot:
        code = await ann.promises()
        async with _slow(bot, monkeypatch) as decided:
            ann.phone.person.taps(_card(ann), ann.t.plain("finished.button.another"))
            await decided.wait()
            async with started(config) as next_one:
                await next_one.outbox.take_over(redraw=True)
                await next_one.outbox.drain(10)
            assert ann.is_asked("prisoner")
            assert len(ann.cards(code)) == 1


async def _taps_the_card(who: Supporter, key: str) -> None:
    await who.phone.taps(_card(who), who.t.plain(key))


def _card(who: Supporter) -> Message:
    return [one for one in who.phone.said() if one.text in who.cards(who.code())][-1]


@asynccontextmanager
async def _slow(bot: Running, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[asyncio.Event]:
    """What this bot answers is drawn when the block ends; the event is set when it would be."""
    decided, over = asyncio.Event(), asyncio.Event()
    answer = bot.engine.delivery.answer

    async def answers(*given: object) -> tuple[int, ...]:
        decided.set()
        await over.wait()
        return await answer(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(bot.engine.delivery, "answer", answers)
        yield decided
    over.set()


async def _hears(bot: Running, who: Supporter, text: str) -> None:
    """The next thing this person says, at this replica."""
    said = replace(due(who.phone.person.id), update_id=LATER, message_id=LATER, kind="text", text=text)
    line = ordering_of(bot)
    line.put(said, lambda _finished: None)
    await line.drain(10)
