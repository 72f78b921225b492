"""How many letters may still be promised today; told before a letter is begun."""

from bot.chat.screen import Screen
from bot.chat.state import PLEDGES_A_DAY
from bot.chat.view import View


def left(view: View) -> int:
    """Count the letters this person may still promise today."""
    return max(0, PLEDGES_A_DAY - view.conversation.pledges_of(view.today))


def reached(view: View) -> Screen:
    """Say that there will be more tomorrow; a letter that is begun is kept until then."""
    key = "promise.too-many" if view.conversation.writing.draft else "limit.reached"
    return Screen(view.t(key, number=PLEDGES_A_DAY), [[view.leads("button.home", "home")]])
