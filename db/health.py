"""How the database is: whether it can be written and read, what is newest in it, what is overdue."""

from datetime import date

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables import arrivals, journal, notices, pledges

# What has happened; days that are yet to come (mail_by, forget_on) say nothing about a clock.
_PAST = (pledges.c.pledged_on, arrivals.c.arrived_on, journal.c.day)
# A reminder's row names the midnight its day begins with, and the hour of the day is sealed.
OVERDUE_SECONDS = 36 * 3600


async def write_nothing(connection: AsyncConnection) -> None:
    """What the commit then has to carry to the disk, although no row is another one."""
    if connection.dialect.name == "sqlite":
        version = await connection.scalar(text("PRAGMA user_version"))
        await connection.execute(text(f"PRAGMA user_version = {int(version or 0)}"))
    else:
        await connection.execute(text("SELECT pg_current_xact_id()"))  # a number is given, so it is logged


async def find_damage(connection: AsyncConnection) -> bool:
    """Read every page of an SQLite file and look whether it is what it should be."""
    if connection.dialect.name != "sqlite":
        return False
    said = await connection.scalar(text("PRAGMA quick_check(1)"))
    return bool(said != "ok")


async def newest_day(connection: AsyncConnection) -> date | None:
    """The latest day anything stored is of: a clock that shows an earlier one is wrong. None without any."""
    days = [await connection.scalar(select(func.max(column))) for column in _PAST]
    return max((day for day in days if day is not None), default=None)


async def overdue_notices(connection: AsyncConnection, now: int) -> int:
    """How many messages should have been said long before this moment, in seconds since 1970."""
    late = select(func.count()).where(notices.c.due_at < now - OVERDUE_SECONDS)
    return await connection.scalar(late) or 0
