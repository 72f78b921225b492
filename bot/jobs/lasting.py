"""What is wrong and lasts: organizers are told once when it does, and once more when it is over."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping

from bot.engine.engine import Engine
from bot.errors import report
from bot.jobs.alarm import tell

LOOK_SECONDS = 30.0

# The text of each trouble in the catalogues, and how many seconds it may last before anybody is told.
PATIENCE: Mapping[str, float] = {"alarm.clock": 0}

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
            present = since.keys()
        for trouble in present:
            began = since.setdefault(trouble, now)
            if trouble not in told and now - began >= patience[trouble] and await _say(engine, trouble):
                told.add(trouble)
        for trouble in since.keys() - set(present):
            # what nobody could be told of while Telegram was away is told when it is over
            if (trouble in told) or now - since[trouble] >= max(patience[trouble], pause):
                await _say(engine, trouble, over=True)
            told.discard(trouble)
            del since[trouble]
        await asyncio.sleep(pause)


async def _say(engine: Engine, trouble: str, *, over: bool = False) -> bool:
    """Whether at least one organizer has been told."""
    context = engine.context
    t = context.languages[context.campaign.default_language]
    return await tell(engine, t("alarm.over", what=t(trouble)) if over else t(trouble))
