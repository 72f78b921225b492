"""What kind of letter? Only what fits the recipient and the season."""

import random
import re

from bot.campaign.model import Greeting
from bot.chat.callback import Page
from bot.chat.languages import language_buttons
from bot.chat.screen import Button, Screen, in_pairs
from bot.chat.view import View, found_once
from bot.letter.compose import compose
from bot.supporter.questions.question import Answer, Question, answered, way_back
from bot.supporter.screens.prisoner_card import facts

_LOTS = 60  # every small number of texts divides it: each is as likely


def is_open(view: View) -> bool:
    """Tell whether no greeting is chosen, or the chosen one does not fit the recipient."""
    return view.greeting is None


def screen(view: View) -> Screen:
    """Show who it is for and the first fitting greeting as it would read: the one in use, if there is one."""
    chosen = view.greeting or next(iter(fitting(view)), None)
    shown = preview(view, chosen.id) if chosen else None
    return shown or Screen(view.t("prisoner.nobody"), [[way_back(view)]])


def preview(view: View, value: str) -> Screen | None:
    """Show one text of this greeting, and the other kinds below it; None where it cannot be had."""
    wanted, number = _read(view, value)
    offered, others_later = fitting(view), later(view)
    chosen = next((one for one in (*offered, *others_later) if one.id == wanted), None)
    if chosen is None or view.prisoner is None:
        return None
    language = view.context.languages[view.letter_language]
    written = language.greetings[wanted]
    number %= len(written.texts)
    text = compose(
        written.text(number),
        name=language.pick(view.prisoner.address),
        forms=view.campaign.forms_for(view.prisoner, language.language),
        own="…",
    )
    following = _value(wanted, (number + 1) % len(written.texts))
    another = [view.leads("greeting.button.another", "greeting", following)]
    person = view.leads("greeting.button.person", "person", view.prisoner.id)
    others = [Button(title(view, one), Page("greeting", one.id)) for one in offered if one.id != wanted]
    return Screen(
        view.t("greeting.ask", **facts(view, view.prisoner), title=title(view, chosen), text=text),
        [
            [view.writes("greeting.button.take", "greeting", _value(wanted, number), style="primary")],
            [*(another if len(written.texts) > 1 else ()), person],
            *in_pairs(others),
            *([[view.leads("greeting.button.more", "more")]] if others_later else ()),
            *language_buttons(
                view,
                view.letter_language,
                lambda one: view.writing("letter-language", one),
                view.letter_languages,
            ),
            [way_back(view)],
        ],
    )


def press(view: View, value: str) -> Answer:
    """Take [Take this one]. From now on the letter's language is the one it was read in."""
    wanted, number = _read(view, value)
    if all(one.id != wanted for one in (*fitting(view), *later(view))):
        return screen(view)
    taken = answered(view, greeting=wanted, greeting_text=number)
    return taken.changed(letter_language=view.letter_language)


def more(view: View) -> Screen | None:
    """Show what is out of season: each opens as the others do. None where there is none."""
    rows = in_pairs([Button(title(view, one), Page("greeting", one.id)) for one in later(view)])
    return Screen(view.t("greeting.more"), [*rows, [view.leads("button.back", "")]]) if rows else None


def fitting(view: View) -> list[Greeting]:
    """List what this recipient may get today: the usual greeting, then those of the season, then the others.

    The usual one is the first of the campaign file: not everybody who gets letters marks every holiday.
    """
    possible = _possible(view)
    always = [one for one in possible if not one.is_seasonal]
    return [*always[:1], *(one for one in possible if _is_in_season(view, one)), *always[1:]]


def later(view: View) -> list[Greeting]:
    """List what this recipient may get too, in a letter that would come at another time than it is for."""
    return [one for one in _possible(view) if one.is_seasonal and not _is_in_season(view, one)]


@found_once
def _possible(view: View) -> list[Greeting]:
    return [one for one in view.campaign.greetings if view.offers(one)]


def _is_in_season(view: View, one: Greeting) -> bool:
    return view.prisoner is not None and one.is_in_season(view.prisoner, view.today)


def drawn(code: str, greeting_id: str) -> int:
    """Draw by lot which of its texts the letter with this code gets, so that not everybody sends the same."""
    return random.Random(f"{code} {greeting_id}").randrange(_LOTS)  # noqa: S311


def title(view: View, greeting: Greeting) -> str:
    """Return the greeting's name in the language of the interface."""
    known = view.t.greetings.get(greeting.id)
    return known.title if known else greeting.id


def _read(view: View, value: str) -> tuple[str, int]:
    """Read a button's greeting and which of its texts: the one it names, else the one in use, else by lot."""
    if named := re.fullmatch(r"([a-z0-9-]+)_(\d{1,3})", value):
        return named[1], int(named[2])
    if value == view.draft.greeting:
        return value, view.draft.greeting_text
    return value, drawn(view.draft.code, value)


def _value(greeting_id: str, number: int) -> str:
    return f"{greeting_id}_{number}"


QUESTION = Question("greeting", is_open, screen, press)
