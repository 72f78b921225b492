"""The whole letter as it will read. Nothing is final before the promise."""

from bot.conversation.press import Press
from bot.conversation.questions.question import Answer, Question, answered
from bot.conversation.screen import Button, Screen
from bot.conversation.view import View
from bot.letter.compose import compose

PARTS = ("prisoner", "greeting", "own", "sender", "place")


def is_open(view: View) -> bool:
    """The letter has not been found good."""
    return not view.draft.reviewed


def screen(view: View) -> Screen:
    """The letter, the promise, and a way to change every part."""
    assert view.prisoner is not None
    changes = [
        Button(view.t.plain(f"review.button.{part}"), Press("change", part, visit=view.conversation.visit))
        for part in PARTS
    ]
    return Screen(
        view.t("review.ask", name=view.t.pick(view.prisoner.name), text=letter_text(view)),
        [
            [view.writes("review.button.promise", "review", "promise", style="success")],
            *(changes[start : start + 2] for start in range(0, len(changes), 2)),
            [view.leads("button.cancel", "cancel")],
        ],
    )


def press(view: View, value: str) -> Answer:
    """A tap on [I promise to post it]."""
    return answered(view, reviewed=True) if value == "promise" else screen(view)


def letter_text(view: View) -> str:
    """The draft as the letter it has become."""
    assert view.prisoner is not None
    assert view.greeting is not None
    language = view.house.languages[view.letter_language]
    draft = view.draft
    return compose(
        language.greetings[view.greeting.id],
        name=language.pick(view.prisoner.address),
        sender=draft.sender or "",
        place=draft.place or "",
        own=draft.own or "",
    )


QUESTION = Question("review", is_open, screen, press)
