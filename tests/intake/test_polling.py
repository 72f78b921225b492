"""Polling keeps the real server's rules: no offset is asked twice at once, nobody waits behind others."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, cast

import pytest

from bot.chat.event import Event
from bot.engine.ordering import Ordering
from bot.intake.polling import REPEAT_SECONDS, Polling
from bot.playground import Playground
from bot.playground.user_actions import Person
from bot.telegram.transport import Transport

Done = Callable[[bool], None]


@dataclass
class Hands:
    """What stands behind the intake: takes events and says when they are done, or never."""

    events: list[Event] = field(default_factory=list)
    dones: dict[int, Done] = field(default_factory=dict)
    dismissed: list[str] = field(default_factory=list)
    outcome: Callable[[Event], bool | None] = lambda _: True

    def reads_files_of(self, _user_id: int) -> bool:
        return False

    def dismiss(self, query_id: str) -> None:
        self.dismissed.append(query_id)

    def put(self, event: Event, done: Done) -> None:
        self.events.append(event)
        self.dones[event.update_id] = done
        if (outcome := self.outcome(event)) is not None:
            asyncio.get_running_loop().call_soon(done, outcome)


class Asking(Transport):
    """Notes every question for updates, and when it was asked."""

    asked: list[tuple[float, int]]

    async def call(self, method: str, content: Any, **options: Any) -> Any:
        if method == "getUpdates":
            self.asked.append((asyncio.get_running_loop().time(), content["offset"]))
        return await super().call(method, content, **options)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def asking(playground: Playground, hands: Hands) -> AsyncIterator[Asking]:
    """A polling intake at work."""
    async with Asking(playground.api_url, playground.token) as transport:
        transport.asked = []
        polling = Polling(transport, cast(Ordering, hands), playground.bot.username)
        work = asyncio.create_task(polling.run())
        yield transport
        work.cancel()
        await asyncio.wait({work})


@pytest.fixture
def olena(playground: Playground) -> Person:
    return playground.person("Olena")


async def test_an_offset_is_never_asked_twice_at_once(
    playground: Playground, hands: Hands, asking: Asking, olena: Person
) -> None:
    hands.outcome = lambda event: None if event.user_id == olena.id else True
    olena.sends("slow")
    others = [playground.person(f"P{at}") for at in range(3)]
    for at in range(6):
        await asyncio.sleep(0.3)
        others[at % 3].sends(str(at))
    hands.dones[hands.events[0].update_id](True)
    await playground.settled()
    repeated = [
        later - earlier
        for (earlier, offset), (later, again) in pairwise(asking.asked)
        if offset == again and offset
    ]
    assert len(repeated) >= 2
    assert min(repeated) >= REPEAT_SECONDS


async def test_nobody_waits_for_one_who_is_not_done(
    playground: Playground, hands: Hands, asking: Asking, olena: Person
) -> None:
    """With the rule in the playground: by repeating the offset at once only the slow one would be seen."""
    hands.outcome = lambda event: None if event.user_id == olena.id else True
    olena.sends("slow")
    for at in range(5):
        await asyncio.sleep(0.2)
        playground.person(f"P{at}").sends("quick")
    await _until(lambda: len(hands.events) == 6)
    assert len(playground.telegram.updates.waiting) == 6, "nothing is confirmed past the slow one"
    hands.dones[hands.events[0].update_id](True)
    await playground.settled()
    assert len(hands.events) == 6, "none was taken twice"


async def test_it_holds_back_while_nothing_can_be_done(
    playground: Playground, hands: Hands, asking: Asking, olena: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    real_sleep = asyncio.sleep

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        playground.passes(seconds=seconds)
        await real_sleep(0)

    monkeypatch.setattr("bot.intake.polling.asyncio.sleep", sleep)
    hands.outcome = lambda _: len(hands.events) > 7
    olena.sends("a")
    await playground.settled()
    assert [pause for pause in pauses if pause >= REPEAT_SECONDS] == [0.5, 1, 2, 4, 8, 8, 8]
    assert len({event.update_id for event in hands.events}) == 1
    hands.outcome = lambda _: len(hands.events) > 9
    pauses.clear()
    olena.sends("b")
    await playground.settled()
    assert max(pauses) == 0.5, "a new failure begins anew"


async def test_one_that_fails_holds_nobody_back(
    playground: Playground, hands: Hands, asking: Asking, olena: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.outcome = lambda event: event.user_id != olena.id
    for _ in range(6):
        olena.sends("fails")
        playground.person("Ahmet", id=7).sends("goes well")
        await asyncio.sleep(0.1)
    await _until(lambda: len({one.update_id for one in hands.events if one.user_id == 7}) == 6)
    hands.outcome = lambda _: True
    await playground.settled()


async def test_an_older_update_that_comes_again_does_not_move_the_offset_back(
    playground: Playground, hands: Hands, asking: Asking, olena: Person
) -> None:
    first = olena.sends("a")
    last = olena.sends("b")
    await playground.settled()
    playground.redeliver(first)
    await playground.settled()
    olena.sends("c")
    await playground.settled()
    assert [event.text for event in hands.events] == ["a", "b", "a", "c"]
    offsets = [offset for _, offset in asking.asked if offset]
    assert offsets == sorted(offsets)
    assert offsets[-1] == last.id + 2


async def test_what_telegram_no_longer_has_keeps_nothing_waiting(
    playground: Playground, hands: Hands, asking: Asking, olena: Person
) -> None:
    """A tap lives for 150 seconds there; the database was away for longer."""
    hands.outcome = lambda _: False
    update = olena.sends("a")
    await _until(lambda: bool(hands.events))
    playground.telegram.updates.forget(update.id)
    hands.outcome = lambda _: True
    olena.sends("b")
    await playground.settled()
    assert hands.events[-1].text == "b"


async def test_an_album_is_one_event(
    playground: Playground, hands: Hands, asking: Asking, olena: Person
) -> None:
    failing = iter([False, False])
    hands.outcome = lambda _: next(failing, True)
    olena.sends_album(10)
    await playground.settled()
    assert len({event.update_id for event in hands.events}) == 1
    assert len(hands.events) == 3, "it comes again as long as it is not done"
    olena.sends_album(2)
    await playground.settled()
    assert len(hands.events) == 4


async def test_a_tap_that_is_nobodys_is_dismissed(
    playground: Playground, hands: Hands, asking: Asking, olena: Person
) -> None:
    group = playground.group("Friends", olena)
    olena.adds_bot(group)
    button = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    await asking.call("sendMessage", {"chat_id": group.id, "text": "x", "reply_markup": button})
    query = olena.taps(group.messages[-1], "A")
    await playground.settled()
    assert hands.dismissed == [query.id]
    assert not any(event.kind == "press" for event in hands.events)


async def test_a_command_in_a_topic_keeps_its_topic(
    playground: Playground, hands: Hands, asking: Asking, olena: Person
) -> None:
    forum = playground.group("Forum", olena, topics=["Letters"])
    olena.adds_bot(forum)
    olena.sends("/start", forum, topic=2)
    olena.sends("/start", forum)
    await playground.settled()
    assert [event.message_thread_id for event in hands.events] == [None, 2, None]


async def test_another_poller_is_waited_for(
    playground: Playground, hands: Hands, asking: Asking, olena: Person, caplog: pytest.LogCaptureFixture
) -> None:
    async with Transport(playground.api_url, playground.token) as other:
        await asyncio.sleep(0.05)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await other.call("getUpdates", {"timeout": 20})
    assert "another process polls with this token; waiting 1 s" in caplog.text
    playground.telegram.updates.end_poll("nobody")
    olena.sends("a")
    await playground.settled()
    assert [event.text for event in hands.events] == ["a"]


async def test_a_stop_is_heard_at_the_very_moment_something_is_done(
    playground: Playground, hands: Hands, olena: Person
) -> None:
    """`asyncio.wait_for` of Python 3.11 takes what it waited for, and forgets that it was cancelled."""
    loop = asyncio.get_running_loop()

    def done_and_stopped(event: Event) -> None:
        loop.call_soon(lambda: (hands.dones[event.update_id](True), loop.call_soon(work.cancel)))

    hands.outcome = done_and_stopped
    async with Transport(playground.api_url, playground.token) as transport:
        work = asyncio.create_task(Polling(transport, cast(Ordering, hands), "mektup_bot").run())
        olena.sends("quick")
        ended, _ = await asyncio.wait({work}, timeout=2)
        work.cancel()
        assert ended


async def _until(condition: Callable[[], bool]) -> None:
    for _ in range(250):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come")
