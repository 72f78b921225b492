"""Release: somebody is free, since a day; undoable, for not every good news proves true."""

from datetime import date

from bot.campaign.model import Prisoner
from bot.chat.people import name_of, page_in, rows_of
from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.desk.dates import read_day
from bot.desk.journal import note
from bot.desk.news import do_not_tell, tell
from db import arrivals as office
from db import releases as prisoners

DESK = "release"


async def page(turn: Turn, value: str) -> Screen:
    """/release: the list of all, or the question for one person."""
    known = value in turn.context.campaign.by_id
    turn.change(desk=f"{DESK}:{value}:{turn.today.isoformat()}" if known else DESK)
    return await present(turn) if known else await _list(turn, page_in(value))


async def present(turn: Turn, above: str = "") -> Screen:
    """The question that is open."""
    if (asked := _asked(turn)) is None:
        return await _list(turn, 1, above)
    view, (prisoner, day) = turn.view, asked
    name = name_of(view, prisoner)
    if free := await prisoners.released_on(turn.connection, prisoner):
        text = view.t("release.is-free", name=name, day=view.t.date(free))
        yes = view.writes("release.button.hold", "hold")
    else:
        text = view.t("release.confirm", name=name, day=view.t.date(day))
        yes = view.writes("release.button.yes", "release", style="success")
    return Screen(text, [[yes], [view.lasts("button.back", "release")]]).under(above)


async def hear(turn: Turn) -> Screen:
    """A typed day: the day of the release."""
    asked = _asked(turn)
    day = read_day(turn.event.text, turn.context.campaign.started_on, turn.today)
    if asked is None or day is None:
        return await present(turn, turn.t("desk.no-day", text=turn.event.text[:60]))
    turn.change(desk=f"{DESK}:{asked[0]}:{day.isoformat()}")
    return await present(turn)


async def release(turn: Turn, _value: str) -> Screen:
    """[Yes]: free since this day; whoever asked is told."""
    asked = _asked(turn)
    await office.lock(turn.connection)
    if asked is None or await prisoners.released_on(turn.connection, asked[0]):
        return await present(turn)
    prisoner, day = asked
    await prisoners.release(turn.connection, prisoner, day)
    turn.facts_changed = True
    entry = await note(turn, "released", prisoner=prisoner, happened_on=day)
    told = await tell(turn, "released", prisoners.open_pledges(prisoner))
    turn.change(desk=DESK)
    view = turn.view
    text = view.t("release.done", name=name_of(view, prisoner), day=view.t.date(day))
    if told:
        text += "\n" + view.t.count("desk.told", told)
    undo = view.lasts("desk.button.undo", "undo", str(entry))
    return Screen(text, [[undo], [view.lasts("release.button.list", "release")]])


async def hold(turn: Turn, _value: str) -> Screen:
    """[Not released]: still held after all."""
    asked = _asked(turn)
    await office.lock(turn.connection)
    turn.change(desk=DESK)
    if asked is None or not await prisoners.released_on(turn.connection, asked[0]):
        return await present(turn)
    await still_held(turn, asked[0])
    await note(turn, "held", prisoner=asked[0])
    return await present(turn, turn.t("release.held", name=name_of(turn.view, asked[0])))


async def still_held(turn: Turn, prisoner: str) -> None:
    """Back on the list of recipients; nobody is told what is not true."""
    await prisoners.release(turn.connection, prisoner, None)
    turn.facts_changed = True
    await do_not_tell(turn, "released", prisoners.open_pledges(prisoner))


async def _list(turn: Turn, page: int, above: str = "") -> Screen:
    view, free = turn.view, await prisoners.released(turn.connection)

    def label(one: Prisoner) -> str:
        name = view.t.pick(one.name)
        return view.t.plain("release.button.free", name=name) if one.id in free else name

    rows = rows_of(view, "release", view.campaign.prisoners, page, label)
    text = view.t("release.list")
    done = [view.lasts("desk.button.done", "leave")]
    return Screen(text, [*rows, done]).under(above)


def _asked(turn: Turn) -> tuple[str, date] | None:
    parts = turn.conversation.desk.split(":")
    if len(parts) != 3 or parts[0] != DESK or parts[1] not in turn.context.campaign.by_id:
        return None
    return parts[1], date.fromisoformat(parts[2])
