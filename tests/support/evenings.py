"""Letter evenings in a database: opened as organizers do, their sheets by code."""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.campaign.sharing import shared_out
from bot.letter.kit import Kit
from bot.letter.print_orders import Sheet
from db import evenings
from db.evenings import Evening
from db.evenings import Sheet as SheetOfAnEvening
from tests.support.records import TODAY, VAULT, connected
from tests.support.views import CAMPAIGN, LANGUAGES


def an_evening(word: str = "lviv-library", sheets: int = 6, day: date = TODAY, **more: Any) -> Evening:
    """With so many sheets, for two people by turns."""
    given = tuple(SheetOfAnEvening(("asanov", "primov")[number % 2], "uk") for number in range(sheets))
    usual: dict[str, Any] = {"writers": sheets, "greeting": "support", "secret": evenings.new_secret()}
    return Evening(word=word, day=day, sheets=given, **usual | more)


async def opened(url: str, *these: Evening) -> None:
    """As if organizers had opened these."""
    async with connected(url) as connection:
        for one in these:
            assert await evenings.begin(connection, VAULT, one)


def a_kit(language: str, paper: Sheet, sheets: int = 3) -> Kit:
    """For a host who reads this language; its sheets are in all of them."""
    given = shared_out(CAMPAIGN.held, {}, CAMPAIGN.languages, sheets)
    return Kit(
        campaign=CAMPAIGN,
        languages=LANGUAGES,
        t=LANGUAGES[language],
        evening=replace(an_evening(sheets=sheets, secret=bytes(32)), sheets=given),
        link="https://t.me/mektup_bot?start={}".format,
        paper=paper,
    )
