"""Count letters without a code: for whom, how many, and from where if it is known."""

from collections.abc import Sequence

from bot.chat import country_search
from bot.chat.callback import Lasting
from bot.chat.paging import page_in
from bot.chat.prisoner_lists import name_of, rows_of
from bot.chat.screen import Button, Screen
from bot.chat.turn import Turn
from bot.chat.typed_days import read_number
from bot.chat.view import View
from bot.desk import receiving
from bot.desk.journal import note
from bot.desk.lines import MOST, count
from bot.desk.question import Count, Origin, Receive, Whom, ask, asked
from db import arrivals as office

QUICK = (1, 2, 3, 5, 10)


async def page(turn: Turn, value: str) -> Screen:
    """[Letters without a code]: ask for whom they came, then how many."""
    if value in turn.context.campaign.by_id:
        ask(turn, Count(value))
        return how_many(turn.view, value)
    ask(turn, Whom("count"))
    return whom(turn.view, page_in(value))


def whom(view: View, page: int = 1) -> Screen:
    """List all prisoners."""
    rows = rows_of(view, "count", view.campaign.prisoners, page, lambda one: view.t.pick(one.name))
    return Screen(view.t("count.whom"), [*rows, [view.lasts("button.back", "receive")]])


def how_many(view: View, prisoner: str) -> Screen:
    """Offer small numbers to tap; any other can be typed."""
    quick = [Button(str(number), view.writing("counted", str(number))) for number in QUICK]
    text = view.t("count.how-many", name=name_of(view, prisoner))
    return Screen(text, [quick, [view.lasts("button.back", "count")]])


async def hear(turn: Turn, prisoner: str) -> Screen:
    """Take a typed number."""
    text = turn.event.text.strip()
    if read_number(text, MOST):
        return await counted(turn, text)
    return how_many(turn.view, prisoner).under(turn.t("count.no-number", text=text[:60], most=MOST))


async def counted(turn: Turn, value: str) -> Screen:
    """Count so many letters, then ask for the next."""
    question, number = asked(turn), read_number(value, MOST)
    if not isinstance(question, Count) or not number:
        return await receiving.present(turn)
    arrival, above = await count(turn, question.prisoner, number)
    ask(turn, Receive())
    screen = await receiving.present(turn, above)
    where = [turn.view.lasts("count.button.country", "arrival", arrival)]
    return Screen(screen.text, [where, *screen.keyboard])


async def arrival(turn: Turn, value: str) -> Screen:
    """[From which country?]: ask for the country of these letters."""
    ask(turn, Origin(value))
    return from_where(turn.view, value)


def from_where(view: View, arrival: str, found: Sequence[str] = ()) -> Screen:
    """Offer countries, else the nearest ones; any other can be typed."""
    offered = found or view.campaign.nearest
    rows = country_search.country_rows(
        view, offered, lambda code: Lasting("arrival-country", f"{arrival}_{code}")
    )
    return Screen(view.t("count.country"), [*rows, [view.lasts("button.skip", "receive")]])


def hear_country(turn: Turn, arrival: str) -> Screen:
    """Take the typed name of a country."""
    if found := country_search.search(turn.view, turn.event.text)[: country_search.MOST_FOUND]:
        return from_where(turn.view, arrival, found)
    return from_where(turn.view, arrival).under(turn.t("country.unknown", name=turn.event.text[:60]))


async def set_country(turn: Turn, value: str) -> Screen:
    """Note the country these letters came from."""
    arrival, _, code = value.partition("_")
    ask(turn, Receive())
    found = None
    if code in dict(turn.t.countries()):
        found = await office.set_country(turn.connection, arrival, code)
    if found is None:
        return await receiving.present(turn)
    await note(turn, "country", prisoner=found.prisoner, subject=arrival, count=found.count)
    values = {"name": name_of(turn.view, found.prisoner), "country": turn.t.country(code)}
    return await receiving.present(turn, turn.t.count("count.from", found.count, **values))
