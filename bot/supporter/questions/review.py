"""The whole letter as it will read. A promise with its date makes it final."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.chat.screen import Button, Screen, in_pairs
from bot.chat.view import View
from bot.letter.compose import compose
from bot.letter.printable_characters import lacking, printable
from bot.supporter import danger
from bot.supporter.questions.question import Answer, Question, answered
from bot.supporter.screens import paper_files as paper

DAYS = (7, 14, 30)  # from today, one promise button each


def is_open(_view: View) -> bool:
    """Tell that it is asked whenever nothing else is."""
    return True


def screen(view: View) -> Screen:
    """Show the whole letter, the promise buttons, and the way to change a part."""
    assert view.prisoner is not None
    text = letter_text(view)
    sender = view.draft.sender or view.t.plain("review.unsigned")
    asked = view.t("review.ask", sender=sender, name=view.t.pick(view.prisoner.name), text=text)
    note = paper.before_the_promise(view, text)
    drop = [[view.writes("review.button.printable", "review", "printable")]] if _unprintable(view) else []
    return Screen(
        f"{asked}\n\n{note}" if note else asked,
        [
            *([_promise(view, view.today + timedelta(days=days))] for days in DAYS),
            *drop,
            [view.leads("review.button.change", "changes")],
            [view.leads("button.cancel", "cancel")],
        ],
    )


def press(view: View, value: str) -> Answer:
    """Take a tap on [Remove them]; a promise is made elsewhere."""
    return answered(view, **_unprintable(view)) if value == "printable" else screen(view)


def changes(view: View, parts: Sequence[Question]) -> Screen:
    """Offer each part of the letter to be changed."""
    buttons = [view.writes(f"review.button.{one.name}", "change", one.name) for one in parts]
    return Screen(view.t("review.changes"), [*in_pairs(buttons), [view.leads("button.back", "")]])


def promised_day(view: View, value: str) -> date | None:
    """Read the day on a promise button; a button keeps its day until that day has come."""
    try:
        day = datetime.strptime(value, "%Y%m%d").date()  # noqa: DTZ007
    except ValueError:
        return None
    return day if view.today < day <= view.today + timedelta(days=max(DAYS)) else None


def letter_text(view: View) -> str:
    """Compose the letter of this draft."""
    assert view.prisoner is not None
    assert view.greeting is not None
    language = view.context.languages[view.letter_language]
    draft = view.draft
    return compose(
        language.greetings[view.greeting.id].text(draft.greeting_text),
        name=language.pick(view.prisoner.address),
        forms=view.campaign.forms_for(view.prisoner, view.letter_language),
        sender=draft.sender or "",
        place=draft.place or "",
        own=draft.words,
    )


def _promise(view: View, day: date) -> Button:
    label = view.t.plain("review.button.promise", day=view.t.date(day))
    return Button(label, view.writing("review", f"{day:%Y%m%d}"), style="success")


def _unprintable(view: View) -> dict[str, str]:
    """The answers that hold what cannot be printed, each without it."""
    given = {part: getattr(view.draft, part) or "" for part in danger.PARTS}
    return {part: printable(text) for part, text in given.items() if lacking(text)}


QUESTION = Question("review", is_open, screen, press)
