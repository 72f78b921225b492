"""A fifth of some chats' calls fail, in each way Telegram can; others notice nothing, nothing is lost.

403 says that the person has stopped the bot: their promises are kept, but nothing is owed to their chat.
"""

import asyncio
import random
from itertools import cycle

import pytest

from bot.playground import Playground
from bot.playground.api_calls import Call
from bot.playground.faults import Trouble, blocked, flood, server_error
from bot.run import Running
from bot.telegram.transport import Transport
from tests.fire.walkers import Walkers
from tests.support.figures import figure
from tests.support.records import pledges_in
from tests.support.states import states

UNLUCKY, STOPPED, OTHERS = 8, 3, 16
SECONDS = 2.0
TIME_OUT = 0.4
STOP = "403"
FAULTS = {
    "429": flood(1),
    "5xx": server_error(),
    "502 of a proxy": server_error(502),
    "time-out before delivery": Trouble(seconds=2 * TIME_OUT, drop="before"),
    "time-out after delivery": Trouble(seconds=2 * TIME_OUT, drop="after"),
}
FAULTS_AND_STOP = FAULTS | {STOP: blocked()}

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_others_feel_nothing_of_failing_calls_and_nothing_is_lost(
    bot: Running, playground: Playground, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = Transport.call.__kwdefaults__ or {}
    monkeypatch.setattr(Transport.call, "__kwdefaults__", usual | {"seconds": TIME_OUT})
    calm = await _calm(playground)
    async with (
        Walkers(playground, OTHERS, seed=1) as others,
        Walkers(playground, UNLUCKY, seed=2, patience=2.0) as unlucky,
        Walkers(playground, STOPPED, seed=3, patience=2.0) as stopped,
    ):
        struck = _strike(playground, unlucky, stopped, monkeypatch)
        await asyncio.sleep(SECONDS)
        while set(struck) != set(FAULTS_AND_STOP):  # noqa: ASYNC110  (no event tells of a call)
            await asyncio.sleep(0.1)
        others.check()
        await others.finish()
        monkeypatch.undo()
        await unlucky.finish()
        await stopped.finish()
    for person in (*unlucky.people, *stopped.people):
        person.sends("/start")
    await playground.settled()
    after = await _calm(playground)  # a machine may be busy with something else by now
    before, during = max(_p95(calm.seconds), _p95(after.seconds)), _p95(others.seconds)
    figure(
        f"a fifth of the calls to {UNLUCKY + STOPPED} chats fail "
        f"({len(struck)}: {', '.join(FAULTS_AND_STOP)}): "
        f"p95 of {OTHERS} others {during:.2f} s, without them {before:.2f} s"
    )
    assert others.unanswered == []
    assert during < max(5 * before, 1.0)
    stored = {pledge["code"] for pledge in await pledges_in(database_url)}
    kept = await states(bot)
    of_stopped = {note.code for one in stopped.people if one.id in kept for note in kept[one.id].notes}
    seen = {*calm.codes(), *after.codes(), *others.codes(), *unlucky.codes()}
    assert seen == stored - of_stopped, "every letter is in its chat"
    assert set(stopped.codes()) <= of_stopped <= stored, "and every promise is kept"


async def _calm(playground: Playground) -> Walkers:
    async with Walkers(playground, OTHERS) as calm:
        await asyncio.sleep(SECONDS)
        await calm.finish()
    return calm


def _strike(
    playground: Playground, unlucky: Walkers, stopped: Walkers, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """From now on a fifth of the calls to these chats fail, each kind in turn; 403 only to `stopped`."""
    chance, struck = random.Random(2016), list[str]()
    kinds = {False: cycle(FAULTS), True: cycle(reversed(FAULTS_AND_STOP))}

    def trouble(call: Call) -> Trouble:
        chat = call.text("chat_id")
        is_stopped = chat in {str(one.id) for one in stopped.people}
        if (not is_stopped and chat not in {str(one.id) for one in unlucky.people}) or chance.random() > 0.2:
            return Trouble()
        struck.append(next(kinds[is_stopped]))
        return FAULTS_AND_STOP[struck[-1]]

    monkeypatch.setattr(playground, "trouble", trouble)
    return struck


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]
