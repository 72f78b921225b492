"""/reload: read the campaign and its texts again, whole or not at all."""

import asyncio

from markupsafe import Markup, escape

from bot.campaign.model import CampaignError
from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.checks.mistakes_translated import translated
from db import pledges

MISTAKES_SHOWN = 20  # as many as fit into one message
LONGEST_MISTAKE = 150


async def reread(turn: Turn, _value: str) -> Screen:
    """Read the files again, for this process once the turn commits; other replicas notice by themselves."""
    home = [[turn.view.leads("button.home", "home")]]
    try:
        letters = await pledges.written_to(turn.connection)
        turn.context = await asyncio.to_thread(turn.context.reloaded, letters)
    except CampaignError as error:
        shown = error.mistakes[:MISTAKES_SHOWN]
        lines = [
            turn.t("reload.wrong"),
            "",
            *(escape(translated(one, turn.t.language)[:LONGEST_MISTAKE]) for one in shown),
        ]
        if hidden := len(error.mistakes) - len(shown):
            lines.append(turn.t.count("reload.more", hidden))
        return Screen(Markup("\n").join(lines), home)
    campaign, languages = turn.context.campaign, turn.context.languages
    text = turn.t("reload.done", people=len(campaign.prisoners), languages=", ".join(languages))
    return Screen(text, home)
