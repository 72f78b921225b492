"""From which country will it come? Asked once, after the promise; skippable."""

from dataclasses import replace

from bot.chat.countries import MOST_FOUND, NEAR, flag, search
from bot.chat.screen import Button, Screen
from bot.chat.view import View
from bot.supporter.questions.question import Answer, Question


def is_open(view: View) -> bool:
    """A letter was just promised and the country was never asked."""
    return view.conversation.country is None and view.conversation.country_of is not None


def screen(view: View) -> Screen:
    """The countries most letters come from; any other can be typed."""
    names = dict(view.t.countries())
    near = sorted((one for one in NEAR if one in names), key=lambda one: view.t.sort_key(names[one]))
    return Screen(
        view.t("country.ask"), [*_rows(view, near), [view.writes("button.skip", "country", "skip")]]
    )


def press(view: View, value: str) -> Answer:
    """A tap on a country, or on [Skip]."""
    if value == "skip":
        return replace(view.conversation, country="", asking=None)
    if value not in dict(view.t.countries()):
        return screen(view)
    return replace(view.conversation, country=value, asking=None)


def hear(view: View, text: str) -> Answer:
    """A typed name in any of the languages: the countries it may mean."""
    found = search(view, text)
    if not found:
        return screen(view).under(view.t("country.unknown", name=text[:60]))
    rows = _rows(view, found[:MOST_FOUND])
    return Screen(view.t("country.found"), [*rows, [view.writes("button.skip", "country", "skip")]])


def _rows(view: View, codes: list[str]) -> list[list[Button]]:
    buttons = [
        Button(
            f"{flag(code)} {view.t.country(code)}",
            view.writing("country", code),
        )
        for code in codes
    ]
    return [buttons[start : start + 2] for start in range(0, len(buttons), 2)]


QUESTION = Question("country", is_open, screen, press, hear)
