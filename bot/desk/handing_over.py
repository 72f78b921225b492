"""Hand over what was received and waits, for one prisoner or all; each act can be undone."""

from dataclasses import replace

from bot.campaign.model import Prisoner
from bot.chat.paging import page_in
from bot.chat.prisoner_lists import name_of, rows_of, tally
from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.chat.view import View
from bot.desk.journal import done, note, tell
from bot.desk.question import HandOver, Whom, ask, asked
from db import arrivals as office

EVERYBODY = "_all"  # ids of prisoners begin with a letter


async def page(turn: Turn, value: str) -> Screen:
    """/handover: list what waits, or ask about one person or all."""
    waiting = await office.waiting(turn.connection)
    if value == EVERYBODY or value in waiting:
        question = HandOver(value, turn.today, _number(waiting, value))
        ask(turn, question)
        return confirm(turn.view, question)
    ask(turn, Whom("handover"))
    return await whom(turn, page_in(value))


async def whom(turn: Turn, page: int = 1) -> Screen:
    """List what waits."""
    view, waiting = turn.view, await office.waiting(turn.connection)
    others = [view.lasts("receive.button.receive", "receive"), view.lasts("desk.button.done", "leave")]
    lists = [view.lasts("pile.button", "pile")]
    total = sum(waiting.values())
    if not total:
        return Screen(view.t("handover.nothing"), [lists, others])

    def label(one: Prisoner) -> str:
        return view.t.plain("desk.button.person", name=view.t.pick(one.name), number=waiting[one.id])

    people = [one for one in view.campaign.prisoners if waiting.get(one.id)]
    rows = rows_of(view, "handover", people, page, label)
    text = view.t.count("handover.list", total) + "\n\n" + tally(view, waiting)
    everybody = [view.lasts("handover.button.all", "handover", EVERYBODY)]
    return Screen(text, [everybody, *rows, lists, others])


def confirm(view: View, question: HandOver) -> Screen:
    """Ask before it is marked; another day can be typed."""
    name, day = _name(view, question), view.t.date(question.day)
    text = view.t.count("handover.confirm", question.number, name=name, day=day)
    yes = view.writes("handover.button.yes", "hand-over", style="success")
    return Screen(text, [[yes], [view.lasts("button.back", "handover")]])


async def hand_over(turn: Turn, _value: str) -> Screen:
    """[Yes]: mark what was shown, and nothing that came since."""
    question = asked(turn)
    if not isinstance(question, HandOver):
        return await whom(turn)
    await office.lock(turn.connection)
    number = _number(await office.waiting(turn.connection), question.whom)
    if number != question.number:
        question = replace(question, number=number)
        ask(turn, question if number else Whom("handover"))
        screen = confirm(turn.view, question) if number else await whom(turn)
        return screen.under(turn.t("handover.changed"))
    prisoner = None if question.whom == EVERYBODY else question.whom
    entry = await note(turn, "handed-over", prisoner=prisoner, count=number, happened_on=question.day)
    await office.hand_over(turn.connection, prisoner, question.day, entry)
    told = await tell(turn, "handed-over", office.handed_over(entry))
    ask(turn, Whom("handover"))
    view = turn.view
    text = view.t.count("handover.done", number, name=_name(view, question), day=view.t.date(question.day))
    return done(view, text, told, entry, view.lasts("handover.button.list", "handover"))


def _name(view: View, question: HandOver) -> str:
    return view.t.plain("desk.all") if question.whom == EVERYBODY else name_of(view, question.whom)


def _number(waiting: office.Tally, whom: str) -> int:
    return sum(waiting.values()) if whom == EVERYBODY else waiting.get(whom, 0)
