"""Whether anything can be written, and everything read, found out without changing anything."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


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
