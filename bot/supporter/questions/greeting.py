"""What kind of letter? Only what fits the recipient and the season."""

from dataclasses import replace

from bot.campaign.model import Greeting
from bot.chat.callback import Page
from bot.chat.languages import language_buttons
from bot.chat.screen import Button, Screen
from bot.chat.view import View
from bot.letter.compose import compose
from bot.supporter.questions.question import Answer, Question, answered, way_back


def is_open(view: View) -> bool:
    """No greeting is chosen, or the chosen one does not fit the recipient."""
    return view.greeting is None


def screen(view: View) -> Screen:
    """The greetings by their titles, and the language the letter will have."""
    rows = [[Button(title(view, one), Page("greeting", one.id))] for one in fitting(view)]
    languages = language_buttons(view, view.letter_language, lambda one: view.writing("letter-language", one))
    keep = [[view.writes("button.keep", "greeting", view.greeting.id)]] if view.greeting else []
    return Screen(view.t("greeting.ask"), [*rows, languages, *keep, [way_back(view)]])


def preview(view: View, greeting_id: str) -> Screen | None:
    """One greeting as it would read, before it is taken; None where it cannot be taken."""
    greeting = next((one for one in fitting(view) if one.id == greeting_id), None)
    if greeting is None or view.prisoner is None:
        return None
    language = view.letter_language
    name = view.context.languages[language].pick(view.prisoner.address)
    text = compose(view.context.languages[language].greetings[greeting_id], name=name, own="…")
    return Screen(
        view.t("greeting.preview", title=title(view, greeting), text=text),
        [
            [view.writes("greeting.button.take", "greeting", greeting_id, style="primary")],
            [view.leads("button.back", "")],
        ],
    )


def press(view: View, value: str) -> Answer:
    """A tap on [Take this one] or [Keep it]. From now on the letter's language is the one it was read in."""
    if value != view.draft.greeting and all(one.id != value for one in fitting(view)):
        return screen(view)
    return replace(answered(view, greeting=value), letter_language=view.letter_language)


def fitting(view: View) -> list[Greeting]:
    """What this recipient may get today: the usual greeting, then those of the season, then the others.

    The usual one is the first of the campaign file: not everybody who gets letters marks every holiday.
    """
    prisoner = view.prisoner
    if prisoner is None:
        return []
    possible = [one for one in view.campaign.greetings if view.offers(one)]
    always = [one for one in possible if not one.is_seasonal]
    in_season = [one for one in possible if one.is_in_season(prisoner, view.today)]
    return [*always[:1], *in_season, *always[1:]]


def title(view: View, greeting: Greeting) -> str:
    """The greeting's name in the language of the interface."""
    known = view.t.greetings.get(greeting.id)
    return known.title if known else greeting.id


QUESTION = Question("greeting", is_open, screen, press)
