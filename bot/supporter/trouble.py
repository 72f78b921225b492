"""When something goes wrong: one sentence on what it was, and the present screen again."""

from bot.chat.screen import Screen
from bot.chat.turn import Handler, Turn
from bot.chat.view import View
from bot.supporter.questions import current


def something_broke(view: View, error_id: str) -> Screen:
    """An error of ours, with the id under which organizers find it."""
    return current(view).under(view.t("trouble.error", id=error_id))


def apology(error_id: str) -> Handler:
    """The handler that says so."""

    async def apologise(turn: Turn) -> Screen:
        return something_broke(turn.view, error_id)

    return apologise
