"""The questions in their order; the next one is the first that is still open."""

from bot.chat.screen import Screen
from bot.chat.view import View, found_once
from bot.supporter.questions import (
    country,
    greeting,
    own,
    prisoner,
    review,
    sender,
    warning,
)
from bot.supporter.questions.question import Question
from bot.supporter.screens import pages

# The parts of a letter, each shown for review and changed there.
PARTS: tuple[Question, ...] = (
    prisoner.QUESTION,
    greeting.QUESTION,
    own.QUESTION,
    sender.QUESTION,
    country.QUESTION,
)
REVIEW = review.QUESTION
# Asked while a letter is being written; the last one makes the pledge.
ORDER = (*PARTS, REVIEW)


@found_once
def asked(view: View) -> Question | None:
    """Find the question this conversation stands at, if any."""
    if warning.QUESTION.is_open(view):
        return warning.QUESTION
    for question in ORDER if view.conversation.writing.draft else ():
        # a question opened again waits for those before it, whose answers it may need
        if question.name == view.conversation.writing.asking or question.is_open(view):
            return question
    return None


def before(view: View) -> Question | None:
    """Find where [Back] leads: to the whole letter if nothing is missing, else to the question before."""
    present = asked(view)
    if present is None or present not in ORDER:
        return None
    if present in PARTS and not any(part.is_open(view) for part in PARTS):
        return REVIEW
    place_in_order = ORDER.index(present)
    return ORDER[place_in_order - 1] if place_in_order else None


def changes(view: View) -> Screen | None:
    """Offer the parts of a whole letter to be changed; None where no letter is whole."""
    return review.changes(view, PARTS) if asked(view) is REVIEW else None


def current(view: View) -> Screen:
    """Show the present screen of any conversation."""
    if view.is_at_desk:
        return pages.at_desk(view)
    if question := asked(view):
        return question.screen(view)
    return pages.finished(view) if view.conversation.writing.letters else pages.home(view)
