"""The latest day anything stored is of: a clock that shows an earlier one is wrong."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables import arrivals, journal, pledges

# What has happened; days that are yet to come (mail_by, forget_on) say nothing about a clock.
_PAST = (pledges.c.pledged_on, arrivals.c.arrived_on, journal.c.day)


async def newest_day(connection: AsyncConnection) -> date | None:
    """The latest of them; None if there is nothing."""
    days = [await connection.scalar(select(func.max(column))) for column in _PAST]
    return max((day for day in days if day is not None), default=None)
