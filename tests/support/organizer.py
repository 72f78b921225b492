"""An organizer with a phone, in any of the languages."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from db.tables import arrivals, contacts, journal, notices
from tests.conftest import ORGANIZER
from tests.support.phone import Phone
from tests.support.records import connected
from tests.support.supporter import CAMPAIGN, Supporter

TABLES = {"arrivals": arrivals, "contacts": contacts, "journal": journal, "notices": notices}


class Organizer(Supporter):
    """`await oksana.receives("K7QF-2M9X")` types into the receiving screen."""

    async def receives(self, text: str) -> str:
        await self.types("/receive")
        return await self.types(text)

    async def taps_person(self, person_id: str) -> str:
        """The button with this person's name, whatever number follows it."""
        return await self.phone.presses(self.t.pick(CAMPAIGN.by_id[person_id].name))

    def name(self, person_id: str) -> str:
        return self.t.pick(CAMPAIGN.by_id[person_id].name)


def an_organizer(phone: Callable[..., Phone], language: str) -> Organizer:
    return Organizer(phone("Oksana", language, ORGANIZER), language)


async def rows_of(url: str, table: str) -> list[Mapping[str, Any]]:
    async with connected(url) as connection:
        return [dict(row._mapping) for row in await connection.execute(select(TABLES[table]))]
