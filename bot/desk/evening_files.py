"""The files of a letter evening, made when they are sent."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from bot.chat.screen import File, Outgoing
from bot.chat.view import View
from bot.letter.kit import Kit, evening_poster, kit_orders
from bot.supporter.screens.paper_files import sizes
from db import evenings
from db.figure_sums import Moment


async def kit(view: View, word: str, moment: Moment) -> Sequence[Outgoing]:
    """All that a host prints, as one file."""
    made = await _kit_of(view, word, moment)
    if made is None:
        return ()
    make = partial(view.context.render, *kit_orders(made))
    return [File(f"{word}-kit.pdf", make, view.t("evening.kit", word=word))]


async def poster(view: View, word: str, moment: Moment) -> Sequence[Outgoing]:
    """The poster with the evening's link."""
    made = await _kit_of(view, word, moment)
    if made is None:
        return ()
    make = partial(view.context.render, evening_poster(made))
    return [File(f"{word}-poster.pdf", make, view.t("evening.poster", word=word))]


async def _kit_of(view: View, word: str, moment: Moment) -> Kit | None:
    found = await evenings.find(moment.connection, view.context.vault, word)
    if found is None:
        return None
    return Kit(
        campaign=view.campaign,
        languages=view.context.languages,
        t=view.t,
        evening=found,
        link=view.context.link,
        paper=sizes(view).paper,
    )


# By the name of the owed part.
FILES: Mapping[str, Callable[[View, str, Moment], Awaitable[Sequence[Outgoing]]]] = {
    "kit": kit,
    "poster": poster,
}
