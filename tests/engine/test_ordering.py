"""One person in order, many at once: who floods or hangs delays nobody; a failing update stops nobody."""

import asyncio
import re
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain
from typing import Any

import pytest

from bot.chat.event import Event
from bot.chat.screen import NOTHING, Screen
from bot.chat.turn import Handler, Turn
from bot.engine.ordering import LONGEST_LINE
from bot.playground import Playground
from bot.playground.faults import slow
from bot.playground.user_actions import Person
from bot.run import Running, ordering_of
from tests.support.figures import figure
from tests.support.organizer import an_organizer
from tests.support.phone import Phone
from tests.support.supporter import Supporter
from tests.support.watching import newest, until_in_chat

OTHERS, FLOOD = 50, 500

# which order people are served in does not depend on the kind of database
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_texts_sent_in_one_breath_are_taken_in_their_order(
    phone: Callable[..., Phone], playground: Playground
) -> None:
    people = [Supporter(phone(f"P{at}", "en"), "en") for at in range(20)]
    for who in people:
        await who.comes_to("own")
    for text in ("It snows.", "/privacy", "/help"):
        for who in people:
            who.phone.person.sends(text)
    await playground.settled()
    for who in people:
        next_question, *pages = who.said()[-3:]
        assert next_question not in who.said()[:-3]
        assert pages == [who.text("privacy.text"), who.text("help.text")]
        await who.presses("button.back")
        assert who.is_past("own")


async def test_one_who_floods_delays_nobody(bot: Running, playground: Playground) -> None:
    others = [playground.person(f"P{at}", "en") for at in range(OTHERS)]
    flooder = playground.person("Flooder", "en")
    await asyncio.gather(*(_says(playground, one, "/start") for one in (*others, flooder)))
    usual = await _p95(playground, others)
    for _ in range(3):  # a machine may be busy with something else for a moment
        for at in range(FLOOD):
            flooder.sends(f"word {at}")
        flooded = await _p95(playground, others)
        await playground.settled(30)
        usual = max(usual, await _p95(playground, others))
        if flooded < max(1.0, 5 * usual):
            break
    figure(f"{FLOOD} updates of one: p95 of {OTHERS} others {flooded:.2f} s, without the flood {usual:.2f} s")
    assert flooded < max(1.0, 5 * usual)
    answers = [m.text for m in flooder.chat.messages if m.sender == playground.bot]
    assert any("That was a lot at once" in text for text in answers)
    assert LONGEST_LINE <= len(answers) < len(flooder.chat.messages) / 2, "what exceeds the line is dropped"


async def test_one_slow_chat_delays_nobody(phone: Callable[..., Phone], playground: Playground) -> None:
    slow_one, other = phone("Slow", "en"), phone("Other", "en")
    playground.faults.cause(slow(3.0), chat=slow_one.person.id)
    slow_one.person.sends("/start")
    for _ in range(3):
        await _says(playground, other.person, "/start")
    assert not slow_one.sees()


async def test_an_upload_that_hangs_slows_nobody_down(
    phone: Callable[..., Phone], playground: Playground
) -> None:
    oksana = an_organizer(phone, "en")
    others = [playground.person(f"P{at}", "en") for at in range(OTHERS)]
    await asyncio.gather(*(_says(playground, one, "/start") for one in others))
    await oksana.types("/stats")
    calm = max([await _p95(playground, others) for _ in range(3)])
    playground.faults.cause(slow(30), method="sendDocument", chat=oksana.phone.person.id)
    oksana.phone.person.taps(*oksana.phone.find(oksana.t.plain("stats.button.export")))
    await playground.until(lambda: playground.telegram.action_in(oksana.phone.chat) or None)
    hanging = [await _p95(playground, others) for _ in range(3)]  # a machine may be busy for a moment
    figure(
        f"while an upload hangs for 30 s: p95 of {OTHERS} others {min(hanging):.2f} s, before {calm:.2f} s"
    )
    assert min(hanging) <= 2 * calm
    assert not oksana.phone.files(), "it hangs"


async def test_a_slow_letter_holds_back_no_answer_not_even_to_its_own_person(
    ann: Supporter, phone: Callable[..., Phone], playground: Playground
) -> None:
    await ann.promises()
    playground.faults.cause(slow(1.0), method="sendDocument", chat=ann.phone.person.id)
    message, button = ann.phone.find(ann.t.plain("paper.button.print"))
    ann.phone.person.taps(message, button)
    ann.phone.person.sends("/forget")
    await _says(playground, phone("Other", "en").person, "/start")
    await ann.phone.reads_until(ann.text("forget.ask"))
    assert not ann.phone.files()
    await playground.settled()
    assert len(ann.phone.files()) == 3


async def test_what_waits_of_one_person_is_decided_in_one_transaction_and_one_that_fails_stops_no_other(
    ann: Supporter, bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided: list[list[int]] = []
    commit = bot.engine._commit
    failing = 0

    async def counts(jobs: Sequence[Any]) -> Any:
        decided.append([])
        return await commit(jobs)

    async def handler(turn: Turn) -> Screen:
        decided[-1].append(turn.event.update_id)
        if turn.event.update_id == failing:
            raise ValueError("the words of somebody")
        return NOTHING

    await ann.types("/start")
    monkeypatch.setattr(bot.engine, "_commit", counts)
    assert await _put(bot, ann, handler, range(1, 11)) == [True] * 10
    assert decided == [list(range(1, 11))]
    decided.clear()
    failing = 3
    assert await _put(bot, ann, handler, range(1, 5)) == [True] * 4
    assert decided[:4] == [[1, 2, 3], [1], [2], [3]]
    assert [4] in decided[4:]


async def test_a_handler_that_fails_says_so_by_an_id_and_leaves_the_present_screen(
    ann: Supporter, bot: Running, caplog: pytest.LogCaptureFixture
) -> None:
    await ann.comes_to("sender")
    assert await _finished(bot, ann, _failing) == [True]
    error_id = re.findall(r"error ([0-9a-f]{8}): ValueError", caplog.text)[0]
    assert error_id in ann.phone.sees()
    assert ann.is_asked("sender")
    assert "words of somebody" not in caplog.text


async def test_an_update_that_fails_three_times_is_given_up(
    ann: Supporter, bot: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.supporter.trouble.apology", lambda _: partial(_failing))
    assert await _finished(bot, ann, _failing, times=3) == [False, False, True]
    assert "given up" in caplog.text
    assert "words of somebody" not in caplog.text


async def test_an_update_that_cannot_be_understood_stops_nobody(
    olena: Phone, playground: Playground, caplog: pytest.LogCaptureFixture
) -> None:
    playground.telegram.updates.add("message", {"message_id": 1, "from": "nobody"}, 0)
    assert "you are not forgotten" in await olena.types("/start")
    assert "error" in caplog.text


async def test_ids_that_begin_anew_are_taken_too(olena: Phone, playground: Playground) -> None:
    """After a silent week update ids go on at any number, a smaller one too."""
    await olena.types("/start")
    playground.telegram.updates.wake()  # the poll ends empty: all is confirmed
    await asyncio.sleep(0.1)
    playground.telegram.updates.next_id = 1000
    assert "Five to ten lines" in await olena.presses("What to write")


async def test_a_slow_letter_does_not_hide_what_lies_behind_a_hundred_updates(
    ann: Supporter, playground: Playground
) -> None:
    """Telegram shows a hundred updates; as long as the first is not confirmed, nobody behind them is seen."""
    await ann.comes_to("review")
    playground.faults.cause(slow(5.0), method="sendMessage", chat=ann.phone.person.id)
    message, button = ann.phone.find("I promise: by")
    ann.phone.person.taps(message, button)
    many = [playground.person(f"P{at}", "en") for at in range(150)]
    await asyncio.gather(*(_says(playground, one, "/start") for one in many))
    assert not ann.letters(), "they were answered before the letter"


async def _p95(playground: Playground, people: list[Person]) -> float:
    """Everybody writes three times, one after the other's answer; all at once."""

    async def writes(person: Person) -> list[float]:
        return [await _says(playground, person, text) for text in ("Whom", "safe", "promised")]

    seconds = sorted(chain(*await asyncio.gather(*(writes(one) for one in people))))
    return seconds[int(len(seconds) * 0.95)]


async def _says(playground: Playground, person: Person, text: str) -> float:
    """Seconds until the bot's answer."""
    person.sends(text)
    before, began = newest(person), time.perf_counter()
    await until_in_chat(playground, person, lambda: newest(person, playground) > before, 30)
    return time.perf_counter() - began


async def _failing(_turn: Turn) -> Screen:
    raise ValueError("the words of somebody")


async def _finished(bot: Running, who: Supporter, handler: Handler, times: int = 1) -> list[bool]:
    """What becomes of an update, given so often to an ordering whose handler is this one."""
    return await _put(bot, who, handler, [77] * times, at_once=False)


async def _put(
    bot: Running, who: Supporter, handler: Handler, numbers: Iterable[int], *, at_once: bool = True
) -> list[bool]:
    ordering = ordering_of(bot)
    ordering._handle = handler
    outcomes: dict[int, bool] = {}
    person = who.phone.person.id
    for at, number in enumerate(numbers):
        event = Event(update_id=number, kind="other", user_id=person, chat_id=person, client_language="en")
        ordering.put(event, partial(outcomes.__setitem__, at))
        if not at_once:
            await ordering.drain(5)
    await ordering.drain(5)
    return list(outcomes.values())
