"""Who they are: the people of the campaign, and the card of each."""

from datetime import date

from bot.campaign.model import Prisoner
from bot.chat.callback import Page
from bot.chat.paging import paging
from bot.chat.prisoner_lists import by_surname, published
from bot.chat.screen import Button, Screen
from bot.chat.view import View
from bot.supporter.screens import pages
from db.public_figures import STEP

PAGE = 10  # people on one screen


def card_of(view: View, prisoner_id: str) -> Screen | None:
    """Show the card of the prisoner with this id."""
    prisoner = view.campaign.by_id.get(prisoner_id)
    return card(view, prisoner) if prisoner else None


def card(view: View, prisoner: Prisoner, *, arrived: bool = False) -> Screen:
    """Show who it is, envelope name, case, letters so far; `arrived` by a deep link, also greet and warn."""
    if end := view.end_of(prisoner.id):
        return ended(view, prisoner, *end)
    t = view.t
    about = f"\n{t.pick(prisoner.about)}\n" if prisoner.about else ""
    text = t("person.text", envelope=envelope_line(view, prisoner), about=about, **facts(view, prisoner))
    if view.campaign.is_direct(prisoner):
        if number := view.facts.answered.get(prisoner.id):
            text += "\n" + t.count("progress.answered", number, shown=str(number))
    elif not view.facts.abroad.get(prisoner.id):
        text += "\n" + t("person.abroad", letters=_counted(view, 0))
    if prisoner.now and prisoner.now[0] in ("house-arrest", "moved"):
        status, day = prisoner.now
        text += "\n" + t(f"person.{status}", day=t.date(day))
    if prisoner.also_known_as:
        text += "\n" + t("person.also", name=t.pick(prisoner.also_known_as))
    if prisoner.topics:
        text += "\n\n" + t("person.topics", topics=t.pick(prisoner.topics))
    write = [view.writes("person.button.write", "prisoner", prisoner.id, style="primary")]
    if arrived:
        rows = [write, [view.leads("home.button.safe", "safe"), view.leads("button.home", "home")]]
        return Screen(t("person.arrived") + "\n\n" + text, [*rows, *pages.languages(view, then=prisoner.id)])
    back = "" if view.prisoner is prisoner else "people"
    return Screen(text, [write, [view.leads("button.back", back)]])


def everybody(view: View, number: int) -> Screen:
    """Show one page of the people; each button opens a card."""
    people = by_surname(view, view.campaign.prisoners)
    shown = paging(len(people), PAGE, number)
    rows = [[named(view, one)] for one in shown.of(people)]
    arrows = shown.arrows(view, lambda one: Page("people", str(one)))
    return Screen(view.t("people.text"), [*rows, *arrows, [view.leads("button.back", "")]])


def named(view: View, prisoner: Prisoner) -> Button:
    """Make the button that opens a person's card: name, year, and how many letters, from five on."""
    label, number = prisoner.with_year(view.t.pick(prisoner.name)), view.facts.promised.get(prisoner.id, 0)
    if number:
        label = view.t.plain("prisoner.button.person", name=label, letters=_counted(view, number))
    return Button(label, Page("person", prisoner.id))


def facts(view: View, prisoner: Prisoner) -> dict[str, str]:
    """Return what is said of a person above a letter: name, year, case, letters so far."""
    t = view.t
    return {
        "name": t.pick(prisoner.name),
        "born": str(prisoner.year or t.plain("figures.unknown")),
        "case": t.pick(view.campaign.cases[prisoner.case]),
        "letters": _counted(view, view.facts.promised.get(prisoner.id, 0)),
    }


def _counted(view: View, number: int) -> str:
    return view.t.plain_count("person.letters", number or STEP, shown=published(view.t, number))


def ended(view: View, prisoner: Prisoner, end: str, day: date) -> Screen:
    """Show the page of somebody who is free, or has died."""
    return Screen(
        view.t(f"person.{end}", name=view.t.pick(prisoner.name), day=view.t.date(day)),
        [
            [view.writes("person.button.another", "write", style="primary")],
            [view.leads("button.home", "home")],
        ],
    )


def envelope_line(view: View, prisoner: Prisoner) -> str:
    """Write name and year as on the envelope; in the local script where the interface has it."""
    envelope = prisoner.envelope
    name = envelope.local if view.t.plain("script") == "local" else envelope.latin
    return prisoner.with_year(name)
