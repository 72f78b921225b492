"""When something goes wrong: one sentence on what it was, above the present screen."""

from bot.chat.screen import Screen
from bot.chat.turn import Handler, Turn
from bot.chat.view import View
from bot.supporter.questions import current


def something_broke(view: View, error_id: str) -> Screen:
    """Say that an error is ours, with the id under which organizers find it."""
    return current(view).under(view.t("trouble.error", id=error_id))


def apology(error_id: str) -> Handler:
    """Make the handler that says so."""

    async def apologise(turn: Turn) -> Screen:
        return something_broke(turn.view, error_id)

    return apologise
