"""People who were moved to another prison: who has still to post a letter is told, once a move."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import journal as acts
from db import notices
from db.journal import Fact
from db.tables import journal, pledges

BY_THE_FILE = "file"  # in the journal, where else an organizer stands


async def tell_of(connection: AsyncConnection, moved: Mapping[str, date], today: date, due_at: int) -> None:
    """Queue the news of these moves for whoever wished news, and note each in the journal."""
    entries = select(journal.c.prisoner, journal.c.happened_on).where(journal.c.action == "moved")
    told = {(row.prisoner, row.happened_on) for row in await connection.execute(entries)}
    for person, day in sorted(moved.items()):
        if (person, day) not in told:
            number = await notices.announce(connection, "moved", _still_to_post(person), due_at)
            await acts.write(connection, Fact(today, BY_THE_FILE, "moved", person, None, number, day))


def _still_to_post(prisoner: str) -> Select[tuple[str]]:
    facts = ("mailed_on", "received_on", "handed_over_on", "withdrawn_on")
    open_ones = (pledges.c[name].is_(None) for name in facts)
    return select(pledges.c.code).where(pledges.c.prisoner == prisoner, *open_ones)
