"""From which country will it come? Asked once, after the promise; skippable."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.countries import MOST_FOUND, NEAR, country_rows, search
from bot.chat.screen import Button, Screen
from bot.chat.view import View
from bot.supporter.questions.question import Answer, Question


def is_open(view: View) -> bool:
    """A letter was just promised and the country was never asked."""
    return view.conversation.country is None and view.conversation.country_of is not None


def screen(view: View) -> Screen:
    """The countries most letters come from; any other can be typed."""
    return Screen(view.t("country.ask"), _rows(view, NEAR))


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
    return Screen(view.t("country.found"), _rows(view, found[:MOST_FOUND]))


def _rows(view: View, codes: Sequence[str]) -> list[list[Button]]:
    rows = country_rows(view, codes, lambda code: view.writing("country", code))
    return [*rows, [view.writes("button.skip", "country", "skip")]]


QUESTION = Question("country", is_open, screen, press, hear)
