"""Delivered twice, late, in another order, after a restart, a hundred times at once: decided once."""

import asyncio
import random
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from bot import routes as app
from bot.chat.event import Event, due
from bot.chat.screen import NOTHING, Screen, Shown
from bot.chat.state import Conversation
from bot.chat.turn import Handler, Turn, once
from bot.config import Config
from bot.jobs.night import carry
from bot.playground import Playground
from bot.playground.api_types import Update
from bot.run import Running, started
from db.pledges import new_code
from tests.conftest import polling_bot
from tests.support.figures import figure
from tests.support.phone import Phone
from tests.support.records import pledges_in
from tests.support.states import states
from tests.support.supporter import Supporter
from tests.support.views import a_written_view

PROMISE = f"7:review:{datetime.now(UTC) + timedelta(days=10):%Y%m%d}"
PRESSES, ROUNDS = 100, 20


@pytest.mark.parametrize(
    ("database_url", "replicas"), [("sqlite", 1), ("postgres", 1), ("postgres", 2)], indirect=["database_url"]
)
async def test_a_hundred_presses_at_once_make_one_pledge(
    replicas: int, config: Config, playground: Playground, database_url: str
) -> None:
    numbers = count(1)
    async with AsyncExitStack() as stack:
        bots = [await stack.enter_async_context(started(config)) for _ in range(replicas)]
        for person in range(1, ROUNDS + 1):
            await bots[0].engine.decide(_event(next(numbers), person), _at_the_promise)
            presses = [_event(next(numbers), person, callback=PROMISE) for _ in range(PRESSES)]
            decisions = await asyncio.gather(
                *(bots[at % replicas].engine.decide(event, app.answer) for at, event in enumerate(presses))
            )
            letters = [one for one in decisions if one.screen.owes]
            assert len(letters) == 1, "owed once"
            assert len(await pledges_in(database_url)) == person
        assert {one.counts.pledged_today for one in (await states(bots[0])).values()} == {1}
    made = len(await pledges_in(database_url))
    kind = database_url.partition("+")[0]
    figure(f"{kind}, {replicas} replica(s): {ROUNDS} rounds of {PRESSES} presses at once, {made} pledges")


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_newcomers_at_two_replicas_do_not_overwrite_each_other(config: Config) -> None:
    """Both see no row; the second must wait for the first, and then see its row."""
    async with started(config) as one, started(config) as other:
        for person in range(1, 31):
            events = [_event(person * 10 + at, person, callback="!language:uk") for at in range(2)]
            await asyncio.gather(
                one.engine.decide(events[0], app.answer),
                other.engine.decide(events[1], once(_counting, app.present)),
            )
            [kept] = [found for found in (await states(one)).values() if found.user_id == person]
            assert kept.choices.language == "uk"
            assert kept.counts.pledged_today == 1


async def test_a_second_pledge_under_the_same_code_is_not_made(config: Config, database_url: str) -> None:
    """Two drafts that came to have one code: the first keeps it, the other gets a new one."""
    code = new_code()
    async with started(config) as bot:
        for person in (1, 2):
            await bot.engine.decide(_event(person, person), _drafting(code))
        for person in (1, 2):
            event = _event(10 + person, person, callback=PROMISE)
            await bot.engine.decide(event, app.answer)
            assert await carry(bot.engine)
        assert [pledge["code"] for pledge in await pledges_in(database_url)] == [code]
        second = (await states(bot))[2].writing.draft
        assert second is not None
        assert second.code != code


class Recorded:
    """Every update this playground has made, to be delivered again."""

    def __init__(self, playground: Playground, monkeypatch: pytest.MonkeyPatch) -> None:
        self.playground = playground
        self.updates: list[Update] = []
        add = playground.telegram.updates.add

        def keeping(*given: Any) -> Update:
            update = add(*given)
            self.updates.append(update)
            return update

        monkeypatch.setattr(playground.telegram.updates, "add", keeping)

    async def again(self, *, chance: random.Random) -> None:
        """All of them, each person's in order, people shuffled."""
        lines: dict[int, list[Update]] = {}
        for update in self.updates:
            lines.setdefault(update.chat_id, []).append(update)
        while any(lines.values()):
            line = lines[chance.choice([person for person, left in lines.items() if left])]
            self.playground.redeliver(line.pop(0))
            if chance.random() < 0.3:
                await self.playground.settled()
        await self.playground.settled()


async def test_delivered_twice_late_shuffled_and_after_a_restart_it_is_the_same(
    config: Config, playground: Playground, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded, chance = Recorded(playground, monkeypatch), random.Random(2016)
    async with polling_bot(config) as bot:
        people = [Supporter(Phone(playground, playground.person(f"P{at}", "en")), "en") for at in range(4)]
        await _lives(people)
        before, pledged = await _everything(bot)
        await recorded.again(chance=chance)
        assert await _everything(bot) == (before, pledged)
    async with polling_bot(config) as bot:
        await recorded.again(chance=chance)
        assert await _everything(bot) == (before, pledged)
    assert len(pledged) == 4


async def test_a_text_from_before_the_letter_is_not_taken_for_an_answer(
    ann: Supporter, bot: Running, playground: Playground
) -> None:
    """A chat that began with a word to nobody; after a crash Telegram brings it again."""
    await ann.types("Hello!")
    hello = ann.phone.last_update
    assert hello is not None
    await ann.comes_to("own")
    playground.redeliver(hello)
    await ann.phone.settles()
    assert ann.is_asked("own")
    draft = (await states(bot))[ann.phone.person.id].writing.draft
    assert draft is not None
    assert draft.own is None


async def test_a_mark_that_was_taken_back_stays_taken_back(
    ann: Supporter, playground: Playground, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = Recorded(playground, monkeypatch)
    await ann.promises()
    await ann.presses("pledge.button.mailed")
    await ann.presses("pledge.button.undo")
    [mailed] = [one for one in recorded.updates if str(one.body.get("data")).startswith("=mailed")]
    playground.redeliver(mailed)
    await playground.settled()
    [pledge] = await pledges_in(database_url)
    assert pledge["mailed_on"] is None


async def test_who_was_forgotten_stays_forgotten_when_everything_comes_again(
    ann: Supporter, bot: Running, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = Recorded(playground, monkeypatch)
    await ann.types("/start poster")
    await ann.phone.presses("Українська")
    await ann.phone.presses("English")
    await ann.promises()
    await ann.types("/forget")
    await ann.presses("forget.button.yes")
    assert await states(bot) == {}
    await recorded.again(chance=random.Random(1))
    assert await states(bot) == {}


async def _lives(people: list[Supporter]) -> None:
    """What people do: letters, marks, another language, a letter dropped, a word at the wrong time."""
    for who in people:
        await who.types("Hello!")
        await who.promises(14)
    await people[0].presses("pledge.button.mailed")
    await people[1].presses("pledge.button.mailed")
    await people[1].presses("pledge.button.undo")
    await people[2].presses("pledge.button.withdraw")
    await people[3].comes_to("review")
    await people[3].types("/cancel")
    await people[3].types("Ivan")


async def _everything(bot: Running) -> tuple[dict[int, Conversation], list[Any]]:
    kept = {
        person: state.changed(messages=(), seen=(), screen=0) for person, state in (await states(bot)).items()
    }
    return kept, sorted(
        (dict(one) for one in await pledges_in(bot.config.database_url)), key=lambda p: p["code"]
    )


def _event(update_id: int, person: int, callback: str = "") -> Event:
    return replace(due(person), update_id=update_id, kind="press", callback=callback, query_id="1")


async def _at_the_promise(turn: Turn) -> Shown:
    return await _drafting(new_code())(turn)


def _drafting(code: str) -> Handler:
    async def draft(turn: Turn) -> Screen:
        whole = replace(a_written_view().draft, code=code)
        turn.conversation = turn.conversation.changed(revision=7, draft=whole, country="")
        return NOTHING

    return draft


async def _counting(turn: Turn) -> Screen:
    turn.change(pledged_today=turn.conversation.counts.pledged_today + 1)
    return NOTHING
