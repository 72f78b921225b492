"""The desk: show the open question, pass typed text to it."""

from dataclasses import replace
from typing import Literal

from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.chat.typed_days import read_day
from bot.desk import counting, evenings, handing_over, receiving, releasing, striking
from bot.desk.question import Begin, Count, HandOver, Origin, Receive, Release, Whom, Wrote, ask, asked
from bot.supporter.questions.prisoner import search
from bot.supporter.screens import pages


async def page(turn: Turn, _value: str) -> Screen:
    """[Go on]: show the open question."""
    return await present(turn)


async def present(turn: Turn, above: str = "") -> Screen:
    """Show the open question, below what has just happened."""
    match asked(turn):
        case Whom("count"):
            screen = counting.whom(turn.view)
        case Count(prisoner):
            screen = counting.how_many(turn.view, prisoner)
        case Origin(arrival):
            screen = counting.from_where(turn.view, arrival)
        case Whom("handover"):
            screen = await handing_over.whom(turn)
        case HandOver() as question:
            screen = handing_over.confirm(turn.view, question)
        case Whom("release"):
            screen = await releasing.whom(turn)
        case Release() as question:
            screen = await releasing.confirm(turn, question)
        case Whom("strike"):
            screen = await striking.present(turn)
        case Whom("evening") | Begin() | Wrote():
            screen = await evenings.present(turn)
        case Receive():
            return await receiving.present(turn, above)
    return screen.under(above)


async def hear(turn: Turn) -> Screen:
    """Pass a typed text to the open question."""
    match asked(turn):
        case Count(prisoner):
            return await counting.hear(turn, prisoner)
        case Whom("count" | "handover" | "release" as act):
            return await _hear_name(turn, act)
        case Origin(arrival):
            return counting.hear_country(turn, arrival)
        case HandOver() | Release() as question if day := read_day(
            turn.event.text, turn.context.campaign.started_on, turn.today
        ):
            ask(turn, replace(question, day=day))
            return await present(turn)
        case Receive():
            return await receiving.hear(turn)
        case Whom("strike"):
            return await striking.hear(turn)
        case Wrote(word):
            return await evenings.hear_number(turn, word)
        case Whom("evening") | Begin():
            return await evenings.hear(turn)
        case _:
            return await present(turn, turn.t("desk.no-day", text=turn.event.text[:60]))


async def _hear_name(turn: Turn, act: Literal["count", "handover", "release"]) -> Screen:
    """Take a typed name as the button with it; at the counting, codes and whole lines too."""
    text = turn.event.text
    opens = {"count": counting.page, "handover": handing_over.page, "release": releasing.page}
    if len(found := search(turn.view, text)) == 1:
        return await opens[act](turn, found[0].id)
    if act == "count" and any(one.isdigit() for one in text):
        return await receiving.hear(turn)
    return await present(turn, turn.t("prisoner.unknown", name=text[:60]))


async def leave(turn: Turn, _value: str) -> Screen:
    """[Done]: close the desk."""
    if turn.conversation.desk:
        turn.change(desk="")
    return pages.home(turn.view)
