"""Who wished to be told is told, after a while in which the organizer may undo."""

from datetime import timedelta

from bot.chat.turn import Turn
from db import notices
from db.notices import Kind
from db.pledges import Codes

NEWS_AFTER = timedelta(minutes=10)


async def tell(turn: Turn, kind: Kind, codes: Codes) -> int:
    """Put news of these letters into the queue; how many will be told."""
    due_at = int((turn.context.now() + NEWS_AFTER).timestamp())
    return await notices.announce(turn.connection, kind, codes, due_at)


async def do_not_tell(turn: Turn, kind: Kind, codes: Codes) -> None:
    """It was undone; what has been said already stays said."""
    await notices.forget(turn.connection, codes, (kind,))
