"""Makes what is owed to a chat, part by part, from its name."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.chat.screen import Outgoing
from bot.chat.view import View
from bot.statistics import files, progress
from bot.statistics.choice import read_choice
from bot.supporter.screens import finished_letter
from db.figures import Moment

Figures = Callable[[View, str, Moment], Awaitable[Sequence[Outgoing]]]


async def make(view: View, part: str, moment: Moment) -> Sequence[Outgoing]:
    """What to send for this part; nothing where it has lost its sense. `moment` has the figures."""
    name, _, value = part.partition(":")
    if name in FIGURES:
        return await FIGURES[name](view, value, moment)
    return finished_letter.part(view, name, value)


FIGURES: Mapping[str, Figures] = {
    "chart": lambda view, value, moment: files.chart(view, read_choice(value), moment),
    "files": lambda view, value, moment: files.files(view, read_choice(value), moment),
    "progress-card": lambda view, _value, _moment: progress.picture(view),
}
