"""What is stored, for how long, what others can still see; and how to be forgotten."""

from bot.chat.callback import Lasting
from bot.chat.screen import Button, Screen
from bot.chat.view import View


def privacy(view: View) -> Screen:
    """The whole truth in plain words."""
    rows = [[view.leads("privacy.button.forget", "forget")], [view.leads("button.back", "")]]
    return Screen(view.t("privacy.text"), rows)


def forgetting(view: View) -> Screen:
    """The one confirmation. Its button works in any revision: delivered again, it forgets again."""
    yes = Button(view.t.plain("forget.button.yes"), Lasting("forget-me"), style="danger")
    return Screen(view.t("forget.ask"), [[view.leads("button.back", "")], [yes]])


def forgotten(view: View) -> Screen:
    """What remains."""
    return Screen(view.t("forget.done"), [[view.leads("button.home", "home")]])
