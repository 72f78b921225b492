"""Letter evenings in a database: opened as organizers do, their sheets by code."""

from datetime import date
from typing import Any

from db import evenings
from db.evenings import Evening, Sheet
from tests.support.records import TODAY, VAULT, connected


def an_evening(word: str = "lviv-library", sheets: int = 6, day: date = TODAY, **more: Any) -> Evening:
    """With so many sheets, for two people by turns."""
    given = tuple(Sheet(("asanov", "primov")[number % 2], "uk") for number in range(sheets))
    usual: dict[str, Any] = {"writers": sheets, "greeting": "support", "secret": evenings.new_secret()}
    return Evening(word=word, day=day, sheets=given, **usual | more)


async def opened(url: str, *these: Evening) -> None:
    """As if organizers had opened these."""
    async with connected(url) as connection:
        for one in these:
            assert await evenings.begin(connection, VAULT, one)
