"""What should have been said long ago: somebody waits for it, and nobody notices that it does not come."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables import notices

# A reminder's row names the midnight its day begins with, and the hour of the day is sealed.
LATEST_SECONDS = 36 * 3600


async def number(connection: AsyncConnection, now: int) -> int:
    """How many messages are overdue at this moment, in seconds since 1970."""
    late = select(func.count()).where(notices.c.due_at < now - LATEST_SECONDS)
    return await connection.scalar(late) or 0
