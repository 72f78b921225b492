"""When something goes wrong: one sentence on what it was, and the present screen again."""

from bot.chat.screen import Message, Screen
from bot.chat.view import View
from bot.i18n import Translate
from bot.supporter import questions


def something_broke(view: View, error_id: str) -> Screen:
    """An error of ours, with the id under which organizers find it."""
    return questions.current(view).under(view.t("trouble.error", id=error_id))


def line(t: Translate, key: str) -> Message:
    """One line outside the conversation."""
    return Message(t(key))
