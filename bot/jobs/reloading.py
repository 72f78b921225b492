"""Another campaign file or text without a restart: whole or not at all, in every replica within a minute."""

import asyncio
import contextlib
import logging
import signal

from bot.campaign.loading import fingerprint
from bot.campaign.model import CampaignError
from bot.engine.engine import Engine
from bot.monitoring.systemd import Supervisor
from db import pledges

log = logging.getLogger(__name__)

LOOK_SECONDS = 60.0


async def watch(engine: Engine, supervisor: Supervisor, seconds: float = LOOK_SECONDS) -> None:
    """Look at the files every minute and at SIGHUP, until cancelled; wrong ones change nothing."""
    hang_up, path = asyncio.Event(), engine.context.campaign_path

    def asked() -> None:
        supervisor.reloading()
        hang_up.set()

    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, asked)
    seen = await asyncio.to_thread(fingerprint, path)
    while True:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await hang_up.wait()
        now = await asyncio.to_thread(fingerprint, path)
        was_asked = hang_up.is_set()
        if now == seen and not was_asked:
            continue
        hang_up.clear()
        seen = now
        try:
            async with engine.database.snapshot() as connection:
                letters = await pledges.written_to(connection)
            engine.context = await asyncio.to_thread(engine.context.reloaded, letters)
        except CampaignError as error:
            log.error("the campaign stays as it was: %s", error)
        else:
            log.info("the campaign and its texts were read again")
        if was_asked:
            supervisor.ready("running")
