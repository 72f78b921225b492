"""Forgetting on time: words after two days, whole conversations after thirty idle ones, and no residue."""

import asyncio
import contextlib
import logging
from datetime import date, datetime, timedelta
from functools import partial

from bot.chat.event import due
from bot.chat.screen import NOTHING, Screen
from bot.chat.state_storage import owner
from bot.chat.turn import Turn
from bot.engine.engine import Engine
from bot.error_logs import report
from bot.jobs.clock_check import Clock
from db import conversations
from db.database import is_database_away

log = logging.getLogger(__name__)

ROWS_AT_ONCE = 50
LOOK_SECONDS = 3600.0
SOON_SECONDS = 60.0  # when a reader held old pages, or the database was away
ONE_REPLICA = 0x666F7267  # which block only one replica enters, see db/locks.py


async def keep(engine: Engine, clock: Clock) -> None:
    """Look at once, every hour and at each midnight of the campaign, until cancelled."""
    while True:
        try:
            clean = await clock.is_trusted() and await forget_what_is_due(engine)
            if clean:
                engine.metrics.liveness.swept()
        except Exception as error:
            if not is_database_away(error):
                report(error)
            clean = False
        await _rest(engine, min(LOOK_SECONDS, _until_midnight(engine)) if clean else SOON_SECONDS)


async def forget_what_is_due(engine: Engine) -> bool:
    """Erase what has had its time; True if the files hold no trace of it either."""
    async with engine.database.locks.only_one(ONE_REPLICA) as nobody_else:
        if not nobody_else:
            return True
        vault, today = engine.context.vault, engine.context.today()
        rows = mute = 0
        after = conversations.BEFORE_ALL
        while True:
            async with engine.database.read() as connection:
                due = await conversations.due(connection, today, after, ROWS_AT_ONCE)
            if not due:
                break
            after = max(due)
            people = [owner(conversations.open_state(vault, key, sealed)) for key, sealed in due.items()]
            unreadable = [key for key, person in zip(due, people, strict=True) if person is None]
            async with engine.database.write() as connection:
                await conversations.erase(connection, unreadable, today)
            forgetting = [_forget(engine, person, today) for person in people if person is not None]
            for outcome in await asyncio.gather(*forgetting, return_exceptions=True):
                if outcome is not None:
                    raise outcome
            rows, mute = rows + len(due), mute + len(unreadable)
    if rows:
        log.info("looked after %d conversations that were due, %d of them unreadable", rows, mute)
    return await engine.database.forget_deleted()


async def _rest(engine: Engine, seconds: float) -> None:
    """Until the time is over, or a minute after a /forget whose traces a reader held."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await engine.traces_left.wait()
            engine.traces_left.clear()
            await asyncio.sleep(SOON_SECONDS)


async def _forget(engine: Engine, person: int, today: date) -> None:
    await engine.decide(due(person), partial(_forget_old, today))


async def _forget_old(today: date, turn: Turn) -> Screen:
    """By the day the clock was trusted with: it may be another one when the turn has come."""
    conversation = turn.conversation.without_old_words(today)
    if conversation.idle_forget_on <= today:
        conversation = conversation.without_all
    turn.conversation = conversation
    return NOTHING


def _until_midnight(engine: Engine) -> float:
    now = engine.context.now().astimezone(engine.context.campaign.zone)
    tomorrow = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), now.tzinfo)
    return (tomorrow - now).total_seconds() + 1
