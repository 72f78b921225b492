"""What `mektup doctor` finds in the database."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.campaign.loading import load_campaign
from bot.campaign.model import CampaignError
from bot.commands.doctor_finding import Finding
from bot.config import Config
from db import contacts, conversations, evenings
from db.database import Database
from db.database_errors import in_words
from db.schema import differences, known_revisions, newest_revision, revision_of
from db.tables import pledges

ROWS_LOOKED_AT = 20


async def look_at_database(config: Config) -> AsyncIterator[Finding]:
    """Whether it answers, its schema, its keys, and what it knows that the campaign does not."""
    url = make_url(config.database_url)
    database = Database(config.database_url)
    folder = Path(url.database or ".").parent
    if database.is_sqlite and not await asyncio.to_thread(folder.is_dir):
        yield Finding(
            "database", "ill", f"its folder {folder} is missing", "Make it, or correct DATABASE_URL."
        )
        return
    if database.is_sqlite and not await asyncio.to_thread(os.path.exists, url.database or ""):
        yield Finding(
            "database", "warning", f"{url.database} does not exist yet", "The first start makes it."
        )
        return
    try:
        async with database.read() as connection:
            yield Finding("database", "well", url.render_as_string(hide_password=True))
            schema = await _schema(connection)
            yield schema
            if schema.state == "well":
                yield await _keys(connection, config)
                async for finding in _people(connection, config):
                    yield finding
    except Exception as error:  # whatever a driver raises
        mend = "Check DATABASE_URL, that the server runs, and that this user may read the file."
        yield Finding("database", "ill", in_words(error) or f"does not answer ({type(error).__name__})", mend)
    finally:
        await database.close()


async def _schema(connection: AsyncConnection) -> Finding:
    revision = await connection.run_sync(revision_of)
    if revision == newest_revision():
        if differing := await connection.run_sync(differences):
            mend = (
                "It was made by an unreleased version: `mektup backup`, then restore into an empty database."
            )
            return Finding("schema", "ill", f"says {revision}, but differs: {', '.join(differing)}", mend)
        return Finding("schema", "well", f"version {revision}")
    if revision in known_revisions() or revision is None:
        return Finding(
            "schema", "ill", f"version {revision} is old", "Run `mektup migrate`, or start the bot."
        )
    return Finding("schema", "ill", f"version {revision} is newer than this program", "Update Mektüp.")


async def _keys(connection: AsyncConnection, config: Config) -> Finding:
    mend = "Put the former SECRET_KEY into OLD_SECRET_KEYS; without it, what was sealed with it is lost."
    vault = config.vault
    rows = await conversations.some(connection, ROWS_LOOKED_AT)
    kept = await contacts.some(connection, ROWS_LOOKED_AT)
    secrets = await evenings.some_sealed(connection, ROWS_LOOKED_AT)
    opened = [
        *(conversations.open_state(vault, key, sealed) for key, sealed in rows.items()),
        *(contacts.open_contact(vault, code, sealed) for code, sealed in kept.items()),
        *(evenings.open_secret(vault, word, sealed) for word, sealed in secrets.items()),
    ]
    if not all(opened):
        return Finding("keys", "ill", "SECRET_KEY does not open what is stored", mend)
    if not all(vault.is_current(sealed) for sealed in (*rows.values(), *kept.values(), *secrets.values())):
        return Finding("keys", "warning", "some rows are under an old key", "Run `mektup rekey`.")
    return Finding("keys", "well", "SECRET_KEY opens what is stored")


async def _people(connection: AsyncConnection, config: Config) -> AsyncIterator[Finding]:
    try:
        known = load_campaign(config.campaign).campaign.by_id
    except CampaignError:
        return  # said already
    written = await connection.scalars(select(pledges.c.prisoner).distinct())
    if gone := sorted(set(written) - known.keys()):
        mend = "Put them back into the campaign file; who is free gets a `released` date there or /release."
        yield Finding("people", "warning", f"letters to {', '.join(gone)}, who are not in the file", mend)
