"""Handing over: what was received and waits, per prisoner; marked for one or for all, and undoable."""

from datetime import date

from bot.campaign.model import Prisoner
from bot.chat.people import name_of, page_in, rows_of, tally
from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.desk.dates import read_day
from bot.desk.journal import note
from bot.desk.news import tell
from db import arrivals as office

DESK = "handover"
EVERYBODY = "_all"  # ids of prisoners begin with a letter


async def page(turn: Turn, value: str) -> Screen:
    """/handover: the list of what waits, or the question for one person or for all."""
    waiting = await office.waiting(turn.connection)
    if value == EVERYBODY or value in waiting:
        turn.change(desk=_desk(value, turn.today, _number(waiting, value)))
        return await present(turn)
    turn.change(desk=DESK)
    return await _list(turn, page_in(value))


async def present(turn: Turn, above: str = "") -> Screen:
    """The question that is open."""
    if (asked := _asked(turn)) is None:
        return await _list(turn, 1, above)
    view, (whom, day, number) = turn.view, asked
    name = view.t.plain("desk.all") if whom == EVERYBODY else name_of(view, whom)
    text = view.t.count("handover.confirm", number, name=name, day=view.t.date(day))
    yes = view.writes("handover.button.yes", "hand-over", style="success")
    return Screen(text, [[yes], [view.lasts("button.back", "handover")]]).under(above)


async def hear(turn: Turn) -> Screen:
    """A typed day: the day on which it was handed over."""
    asked = _asked(turn)
    day = read_day(turn.event.text, turn.context.campaign.started_on, turn.today)
    if asked is None or day is None:
        return await present(turn, turn.t("desk.no-day", text=turn.event.text[:60]))
    turn.change(desk=_desk(asked[0], day, asked[2]))
    return await present(turn)


async def hand_over(turn: Turn, _value: str) -> Screen:
    """[Yes]: what was shown, and nothing that came since."""
    if (asked := _asked(turn)) is None:
        return await present(turn)
    whom, day, shown = asked
    await office.lock(turn.connection)
    number = _number(await office.waiting(turn.connection), whom)
    if number != shown:
        turn.change(desk=_desk(whom, day, number) if number else DESK)
        return await present(turn, turn.t("handover.changed"))
    prisoner = None if whom == EVERYBODY else whom
    entry = await note(turn, "handed-over", prisoner=prisoner, count=number, happened_on=day)
    await office.hand_over(turn.connection, prisoner, day, entry)
    told = await tell(turn, "handed-over", office.handed_over(entry))
    turn.change(desk=DESK)
    view = turn.view
    name = view.t.plain("desk.all") if prisoner is None else name_of(view, prisoner)
    text = view.t.count("handover.done", number, name=name, day=view.t.date(day))
    if told:
        text += "\n" + view.t.count("desk.told", told)
    undo = view.lasts("desk.button.undo", "undo", str(entry))
    return Screen(text, [[undo], [view.lasts("handover.button.list", "handover")]])


async def _list(turn: Turn, page: int, above: str = "") -> Screen:
    view, waiting = turn.view, await office.waiting(turn.connection)
    done = [view.lasts("receive.button.receive", "receive"), view.lasts("desk.button.done", "leave")]
    total = sum(waiting.values())
    if not total:
        text = view.t("handover.nothing")
        return Screen(text, [done]).under(above)

    def label(one: Prisoner) -> str:
        return view.t.plain("desk.button.person", name=view.t.pick(one.name), number=waiting[one.id])

    people = [one for one in view.campaign.prisoners if waiting.get(one.id)]
    rows = rows_of(view, "handover", people, page, label)
    text = view.t.count("handover.list", total) + "\n\n" + tally(view, waiting)
    everybody = [view.lasts("handover.button.all", "handover", EVERYBODY)]
    return Screen(text, [everybody, *rows, done]).under(above)


def _desk(whom: str, day: date, number: int) -> str:
    return f"{DESK}:{whom}:{day.isoformat()}:{number}"


def _asked(turn: Turn) -> tuple[str, date, int] | None:
    parts = turn.conversation.desk.split(":")
    if len(parts) != 4 or parts[0] != DESK:
        return None
    return parts[1], date.fromisoformat(parts[2]), int(parts[3])


def _number(waiting: office.Tally, whom: str) -> int:
    return sum(waiting.values()) if whom == EVERYBODY else waiting.get(whom, 0)
