"""Stretches of time that replicas reserve one after the other, so that together they keep within a limit."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


async def seconds_until_next(connection: AsyncConnection, milliseconds: int) -> float:
    """Reserve the next stretch of PostgreSQL's own time for answers; how soon it begins. Does not commit."""
    end = int((await connection.execute(_RESERVE, {"long": milliseconds})).scalar_one())
    return (end - milliseconds) / 1000


# One that would begin more than five seconds ahead comes from a clock that was set back.
_RESERVE = text(
    """
    WITH clock AS (SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) AS now)
    INSERT INTO pace AS last (queue, next_at) SELECT 'answers', now + CAST(:long AS bigint) FROM clock
    ON CONFLICT (queue) DO UPDATE SET next_at = CAST(:long AS bigint) + CASE
        WHEN last.next_at BETWEEN (SELECT now FROM clock) AND (SELECT now + 5000 FROM clock) THEN last.next_at
        ELSE (SELECT now FROM clock) END
    RETURNING next_at - (SELECT now FROM clock)
    """
)
