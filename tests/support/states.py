"""What the sealed rows say, opened with the key: for tests of what is kept and what is gone."""

from sqlalchemy import select

from bot.chat.state import Conversation
from bot.chat.state_storage import from_bytes
from bot.run import Running
from db.conversations import open_state
from db.tables import conversations
from tests.support.records import connected


async def states(bot: Running) -> dict[int, Conversation]:
    """Every stored conversation, by the id of its person; not what /forget leaves of nobody."""
    async with connected(bot.config.database_url) as connection:
        rows = (await connection.execute(select(conversations.c.key, conversations.c.sealed))).all()
    found = [from_bytes(open_state(bot.config.vault, key, sealed)) for key, sealed in rows]
    return {one.user_id: one for one in found if one.user_id}
