"""Alembic's entry: uses the connection `upgrade` gives; the `alembic` command makes its own."""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from db.tables import metadata


def migrate(connection: Connection) -> None:
    """Run the versions on this connection, whose owner commits."""
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


async def migrate_by_command() -> None:
    """Run the versions for a developer at the `alembic` command line."""
    engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///mektup.db"))
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


if (given := context.config.attributes.get("connection")) is not None:
    migrate(given)
else:
    asyncio.run(migrate_by_command())
