"""What kind of letter? Only what fits the recipient; what is in season comes first."""

from bot.conversation.press import Press
from bot.conversation.questions.question import Answer, Question, answered, way_back
from bot.conversation.screen import Button, Screen
from bot.conversation.view import View
from bot.letter.compose import compose
from db.campaign import Greeting


def is_open(view: View) -> bool:
    """No greeting is chosen, or the chosen one does not fit the recipient."""
    return view.greeting is None


def screen(view: View) -> Screen:
    """The greetings by their titles, and the language the letter will have."""
    rows = [[Button(title(view, one), Press("greeting", one.id))] for one in fitting(view)]
    languages = [_language(view, language) for language in view.house.languages]
    return Screen(view.t("greeting.ask"), [*rows, languages, [way_back(view)]])


def preview(view: View, greeting_id: str) -> Screen:
    """One greeting as it would read, before it is taken."""
    greeting = view.campaign.greeting_by_id.get(greeting_id)
    if greeting is None or view.prisoner is None or not greeting.fits(view.prisoner):
        return screen(view)
    language = view.letter_language
    name = view.house.languages[language].pick(view.prisoner.address)
    text = compose(view.house.languages[language].greetings[greeting_id], name=name, own="…")
    return Screen(
        view.t("greeting.preview", title=title(view, greeting), text=text),
        [
            [view.writes("greeting.button.take", "greeting", greeting_id, style="primary")],
            [view.leads("button.back", "")],
        ],
    )


def press(view: View, value: str) -> Answer:
    """A tap on [Take this one]."""
    greeting = view.campaign.greeting_by_id.get(value)
    if greeting is None or view.prisoner is None or not greeting.fits(view.prisoner):
        return screen(view)
    return answered(view, greeting=value)


def fitting(view: View) -> list[Greeting]:
    """The greetings this recipient may get, those of the season first; a birthday only near its day."""
    prisoner = view.prisoner
    if prisoner is None:
        return []
    possible = [
        one
        for one in view.campaign.greetings
        if one.fits(prisoner) and one.id in view.house.languages[view.letter_language].greetings
    ]
    in_season = [one for one in possible if one.is_in_season(prisoner, view.today)]
    return in_season + [one for one in possible if one not in in_season]


def title(view: View, greeting: Greeting) -> str:
    """The greeting's name in the language of the interface."""
    known = view.t.greetings.get(greeting.id)
    return known.title if known else greeting.id


def _language(view: View, language: str) -> Button:
    name = view.house.languages[language].plain("language.name")
    label = view.t.plain("language.chosen", name=name) if language == view.letter_language else name
    return Button(label, Press("letter-language", language, visit=view.conversation.visit))


QUESTION = Question("greeting", is_open, screen, press)
