"""What may be owed to a chat, by its name, and how each is made when its turn comes."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.screen import Outgoing
from bot.chat.view import View
from bot.statistics import files, progress
from bot.statistics.choice import read_choice
from bot.supporter.screens import finished_letter

Figures = Callable[[View, str, AsyncConnection], Awaitable[Sequence[Outgoing]]]


async def make(view: View, part: str, connection: AsyncConnection) -> Sequence[Outgoing]:
    """What to send for this part; nothing where it has lost its sense. `connection` only reads."""
    name, _, value = part.partition(":")
    if name in FIGURES:
        return await FIGURES[name](view, value, connection)
    return finished_letter.part(view, name, value)


FIGURES: Mapping[str, Figures] = {
    "chart": lambda view, value, connection: files.chart(view, read_choice(value), connection),
    "files": lambda view, value, connection: files.files(view, read_choice(value), connection),
    "progress-card": lambda view, _, connection: progress.picture(view, connection),
}
