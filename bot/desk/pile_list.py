"""The list for the pile: one page to print, of each person and of each evening."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

from bot.chat.prisoner_lists import name_of
from bot.chat.screen import File, Outgoing, Screen
from bot.chat.turn import Turn
from bot.chat.view import View
from bot.desk import handing_over
from bot.letter.print_orders import Listing, ListOrder
from bot.supporter.screens.paper_files import sizes
from db import arrivals as office
from db import evenings
from db.evenings import Evening
from db.figure_sums import Moment

EVENING_DAYS = 180  # how long an evening stays on the list


async def page(turn: Turn, _value: str) -> Screen:
    """[A list to print]: it comes below what waits."""
    screen = await handing_over.page(turn, "")
    return Screen(screen.text, screen.keyboard, owes=("pile:",))


async def file(view: View, _value: str, moment: Moment) -> Sequence[Outgoing]:
    """Per person received and handed over; per evening sheets out, back and missing."""
    received, handed_over = await office.ever(moment.connection)
    found = await evenings.every(moment.connection, view.context.vault)
    recent = [one for one in found if one.day > view.today - timedelta(days=EVENING_DAYS)]
    order = list_order(view, received, handed_over, recent, await evenings.back(moment.connection, recent))
    make = partial(view.context.render, order)
    return [File(f"letters-{view.today}.pdf", make, view.t("pile.file", day=view.t.date(view.today)))]


def list_order(
    view: View,
    received: office.Tally,
    handed_over: office.Tally,
    those: Sequence[Evening],
    back: Mapping[str, int],
) -> ListOrder:
    """The page with these numbers; whoever has no letter is on it too."""
    t = view.t
    people = dict.fromkeys((*(one.id for one in view.campaign.prisoners), *received))
    rows = [_row(name_of(view, one), received.get(one, 0), handed_over.get(one, 0)) for one in people]
    total = _row(t.plain("pile.total"), sum(received.values()), sum(handed_over.values()))
    columns = [t.plain(f"figures.column.{one}") for one in ("received", "handed_over")]
    listings = [
        Listing(
            t.plain("pile.people"),
            (t.plain("figures.by.prisoner"), *columns, t.plain("pile.waiting")),
            (*rows, total),
        )
    ]
    if those:
        headings = [t.plain(f"pile.{one}") for one in ("out", "back", "missing")]
        of_evenings = tuple(
            (
                f"{one.word}, {t.date(one.day)}",
                str(len(one.sheets)),
                str(back.get(one.word, 0)),
                str(one.missing(back.get(one.word, 0))),
            )
            for one in those
        )
        listings.append(
            Listing(t.plain("pile.evenings"), (t.plain("figures.by.evening"), *headings), of_evenings)
        )
    return ListOrder(
        title=t.plain("pile.people"),
        language=t.language,
        paper=sizes(view).paper,
        heading=t.plain("pile.heading", day=t.date(view.today)),
        listings=tuple(listings),
    )


def _row(name: str, received: int, handed_over: int) -> tuple[str, ...]:
    return name, str(received), str(handed_over), str(received - handed_over)
