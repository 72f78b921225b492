"""The journal: every act of an organizer is written down, and all organizers can read it."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby

from markupsafe import Markup

from bot.chat.callback import Page
from bot.chat.paging import page_in, paging
from bot.chat.prisoner_lists import name_of
from bot.chat.screen import Button, Screen
from bot.chat.turn import Turn
from bot.chat.view import View
from db import journal, notices
from db.journal import Action, Entry, Fact
from db.notices import Kind
from db.pledges import Codes, shown

ENTRIES = 12  # on one screen
NEWS_AFTER = timedelta(minutes=10)


async def note(
    turn: Turn,
    action: Action,
    *,
    prisoner: str | None = None,
    subject: str | None = None,
    count: int = 1,
    happened_on: date | None = None,
) -> int:
    """Write down what this organizer does; return the entry's number."""
    turn.acted = True
    organizer = turn.context.vault.pseudonym(turn.event.user_id)
    fact = Fact(turn.today, organizer, action, prisoner, subject, count, happened_on)
    return await journal.write(turn.connection, fact)


async def tell(turn: Turn, kind: Kind, codes: Codes) -> int:
    """Queue news of these letters, due when the time to undo is over; return how many will be told."""
    due_at = int((turn.context.now() + NEWS_AFTER).timestamp())
    return await notices.announce(turn.connection, kind, codes, due_at)


def done(view: View, text: Markup, told: int, entry: int, again: Button) -> Screen:
    """Say what was done and how many are told of it, with the ways to undo it or to do the next."""
    if told:
        text += "\n" + view.t.count("desk.told", told)
    return Screen(text, [[view.lasts("desk.button.undo", "undo", str(entry))], [again]])


async def page(turn: Turn, value: str) -> Screen:
    """/journal: show one page, the newest entry first."""
    view = turn.view
    length = await journal.length(turn.connection)
    if not length:
        return Screen(view.t("journal.empty"), [[view.leads("button.home", "home")]])
    page = paging(length, ENTRIES, page_in(value))
    entries = await journal.page(turn.connection, page.number, ENTRIES)
    days = groupby(entries, lambda one: one.fact.day)
    lines = Markup("\n\n").join(_day(view, day, written) for day, written in days)
    own = turn.context.vault.pseudonym(turn.event.user_id)
    text = view.t("journal.text", own=own, number=page.number, pages=page.pages) + "\n\n" + lines
    arrows = page.arrows(view, lambda one: Page("journal", str(one)))
    return Screen(text, [*arrows, [view.leads("button.home", "home")]])


def what(view: View, entry: Entry) -> Markup:
    """Say in words what was done."""
    fact = entry.fact
    text = view.t.count(
        f"journal.{entry.undid or fact.action}",
        fact.count,
        name=name_of(view, fact.prisoner) if fact.prisoner else view.t.plain("desk.all"),
        code=shown(fact.subject) if fact.subject else "",
        day=view.t.date(fact.happened_on or fact.day),
    ).strip()  # a group has no code
    return view.t("undo.done", what=text) if entry.undid else text


def _day(view: View, day: date, entries: Iterable[Entry]) -> Markup:
    return Markup("\n").join(
        (view.t("journal.day", day=view.t.date(day)), *(_line(view, one) for one in entries))
    )


def _line(view: View, entry: Entry) -> Markup:
    key = "journal.line-undone" if entry.undone else "journal.line"
    return view.t(key, organizer=entry.fact.organizer, what=what(view, entry))
