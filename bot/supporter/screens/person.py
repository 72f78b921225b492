"""The card of one prisoner, before the choice is made."""

from datetime import date

from bot.campaign.model import Prisoner
from bot.chat.screen import Screen
from bot.chat.view import View
from bot.supporter.screens import pages
from db.published import FEW, shown


def card_of(view: View, prisoner_id: str) -> Screen | None:
    """Show the card of the prisoner with this id."""
    prisoner = view.campaign.by_id.get(prisoner_id)
    return card(view, prisoner) if prisoner else None


def card(view: View, prisoner: Prisoner, *, arrived: bool = False) -> Screen:
    """Show envelope name, year, case, letters so far; `arrived` by a deep link, also greet and warn."""
    if end := view.end_of(prisoner.id):
        return ended(view, prisoner, *end)
    t, number = view.t, view.facts.promised.get(prisoner.id, 0)
    text = t(
        "person.text",
        name=t.pick(prisoner.name),
        envelope=envelope_line(view, prisoner),
        case=t.pick(view.campaign.cases[prisoner.case]),
        letters=t.plain_count("person.letters", number or FEW, shown=shown(number)),
    )
    if prisoner.now and prisoner.now[0] in ("house-arrest", "moved"):
        status, day = prisoner.now
        text += "\n" + t(f"person.{status}", day=t.date(day))
    if prisoner.also_known_as:
        text += "\n" + t("person.also", name=t.pick(prisoner.also_known_as))
    write = [view.writes("person.button.write", "prisoner", prisoner.id, style="primary")]
    if arrived:
        rows = [write, [view.leads("home.button.safe", "safe"), view.leads("button.home", "home")]]
        return Screen(t("person.arrived") + "\n\n" + text, [*rows, pages.languages(view, then=prisoner.id)])
    return Screen(text, [write, [view.leads("button.back", "people")]])


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
