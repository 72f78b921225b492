"""A spy who looks each hour at everything the bot shows to anybody learns no hour of any promise."""

import random
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.chat.context import AppContext
from bot.chat.state import Conversation
from bot.chat.state_storage import row_of
from bot.chat.view import View
from bot.jobs import night
from bot.run import Running
from bot.statistics import public_progress
from bot.supporter.questions import prisoner
from bot.supporter.screens import prisoner_card
from db import conversations, pledges, public_figures
from db.notes import Note
from db.pledges import Pledge
from tests.conftest import on_sqlite
from tests.support.clock import Clock
from tests.support.figures import figure
from tests.support.records import a_pledge

HOURS = 24
STILL = datetime(2030, 1, 5, tzinfo=UTC)  # the day on a screen is no news
COUNTRIES = ("PL", "DE", "UA", "CZ", "LT", None)
WAKING = [1] * 6 + [4] * 4 + [8] * 12 + [4] * 2  # how much is promised at each hour


@on_sqlite
async def test_a_spy_who_looks_each_hour_guesses_no_hour(bot: Running, clock: Clock) -> None:
    await watched(bot, clock, days=2, promises=150)


@on_sqlite
@pytest.mark.soak
@pytest.mark.timeout(1200)
async def test_a_spy_learns_nothing_in_a_fortnight(bot: Running, clock: Clock) -> None:
    await watched(bot, clock, days=14, promises=2000)


async def watched(bot: Running, clock: Clock, *, days: int, promises: int) -> None:
    """Promises at hours when people are awake; the spy sees each change and guesses its hour."""
    dice, first = random.Random(7), clock.today
    made: dict[tuple[date, int], list[Pledge]] = defaultdict(list)
    for _ in range(promises):
        day, hour = first + timedelta(days=dice.randrange(days)), dice.choices(range(HOURS), WAKING)[0]
        one = a_pledge(
            dice.choice(bot.engine.context.campaign.prisoners).id,
            country=dice.choice(COUNTRIES),
            pledged_on=day,
            mail_by=day + timedelta(days=7),
        )
        made[day, hour].append(one)
    clock.shows(first, 0)
    assert await night.carry_if_due(bot.engine), "the night before"
    seen = await shown(bot)
    changed: set[tuple[date, int]] = set()
    for number in range((days + 1) * HOURS):
        day, hour = first + timedelta(days=number // HOURS), number % HOURS
        clock.shows(day, hour)
        await noted(bot, made[day, hour], number * 1000)
        async with bot.database.read() as connection:
            those = await pledges.some(connection, [one.code for one in made[day, hour]])
        assert those == {}, "and who types a code of today is told of none"
        await night.carry_if_due(bot.engine)
        now = await shown(bot)
        if now != seen:
            changed.add((day, hour))
        seen = now
    assert {hour for _, hour in changed} == {night.HOUR}, "nothing moves but by night"
    assert len(changed) >= days - 1, "it does move"
    right = sum(len(those) for at, those in made.items() if at in changed)
    figure(f"a spy of {days} days and {promises} promises: the hour of {right / promises:.1%} is guessed")
    assert right / promises <= 1 / HOURS + 0.02


async def shown(bot: Running) -> list[str]:
    """All that anybody can ask for: progress and its card, lists and cards of people, metrics."""
    context: AppContext = replace(bot.engine.context, now=lambda: STILL)
    async with bot.database.read() as connection:
        facts = await public_figures.facts(connection)
        metrics = await public_figures.numbers(connection)
    view = View(Conversation(user_id=1), context, context.languages["en"], facts, STILL.date())
    screens = [public_progress.page(view), prisoner.page(view, 1)]
    screens += [prisoner_card.card(view, one) for one in context.campaign.prisoners]
    return [*map(str, screens), str(public_progress._card(view)), str(metrics)]


async def noted(bot: Running, those: list[Pledge], first: int) -> None:
    """As taps leave them: each in the row of somebody new."""
    rows = {}
    for person_number, one in enumerate(those, first + 1):
        state = Conversation(user_id=person_number, active_on=one.pledged_on).noting(
            Note(code=one.code, pledge=one)
        )
        rows[person_number] = row_of(state)
    async with bot.database.write() as connection:
        await conversations.keep(connection, bot.engine.context.vault, rows)
