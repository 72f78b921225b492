"""Who was released, and when; other facts about people are in the campaign file. No function commits."""

from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import insert_or_replace
from db.tables import pledges, prisoners


async def release(connection: AsyncConnection, prisoner: str, day: date | None) -> None:
    """Note the day of a release; None: still held."""
    await insert_or_replace(connection, prisoners, [{"id": prisoner, "released_on": day}])


async def released_on(connection: AsyncConnection, prisoner: str) -> date | None:
    """Read the day of release, locked until the transaction ends; None for somebody who is held."""
    found = select(prisoners.c.released_on).where(prisoners.c.id == prisoner).with_for_update()
    return (await connection.execute(found)).scalar_one_or_none()


async def released(connection: AsyncConnection) -> dict[str, date]:
    """List everybody who is free, with the day."""
    free = select(prisoners.c.id, prisoners.c.released_on).where(prisoners.c.released_on.is_not(None))
    return {row.id: row.released_on for row in await connection.execute(free)}


def open_pledges(prisoner: str) -> Select[Any]:
    """Find the codes of letters to this person that are neither withdrawn nor handed over."""
    still_open = (pledges.c.withdrawn_on.is_(None), pledges.c.handed_over_on.is_(None))
    return select(pledges.c.code).where(pledges.c.prisoner == prisoner, *still_open)
