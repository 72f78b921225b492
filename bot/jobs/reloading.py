"""Another campaign file or text without a restart: whole or not at all, in every replica within a minute."""

import asyncio
import contextlib
import logging
import signal
from dataclasses import replace
from pathlib import Path

from markupsafe import Markup, escape

from bot.campaign.loading import fingerprint, furnish
from bot.campaign.model import CampaignError
from bot.chat.context import House
from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.engine.engine import Engine

log = logging.getLogger(__name__)

LOOK_SECONDS = 60.0
MISTAKES_SHOWN = 20  # as many as fit into one message
LONGEST_MISTAKE = 150


async def watch(engine: Engine, path: Path | None, seconds: float = LOOK_SECONDS) -> None:
    """Look at the files every minute and at SIGHUP, until cancelled; wrong ones change nothing."""
    hang_up = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, hang_up.set)
    seen = await asyncio.to_thread(fingerprint, path)
    while True:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await hang_up.wait()
        now = await asyncio.to_thread(fingerprint, path)
        if now == seen and not hang_up.is_set():
            continue
        hang_up.clear()
        seen = now
        try:
            engine.house = await asyncio.to_thread(refurnished, engine.house, path)
        except CampaignError as error:
            log.error("the campaign stays as it was: %s", error)
        else:
            log.info("the campaign and its texts were read again")


async def reread(turn: Turn) -> Screen:
    """/reload: at once in this process, when this turn has committed; other replicas see it by themselves."""
    home = [[turn.view.leads("button.home", "home")]]
    try:
        turn.house = await asyncio.to_thread(refurnished, turn.house, turn.house.campaign_path)
    except CampaignError as error:
        shown = error.mistakes[:MISTAKES_SHOWN]
        lines = [turn.t("reload.wrong"), "", *(escape(one[:LONGEST_MISTAKE]) for one in shown)]
        if hidden := len(error.mistakes) - len(shown):
            lines.append(turn.t.count("reload.more", hidden))
        return Screen(Markup("\n").join(lines), home)
    campaign, languages = turn.house.campaign, turn.house.languages
    text = turn.t("reload.done", people=len(campaign.prisoners), languages=", ".join(languages))
    return Screen(text, home)


def refurnished(house: House, path: Path | None) -> House:
    """The same house with the campaign and the texts as the files are now.

    Raises:
        CampaignError: with every mistake; then nothing has changed.
    """
    furnished = furnish(path)
    return replace(house, campaign=furnished.campaign, languages=furnished.languages)
