"""From which country will it come? Asked once, of who has signed; skippable."""

from collections.abc import Sequence

from bot.chat.country_search import MOST_FOUND, country_rows, search
from bot.chat.screen import Button, Screen
from bot.chat.view import View
from bot.supporter.questions.question import Answer, Question, way_back


def is_open(view: View) -> bool:
    """Tell whether it was never asked. Whoever has skipped the signature has skipped this too."""
    return view.conversation.choices.country is None and bool(view.draft.sender)


def screen(view: View) -> Screen:
    """Offer the countries most letters come from; any other can be typed."""
    return Screen(view.t("country.ask"), _rows(view, view.campaign.nearest))


def press(view: View, value: str) -> Answer:
    """Take a tap on a country, or on [Skip]."""
    if value == "skip":
        return view.conversation.changed(country="", asking=None)
    if value not in dict(view.t.countries()):
        return screen(view)
    return view.conversation.changed(country=value, asking=None)


def hear(view: View, text: str) -> Answer:
    """Show the countries a typed name may mean, in any of the languages."""
    found = search(view, text)
    if not found:
        return screen(view).under(view.t("country.unknown", name=text[:60]))
    return Screen(view.t("country.found"), _rows(view, found[:MOST_FOUND]))


def _rows(view: View, codes: Sequence[str]) -> list[list[Button]]:
    rows = country_rows(view, codes, lambda code: view.writing("country", code))
    return [*rows, [view.writes("button.skip", "country", "skip")], [way_back(view)]]


QUESTION = Question("country", is_open, screen, press, hear)
