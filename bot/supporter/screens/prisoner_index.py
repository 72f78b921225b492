"""Ways through a long list of people: by first letter, by place, by who waits most."""

from collections.abc import Callable, Mapping, Sequence

from bot.campaign.model import Prisoner
from bot.chat.callback import Page
from bot.chat.paging import page_in, paging
from bot.chat.prisoner_lists import by_surname, fewest_first
from bot.chat.screen import Button, Screen
from bot.chat.view import View

LONG = 40  # people; a shorter list is read from its beginning to its end
PEOPLE, PLACES = 10, 12  # on one screen
IN_A_ROW = 6  # letters
NAME = "find"


def rows(view: View) -> list[list[Button]]:
    """Offer the ways, where the list is long."""
    if len(view.recipients) <= LONG:
        return []
    ways = [view.leads("prisoner.button.letters", NAME, "abc")]
    if view.campaign.held_at:
        ways.append(view.leads("prisoner.button.places", NAME, "at"))
    return [ways, [view.leads("prisoner.button.waiting", NAME, "waiting")]]


def screen(view: View, value: str, named: Callable[[View, Prisoner], Button]) -> Screen:
    """Show what a way leads to: letters, places, or people of one of them, page by page."""
    way, _, number = value.rpartition("_") if "_" in value else (value, "", "1")
    kind, _, part = way.partition("-")
    if kind == "abc" and not part:
        return _letters(view)
    if kind == "at" and not part:
        return _places(view, page_in(number))
    people = _people(view, kind, part)
    shown = paging(len(people), PEOPLE, page_in(number))
    keyboard = [[named(view, one)] for one in shown.of(people)]
    keyboard += shown.arrows(view, lambda one: Page(NAME, f"{way}_{one}"))
    back = view.leads("button.back", NAME, kind) if part else view.leads("button.back", "")
    return Screen(view.t("prisoner.ask"), [*keyboard, [back]])


def _people(view: View, kind: str, part: str) -> Sequence[Prisoner]:
    if kind == "abc":
        initials = _by_initial(view)
        return list(initials.values())[int(part)] if part.isdecimal() and int(part) < len(initials) else []
    if kind == "at":
        return by_surname(view, _still_held(view, view.campaign.held_at.get(part, ())))
    return fewest_first(view, by_surname(view, view.recipients))


def _still_held(view: View, people: Sequence[Prisoner]) -> Sequence[Prisoner]:
    """Without those who were released since the file was written."""
    released = view.facts.released
    return [one for one in people if one.id not in released] if released else people


def _by_initial(view: View) -> Mapping[str, Sequence[Prisoner]]:
    """Everybody by the first letter of the surname, in the order of the alphabet."""
    found = {letter: _still_held(view, people) for letter, people in view.campaign.by_initial(view.t).items()}
    return {letter: people for letter, people in found.items() if people}


def _letters(view: View) -> Screen:
    buttons = [
        Button(f"{letter} · {len(people)}", Page(NAME, f"abc-{number}"))
        for number, (letter, people) in enumerate(_by_initial(view).items())
    ]
    lines = [buttons[start : start + IN_A_ROW] for start in range(0, len(buttons), IN_A_ROW)]
    return Screen(view.t("prisoner.ask"), [*lines, [view.leads("button.back", "")]])


def _places(view: View, number: int) -> Screen:
    is_local = view.t.plain("script") == "local"
    held = view.campaign.held_at
    places = [one for one in view.campaign.places if one.id in held and _still_held(view, held[one.id])]
    shown = paging(len(places), PLACES, number)
    lines = [
        [Button((one.local if is_local else one.latin)[0], Page(NAME, f"at-{one.id}"))]
        for one in shown.of(places)
    ]
    arrows = shown.arrows(view, lambda one: Page(NAME, f"at_{one}"))
    return Screen(view.t("prisoner.ask"), [*lines, *arrows, [view.leads("button.back", "")]])
