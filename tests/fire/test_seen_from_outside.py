"""A thief who copies the files at any moment of the day or the night guesses no better than chance."""

import random
import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.event import Event
from bot.chat.screen import NOTHING, Screen
from bot.chat.state import Draft
from bot.chat.turn import Turn
from bot.jobs import night
from bot.run import Running
from bot.supporter import promising
from db.pledges import new_code
from tests.support.figures import figure
from tests.support.outside import ATTACKS, File, Scores, Truth, stolen
from tests.support.statements import KilledError, killed_before

MOST_DEVIATIONS = 4.0  # above chance: once in thirty thousand by accident


async def test_neither_day_nor_night_tells_who_promised_what(bot: Running) -> None:
    await attacked(bot, runs=1, people=60, letters=96)


@pytest.mark.soak
@pytest.mark.timeout(3600)
async def test_twenty_days_and_nights_tell_nobody_who_promised_what(bot: Running) -> None:
    await attacked(bot, runs=20, people=200, letters=320)


def test_these_attacks_find_whoever_is_there_to_be_found() -> None:
    """Rows in the order in which they were written, each beside its conversation."""
    dice = random.Random(5)
    order = [new_code() for _ in range(96)]
    person_of = {code: dice.randrange(30) for code in order}
    keys = {person: 1000 + person for person in range(30)}
    truth = Truth(order=order, person_of=person_of, key_of=keys)
    beside = [(place * 10 + 1, keys[person_of[code]]) for place, code in enumerate(order)]
    by_person = sorted(order, key=lambda code: person_of[code])
    for kind, codes in (("linking", order), ("ordering", order), ("pairing", by_person)):
        file = File(name="a", codes={code: place * 10 for place, code in enumerate(codes)}, keys=beside)
        scores = Scores()
        scores.add(ATTACKS[kind](file), truth, dice)
        assert scores.deviation > MOST_DEVIATIONS, kind


async def attacked(bot: Running, *, runs: int, people: int, letters: int) -> None:
    """People write in any order; copies by day, after a death in the night, after it, and by day again."""
    dice = random.Random(2016)
    scores = {kind: Scores() for kind in ATTACKS}
    for run in range(runs):
        since = time.time() - 1
        writers = [*range(people), *(dice.randrange(people) for _ in range(letters - people))]
        dice.shuffle(writers)
        person_of = {new_code(): 1 + run * people + writer for writer in writers}
        vault = bot.engine.context.vault
        truth = Truth(
            order=list(person_of),
            person_of=person_of,
            key_of={person: vault.conversation_keys(person)[0] for person in set(person_of.values())},
        )
        caught_at = dice.randrange(1, letters)
        for number, (code, person) in enumerate(person_of.items()):
            await promised(bot, person, code)
            if number == caught_at:
                assert not any(file.codes for file in await stolen(bot, truth, since)), (
                    "by day no table knows it"
                )
        with killed_before(dice.randrange(1, 60)), suppress(KilledError):
            await night.carry(bot.engine)
        copies = [await stolen(bot, truth, since)]
        assert await night.carry(bot.engine)
        copies.append(await stolen(bot, truth, since))
        for person in dice.sample(sorted(truth.key_of), 20):
            await bot.engine.decide(Event(update_id=0, kind="press", user_id=person, chat_id=person), _taps)
        copies.append(await stolen(bot, truth, since))
        for file in (file for copy in copies for file in copy if len(file.codes) > 1):
            for kind, attack in ATTACKS.items():
                if file.keys or kind != "linking":
                    scores[kind].add(attack(file), truth, dice)
    for kind, found in scores.items():
        figure(f"{kind} by a copy of {bot.database.url.partition(':')[0]}: {found}")
        assert found.right, "there were copies to attack"
        assert found.deviation < MOST_DEVIATIONS, kind


async def promised(bot: Running, person: int, code: str) -> None:
    """A letter promised, as a tap does it; its parcel is not sent."""

    async def promise(turn: Turn) -> Screen:
        draft = Draft(code=code, prisoner="asanov", greeting="support", own="", sender="", place="")
        turn.change(draft=draft, language="en", pledged_today=0)
        await promising.promise(turn, f"{turn.today + timedelta(days=7):%Y%m%d}")
        turn.conversation = replace(turn.conversation, owed=())
        return NOTHING

    await bot.engine.decide(Event(update_id=0, kind="press", user_id=person, chat_id=person), promise)


async def _taps(turn: Turn) -> Screen:
    turn.change()
    return NOTHING
