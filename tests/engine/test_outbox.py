"""What a turn owes is sent until it has arrived: after a stop too, by one replica, in one language."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.chat.screen import Outgoing
from bot.chat.view import View
from bot.config import Config
from bot.playground import Playground
from bot.playground.faults import blocked, server_error
from bot.run import Running, started
from db import locks
from db.conversations import lock
from db.figure_sums import Moment
from tests.conftest import on_sqlite, polling_bot
from tests.support.phone import Phone
from tests.support.records import pledges_in
from tests.support.states import states
from tests.support.supporter import Supporter


async def test_what_a_stop_interrupts_comes_with_the_next_start_in_the_same_language(
    config: Config, playground: Playground
) -> None:
    olena = _somebody(playground)
    async with polling_bot(config):
        await _promises_in_vain(olena, playground)
    assert not olena.offers("pledge.button.mailed")
    playground.faults.clear()
    async with polling_bot(config) as bot:
        await _looks(bot)
        assert olena.offers("pledge.button.mailed"), "what to do with it, in her language"
        assert len(olena.letters()) == 1
        assert (await states(bot))[olena.phone.person.id].owed == ()


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_replica_leaves_what_another_one_sends_and_takes_it_over_when_that_one_dies(
    config: Config, playground: Playground
) -> None:
    olena = _somebody(playground)
    async with started(config) as other:
        async with polling_bot(config):
            await _promises_in_vain(olena, playground)
            playground.calls.clear()
            await other.outbox.take_over()
            assert not other.outbox.length, "the other one is alive"
        playground.faults.clear()
        await _looks(other)
        assert len(olena.letters()) == 1
        assert olena.offers("pledge.button.mailed")


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_replica_whose_session_broke_off_is_soon_known_to_be_alive_again(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "LOOK_SECONDS", 0.05)
    ends_its_session = text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE classid = :kind")
    async with started(config) as one, started(config) as other:

        async def is_alive() -> bool:
            async with other.database.read() as connection:
                return await other.database.locks.is_alive(connection, one.engine.instance)

        assert await is_alive()
        async with other.database.read() as connection:
            await connection.execute(ends_its_session, {"kind": locks.PRESENCE_LOCK})
        for _ in range(200):
            await asyncio.sleep(0.05)
            if await is_alive():
                return
        raise AssertionError("taken for dead")


@on_sqlite
async def test_a_start_redraws_the_present_of_whoever_may_not_have_seen_it(
    config: Config, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    olena = _somebody(playground)
    async with polling_bot(config) as bot:
        await olena.comes_to("own")
        monkeypatch.setattr(bot.engine, "speak", _dies)  # the process ends between commit and answer
        await olena.types("Сьогодні падав сніг.")
        assert olena.is_asked("own")
    async with polling_bot(config) as bot:
        await _looks(bot)
        assert olena.is_past("own")


@on_sqlite
async def test_a_start_gives_thanks_for_a_promise_that_had_no_answer(
    config: Config, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    olena = _somebody(playground)
    async with polling_bot(config) as bot:
        await olena.comes_to("review")
        monkeypatch.setattr(bot.engine, "speak", _dies)
        await olena.promises_within(7)
    async with polling_bot(config) as bot:
        await _looks(bot)
        assert olena.text("finished.text") in olena.said()
        assert len(olena.letters()) == len(olena.cards(olena.code())) == 1


@on_sqlite
async def test_a_start_says_nothing_new_to_whoever_has_seen_it_all(
    config: Config, playground: Playground
) -> None:
    olena = _somebody(playground)
    async with polling_bot(config):
        await olena.promises()
        said = olena.said()
    async with polling_bot(config) as bot:
        await _looks(bot)
    assert olena.said() == said


@on_sqlite
async def test_nothing_is_owed_to_whoever_has_stopped_the_bot(
    config: Config, bot: Running, playground: Playground
) -> None:
    olena = _somebody(playground)
    await olena.comes_to("review")
    playground.faults.cause(blocked(), method="sendMessage", chat=olena.phone.person.id)
    await olena.promises_within(7)
    await playground.settled()
    assert (await states(bot))[olena.phone.person.id].owed == ()
    assert len(await pledges_in(config.database_url)) == 1, "the promise stands"


@on_sqlite
async def test_a_part_that_cannot_be_made_is_told_of_once_and_holds_up_no_other(
    bot: Running, playground: Playground, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    is_broken, make = True, bot.outbox._make

    async def makes(view: View, part: str, moment: Moment) -> Sequence[Outgoing]:
        if is_broken and part.startswith("card:"):
            raise ValueError("the words of somebody")
        return await make(view, part, moment)

    monkeypatch.setattr(bot.outbox, "_make", makes)
    olena = _somebody(playground)
    await olena.comes_to("review")
    await olena.promises_within(7)
    assert len(olena.letters()) == 1
    error_id = re.findall(r"error ([0-9a-f]{8}): ValueError", caplog.text)[0]
    for _ in range(2):  # it is tried again, and nobody is told of it again
        assert len(re.findall(r"error [0-9a-f]{8}: ValueError", caplog.text)) == 1
        assert sum(error_id in said for said in olena.said()) == 1
        await asyncio.sleep(0.6)
    is_broken = False
    code = next(iter(await pledges_in(bot.config.database_url)))["code"]
    await playground.until(lambda: olena.cards(f"{code[:4]}-{code[4:]}") or None)
    await playground.settled()
    assert (await states(bot))[olena.phone.person.id].owed == ()


@on_sqlite
async def test_everything_can_be_had_again_by_a_button(
    config: Config, bot: Running, playground: Playground
) -> None:
    olena = _somebody(playground)
    await olena.promises()
    await olena.presses("finished.button.again")
    assert len(olena.letters()) == len(olena.cards(olena.code())) == 2
    assert len(await pledges_in(config.database_url)) == 1


@on_sqlite
async def test_another_bot_on_the_same_database_hears_what_people_say(
    config: Config, bot: Running, playground: Playground
) -> None:
    """Its messages are numbered anew, from numbers that the first bot has long passed."""
    olena = _somebody(playground)
    await olena.comes_to("own")
    kept = (await states(bot))[olena.phone.person.id]
    assert kept.has_heard(bot.engine.context.bot_id, 0, kept.marks.newest)
    assert not kept.has_heard(bot.engine.context.bot_id + 1, 0, kept.marks.newest)
    bot.engine.context = replace(bot.engine.context, bot_id=bot.engine.context.bot_id + 1)
    await olena.types("Сьогодні падав сніг.")
    assert olena.is_asked("sender")


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_row_somebody_else_holds_stops_its_own_person_only(
    config: Config, bot: Running, playground: Playground
) -> None:
    olena, other = _somebody(playground), _somebody(playground)
    await olena.comes_to("own")
    await other.comes_to("own")
    async with started(config) as forgotten, forgotten.database.write() as connection:
        await lock(connection, config.vault, [olena.phone.person.id], bot.engine.context.today())
        for one in (olena, other):
            one.phone.person.sends("Сьогодні падав сніг.")
        await playground.until(lambda: other.is_asked("sender") or None)
        assert olena.is_asked("own")
    await playground.until(lambda: olena.is_asked("sender") or None)


def _somebody(playground: Playground) -> Supporter:
    """Her Telegram is Ukrainian, and she never chose a language."""
    return Supporter(Phone(playground, playground.person("Olena", "uk")), "uk")


async def _promises_in_vain(who: Supporter, playground: Playground) -> None:
    await who.comes_to("review")
    playground.faults.cause(server_error(), method="sendMessage")
    playground.faults.cause(server_error(), method="sendDocument")
    await who.promises_within(7)


async def _looks(bot: Running) -> None:
    """Until the outbox has looked for what is owed, as at a start, and has sent it."""
    await bot.outbox.take_over(redraw=True)
    await bot.outbox.drain(10)


async def _dies(*_given: object) -> None:
    raise asyncio.CancelledError
