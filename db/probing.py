"""Whether anything can be written now, found out without changing anything."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


async def write_nothing(connection: AsyncConnection) -> None:
    """What the commit then has to carry to the disk, although no row is another one."""
    if connection.dialect.name == "sqlite":
        version = await connection.scalar(text("PRAGMA user_version"))
        await connection.execute(text(f"PRAGMA user_version = {int(version or 0)}"))
    else:
        await connection.execute(text("SELECT pg_current_xact_id()"))  # a number is given, so it is logged
