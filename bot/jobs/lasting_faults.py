"""What is wrong and lasts: organizers are told once when it does, and once more when it is over."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from pathlib import Path

from bot.engine.engine import Engine
from bot.error_logs import report
from bot.jobs.alarm import tell
from bot.jobs.clock_check import Clock
from bot.monitoring.liveness import UNSWEPT_SECONDS
from db.database import Database, is_database_away
from db.health import write_nothing

LOOK_SECONDS = 30.0
COPIES_SECONDS = 2 * 24 * 3600 + 3600.0  # two nights
MINUTES = 5 * 60.0
DAMAGE_SECONDS = 24 * 3600.0

# The text of each trouble in the catalogues, and how many seconds it may last before anybody is told.
PATIENCE: Mapping[str, float] = {
    "alarm.clock": 0,
    "alarm.conflict": MINUTES,
    "alarm.unheard": MINUTES,
    "alarm.damaged": 0,
    "alarm.database": MINUTES,
    "alarm.late": 0,
    "alarm.copies": 0,
}

Look = Callable[[], Awaitable[Collection[str]]]


async def watch(
    engine: Engine, look: Look, pause: float = LOOK_SECONDS, patience: Mapping[str, float] = PATIENCE
) -> None:
    """Ask `look` for the troubles of this moment, until cancelled."""
    since: dict[str, float] = {}
    told: set[str] = set()
    while True:
        now = time.monotonic()
        try:
            present = await look()
        except Exception as error:
            report(error)
            present = tuple(since)
        for trouble in present:
            began = since.setdefault(trouble, now)
            if trouble not in told and now - began >= patience[trouble] and await _say(engine, trouble):
                told.add(trouble)
        for trouble in since.keys() - set(present):
            # what nobody could be told of while Telegram was away is told when it is over
            if trouble in told or now - since[trouble] >= max(patience[trouble], pause):
                await _say(engine, trouble, over=True)
            told.discard(trouble)
            del since[trouble]
        await asyncio.sleep(pause)


async def look_for_damage(database: Database) -> None:
    """Read the whole database at the start and once a day: what is damaged is known before it is needed."""
    while True:
        await database.look_for_damage()
        await asyncio.sleep(DAMAGE_SECONDS)


async def troubles(engine: Engine, clock: Clock, copies: Path | None) -> list[str]:
    """What is wrong at this moment; on the way it tries whether anything can be written."""
    liveness, metrics = engine.metrics.liveness, engine.metrics
    await _try_to_write(engine)
    reading = await clock.read()
    metrics.clock_trusted.set(reading.is_trusted)
    age = await asyncio.to_thread(copy_age, copies) if copies else None
    if age is not None:
        metrics.copy_age.set(age)
    wrong = {
        "alarm.clock": reading.is_wrong,
        "alarm.conflict": liveness.is_contested,
        "alarm.unheard": liveness.is_deaf and not liveness.is_contested,
        "alarm.damaged": engine.database.is_damaged,
        "alarm.database": liveness.cannot_write and not engine.database.is_damaged,
        "alarm.late": reading.is_trusted and liveness.sweep_age > UNSWEPT_SECONDS,
        "alarm.copies": reading.is_trusted and age is not None and age > COPIES_SECONDS,
    }
    return [trouble for trouble, present in wrong.items() if present]


def copy_age(folder: Path) -> float | None:
    """Seconds since the newest copy in this folder was written; without one, since the folder changed."""
    try:
        files = list(folder.glob("*.copy")) or [folder]
        return time.time() - max(one.stat().st_mtime for one in files)
    except OSError:
        return None


async def _try_to_write(engine: Engine) -> None:
    try:
        async with asyncio.timeout(LOOK_SECONDS), engine.database.write() as connection:
            await write_nothing(connection)
    except Exception as error:
        if not is_database_away(error):
            raise
        engine.metrics.liveness.wrote(well=False)
    else:
        engine.metrics.liveness.wrote(well=True)


async def _say(engine: Engine, trouble: str, *, over: bool = False) -> bool:
    """Whether at least one organizer has been told."""
    context = engine.context
    t = context.languages[context.campaign.default_language]
    return await tell(engine, t("alarm.over", what=t(trouble)) if over else t(trouble))
