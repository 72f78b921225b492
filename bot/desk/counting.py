"""Letters without a code: for whom, how many, and from where if it is known."""

from collections.abc import Sequence

from bot.chat import countries
from bot.chat.callback import Lasting
from bot.chat.people import name_of, page_in, rows_of
from bot.chat.screen import Button, Screen
from bot.chat.turn import Turn
from bot.desk import receiving
from bot.desk.journal import note
from db import arrivals as office

DESK = "count"
COUNTRY = "country"
QUICK = (1, 2, 3, 5, 10)
MOST = 9999


async def page(turn: Turn, value: str) -> Screen:
    """[Letters without a code]: for whom? Then: how many?"""
    chosen = value if value in turn.context.campaign.by_id else ""
    turn.change(desk=f"{DESK}:{chosen}" if chosen else DESK)
    if chosen:
        return await present(turn)
    return _whom(turn, page_in(value))


async def present(turn: Turn, above: str = "") -> Screen:
    """The question that is open."""
    _, _, prisoner = turn.conversation.desk.partition(":")
    if not prisoner:
        return _whom(turn, 1)
    view = turn.view
    quick = [Button(str(number), view.writing("counted", str(number))) for number in QUICK]
    text = view.t("count.how-many", name=name_of(view, prisoner))
    return Screen(text, [quick, [view.lasts("button.back", "count")]]).under(above)


async def hear(turn: Turn) -> Screen:
    """A typed number."""
    _, _, prisoner = turn.conversation.desk.partition(":")
    text = turn.event.text.strip()
    if not prisoner:
        return _whom(turn, 1)
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:6]) <= MOST:
        return await present(turn, turn.t("count.no-number", text=text[:60], most=MOST))
    return await counted(turn, text)


async def counted(turn: Turn, value: str) -> Screen:
    """So many letters came: they are counted, and the next thing may come."""
    _, _, prisoner = turn.conversation.desk.partition(":")
    if turn.conversation.desk != f"{DESK}:{prisoner}" or not prisoner or not 1 <= int(value[:6]) <= MOST:
        return await receiving.present(turn)
    number = int(value)
    arrival = await office.count(turn.connection, turn.today, prisoner, number)
    await note(turn, "counted", prisoner=prisoner, subject=arrival, count=number)
    turn.change(desk=receiving.DESK)
    above = turn.t.count("count.done", number, name=name_of(turn.view, prisoner))
    screen = await receiving.present(turn, above)
    where = [turn.view.lasts("count.button.country", "arrival", arrival)]
    return Screen(screen.text, [where, *screen.keyboard])


async def arrival(turn: Turn, value: str) -> Screen:
    """[From which country?]"""
    turn.change(desk=f"{COUNTRY}:{value}")
    return await present_country(turn)


async def present_country(turn: Turn, found: Sequence[str] = ()) -> Screen:
    """Countries to choose from; any other can be typed."""
    _, _, arrival = turn.conversation.desk.partition(":")
    names = dict(turn.t.countries())
    found = found or [code for code in names if code in countries.NEAR]
    buttons = [
        Button(
            f"{countries.flag(code)} {names[code]}",
            Lasting("arrival-country", f"{arrival}_{code}"),
        )
        for code in found
        if code in names
    ]
    rows = [buttons[start : start + 2] for start in range(0, len(buttons), 2)]
    return Screen(turn.t("count.country"), [*rows, [turn.view.lasts("button.skip", "receive")]])


async def hear_country(turn: Turn) -> Screen:
    """A typed name of a country."""
    found = countries.search(turn.view, turn.event.text)[: countries.MOST_FOUND]
    if found:
        return await present_country(turn, found)
    screen = await present_country(turn)
    return screen.under(turn.t("country.unknown", name=turn.event.text[:60]))


async def set_country(turn: Turn, value: str) -> Screen:
    """These letters came from there."""
    arrival, _, code = value.partition("_")
    turn.change(desk=receiving.DESK)
    found = None
    if code in dict(turn.t.countries()):
        found = await office.set_country(turn.connection, arrival, code)
    if found is None:
        return await receiving.present(turn)
    await note(turn, "country", prisoner=found.prisoner, subject=arrival, count=found.count)
    values = {"name": name_of(turn.view, found.prisoner), "country": turn.t.country(code)}
    return await receiving.present(turn, turn.t.count("count.from", found.count, **values))


def _whom(turn: Turn, page: int) -> Screen:
    view = turn.view
    rows = rows_of(view, "count", view.campaign.prisoners, page, lambda one: view.t.pick(one.name))
    return Screen(view.t("count.whom"), [*rows, [view.lasts("button.back", "receive")]])
