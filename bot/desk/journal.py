"""The journal: every act of an organizer is written down, and all organizers can read it."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from markupsafe import Markup

from bot.chat.callback import Page
from bot.chat.people import name_of, page_in
from bot.chat.screen import Button, Screen
from bot.chat.turn import Turn
from bot.chat.view import View
from db import journal
from db.journal import Action, Entry, Fact
from db.pledges import shown

ENTRIES = 12  # on one screen


async def note(
    turn: Turn,
    action: Action,
    *,
    prisoner: str | None = None,
    subject: str | None = None,
    count: int = 1,
    happened_on: date | None = None,
) -> int:
    """Write down what this organizer does; the entry's number."""
    turn.acted = True
    organizer = turn.context.vault.pseudonym(turn.event.user_id)
    fact = Fact(turn.today, organizer, action, prisoner, subject, count, happened_on)
    return await journal.write(turn.connection, fact)


async def page(turn: Turn, value: str) -> Screen:
    """/journal: one page, the newest entry first."""
    view = turn.view
    number = page_in(value)
    length = await journal.length(turn.connection)
    if not length:
        return Screen(view.t("journal.empty"), [[view.leads("button.home", "home")]])
    pages = -(-length // ENTRIES)
    number = min(max(number, 1), pages)
    entries = await journal.page(turn.connection, number, ENTRIES)
    days = groupby(entries, lambda one: one.fact.day)
    lines = Markup("\n\n").join(_day(view, day, written) for day, written in days)
    around = [("button.previous", number - 1), ("button.next", number + 1)]
    arrows = [
        Button(view.t.plain(key), Page("journal", str(one))) for key, one in around if 1 <= one <= pages
    ]
    own = turn.context.vault.pseudonym(turn.event.user_id)
    text = view.t("journal.text", own=own, number=number, pages=pages) + "\n\n" + lines
    home = [view.leads("button.home", "home")]
    return Screen(text, [arrows, home] if arrows else [home])


def what(view: View, entry: Entry) -> Markup:
    """What was done, in words."""
    fact = entry.fact
    text = view.t.count(
        f"journal.{entry.undid or fact.action}",
        fact.count,
        name=name_of(view, fact.prisoner) if fact.prisoner else view.t.plain("desk.all"),
        code=shown(fact.subject) if fact.subject else "",
        day=view.t.date(fact.happened_on or fact.day),
    )
    return view.t("undo.done", what=text) if entry.undid else text


def _day(view: View, day: date, entries: Iterable[Entry]) -> Markup:
    return Markup("\n").join(
        (view.t("journal.day", day=view.t.date(day)), *(_line(view, one) for one in entries))
    )


def _line(view: View, entry: Entry) -> Markup:
    key = "journal.line-undone" if entry.undone else "journal.line"
    return view.t(key, organizer=entry.fact.organizer, what=what(view, entry))
