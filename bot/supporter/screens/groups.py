"""One polite line in a group chat."""

from bot.chat.screen import Button, Screen
from bot.chat.view import View


def private_please(view: View) -> Screen:
    """Say that letters are written in private, with a button that opens the private chat."""
    return Screen(
        view.t("group.text"), [[Button(view.t.plain("group.button.open"), url=view.context.link("group"))]]
    )
