"""What a route is; and every button and every command of organizers with its handler."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from bot.chat.callback import Lasting, Page, Write
from bot.chat.screen import Shown
from bot.chat.turn import Turn
from bot.desk import (
    campaign_sheet,
    counting,
    desk,
    evenings,
    handing_over,
    journal,
    pile_list,
    receiving,
    releasing,
    reload,
    striking,
    undoing,
)
from bot.statistics import figures_screens as statistics
from bot.statistics import press_text

COMMAND: Literal["command"] = "command"
Shape = Literal["command"] | type[Page | Write | Lasting]
RouteHandler = Callable[[Turn, str], Awaitable[Shown]]  # the value of the button; "" for a command


@dataclass(frozen=True, slots=True)
class Route:
    """A handler, and what it answers to: the command, or the buttons of these shapes, with this name.

    Whether the sender is an organizer is looked at in every turn, whatever the button or the command says.
    """

    name: str
    handler: RouteHandler
    shapes: tuple[Shape, ...]
    for_organizers: bool = False


DESK_ROUTES: tuple[Route, ...] = (
    Route("desk", desk.page, (Page,), for_organizers=True),
    Route("leave", desk.leave, (Lasting,), for_organizers=True),
    Route("undo", undoing.undo, (Lasting,), for_organizers=True),
    Route("receive", receiving.page, (COMMAND, Lasting), for_organizers=True),
    Route("count", counting.page, (Lasting,), for_organizers=True),
    Route("counted", counting.counted, (Write,), for_organizers=True),
    Route("arrival", counting.arrival, (Lasting,), for_organizers=True),
    Route("arrival-country", counting.set_country, (Lasting,), for_organizers=True),
    Route("handover", handing_over.page, (COMMAND, Lasting), for_organizers=True),
    Route("hand-over", handing_over.hand_over, (Write,), for_organizers=True),
    Route("release", releasing.page, (COMMAND, Lasting), for_organizers=True),
    Route("release", releasing.release, (Write,), for_organizers=True),
    Route("hold", releasing.hold, (Write,), for_organizers=True),
    Route("strike", striking.page, (COMMAND, Lasting), for_organizers=True),
    Route("strike-out", striking.strike_out, (Write,), for_organizers=True),
    Route("count-in", striking.count_in, (Lasting,), for_organizers=True),
    Route("evening", evenings.page, (COMMAND, Lasting), for_organizers=True),
    Route("begin-evening", evenings.begin, (Write,), for_organizers=True),
    Route("kit", evenings.kit, (Lasting,), for_organizers=True),
    Route("poster", evenings.poster, (Lasting,), for_organizers=True),
    Route("pile", pile_list.page, (Lasting,), for_organizers=True),
    Route("journal", journal.page, (COMMAND, Page), for_organizers=True),
    Route("stats", statistics.page, (COMMAND, Page), for_organizers=True),
    Route("chart", statistics.chart, (Lasting,), for_organizers=True),
    Route("export", statistics.files, (Lasting,), for_organizers=True),
    Route("press", press_text.page, (Page,), for_organizers=True),
    Route("take-sheet", campaign_sheet.take, (Write,), for_organizers=True),
    Route("leave-sheet", campaign_sheet.leave, (Write,), for_organizers=True),
    Route("reload", reload.reread, (COMMAND,), for_organizers=True),
)
