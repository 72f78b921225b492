"""Whom will you write to? The one with the fewest letters stands first."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.campaign.model import Prisoner
from bot.chat.callback import Page
from bot.chat.paging import paging
from bot.chat.prisoner_lists import by_surname
from bot.chat.screen import Button, Screen
from bot.chat.view import View
from bot.i18n.translate import folded
from bot.supporter import sitting
from bot.supporter.questions.question import Answer, Question, answered
from bot.supporter.screens import prisoner_index
from bot.supporter.screens.pages import everybody
from bot.supporter.screens.prisoner_card import PAGE, card, named
from db.public_figures import STEP

DRAWN = 100  # of a longer list, among whom the lot is drawn


def is_open(view: View) -> bool:
    """Tell whether nobody is chosen, or the chosen person is no longer on the list."""
    return view.prisoner is None


def screen(view: View) -> Screen:
    """Show the first page of the list; say first if the one chosen was released meanwhile."""
    end, who = view.end_of(view.draft.prisoner or ""), view.campaign.by_id.get(view.draft.prisoner or "")
    if who and end and view.recipients:
        name = view.t.pick(who.name)
        return page(view, 1).under(view.t(f"person.{end[0]}", name=name, day=view.t.date(end[1])))
    return page(view, 1)


def page(view: View, number: int) -> Screen:
    """Show one page of the list, each person by name, year of birth and number of letters promised."""
    people = by_surname(view, view.recipients)
    if not people:
        return Screen(view.t("prisoner.nobody"), [[view.leads("button.home", "home")]])
    shown = paging(len(people), PAGE, number)
    rows = [[choosing(view, one)] for one in shown.of(people)]
    fewest = view.writes("prisoner.button.fewest", "prisoner", with_fewest(view).id, style="primary")
    keyboard = [[fewest], *everybody(view), *prisoner_index.rows(view), *rows]
    keyboard += shown.arrows(view, lambda one: Page("choose", str(one)))
    if chosen := view.prisoner:
        label = view.t.plain("prisoner.button.keep", name=view.t.pick(chosen.name))
        keyboard.append([Button(label, view.writing("prisoner", chosen.id))])
    keyboard.append([view.leads("button.home", "home")])
    return Screen(view.t("prisoner.ask"), keyboard)


def press(view: View, value: str) -> Answer:
    """Take a tap on a person, or on [Write to this person]."""
    if value not in view.campaign.by_id or view.end_of(value):
        return screen(view)
    return answered(view, prisoner=value)


def hear(view: View, text: str) -> Answer:
    """Show the people a typed name may mean, in any spelling."""
    found = search(view, text)
    if not found:
        return screen(view).under(view.t("prisoner.unknown", name=text[:60]))
    rows = [
        [choosing(view, one) if view.conversation.writing.draft else named(view, one)] for one in found[:PAGE]
    ]
    return Screen(view.t("prisoner.found"), [*rows, [view.leads("button.back", "")]])


def search(view: View, text: str) -> list[Prisoner]:
    """Find whom a typed name may mean, however it is spelled."""
    return named_so(view, text) or _found(view, text, view.campaign.spellings.like)


def named_so(view: View, text: str) -> list[Prisoner]:
    """Find whose name, in any language or spelling, has a word that begins with each of these words.

    Who was released is found too: their card says so.
    """
    return _found(view, text, view.campaign.spellings.begun)


def _found(view: View, text: str, look: Callable[[str], list[str]]) -> list[Prisoner]:
    if len(folded(text).replace(" ", "")) < 2:  # one letter alone is no name
        return []
    return [view.campaign.by_id[one] for one in look(text)]


def with_fewest(view: View) -> Prisoner:
    """Return one who waits most."""
    return awaited(view, 1)[0]


def awaited(view: View, number: int) -> Sequence[Prisoner]:
    """Draw so many by lot, anew for each person: the fewer letters somebody has had, the likelier.

    The numbers are of last night, so the fewest alone would get all letters of an evening. Whoever has had
    one in this sitting is left out, while there are others.
    """
    lot = random.Random(f"{view.conversation.user_id} {view.conversation.revision} {view.today}")  # noqa: S311
    people = sitting.unwritten(view) or view.recipients
    drawn = list(lot.sample(people, DRAWN) if len(people) > DRAWN else people)
    letters = {one.id: view.facts.letters(one.id) for one in drawn}
    fewest = min(letters.values())
    found: list[Prisoner] = []
    while drawn and len(found) < number:
        weights = [1 / (1 + (letters[one.id] - fewest) / STEP) ** 3 for one in drawn]
        found += lot.choices(drawn, weights)
        drawn.remove(found[-1])
    return found


def longest_waiting(view: View) -> Screen | None:
    """Show who waits most, below the card on which it was asked for."""
    return replace(card(view, with_fewest(view)), below=True) if view.recipients else None


def choosing(view: View, prisoner: Prisoner) -> Button:
    """Make the button that chooses a person; of somebody who is free, it opens the card that says so."""
    if view.end_of(prisoner.id):
        return named(view, prisoner)
    return Button(named(view, prisoner).label, view.writing("prisoner", prisoner.id))


QUESTION = Question("prisoner", is_open, screen, press, hear)
