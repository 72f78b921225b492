"""Another campaign file or text without a restart: whole or not at all, in every replica within a minute."""

import asyncio
import logging
import signal
from dataclasses import replace
from pathlib import Path

from bot.campaigns import fingerprint, furnish
from bot.engine import Engine
from bot.house import House
from db.campaign import CampaignError

log = logging.getLogger(__name__)

LOOK_SECONDS = 60.0


async def watch(engine: Engine, path: Path | None, seconds: float = LOOK_SECONDS) -> None:
    """Look at the files every minute and at SIGHUP, until cancelled; wrong ones change nothing."""
    hang_up = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, hang_up.set)
    seen = await asyncio.to_thread(fingerprint, path)
    while True:
        try:
            async with asyncio.timeout(seconds):
                await hang_up.wait()
        except TimeoutError:
            now = await asyncio.to_thread(fingerprint, path)
            if now == seen:
                continue
        hang_up.clear()
        seen = await asyncio.to_thread(fingerprint, path)
        try:
            engine.house = await asyncio.to_thread(refurnished, engine.house, path)
        except CampaignError as error:
            log.error("the campaign stays as it was: %s", error)
        else:
            log.info("the campaign and its texts were read again")


def refurnished(house: House, path: Path | None) -> House:
    """The same house with the campaign and the texts as the files are now.

    Raises:
        CampaignError: with every mistake; then nothing has changed.
    """
    furnished = furnish(path)
    return replace(house, campaign=furnished.campaign, languages=furnished.languages)
