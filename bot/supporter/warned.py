"""What follows a warning: out with it, or the whole letter erased, or it stays."""

from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.supporter import danger, questions
from bot.supporter.questions import warning


async def decided(turn: Turn, value: str) -> Screen:
    """A button of the warning."""
    found = danger.found(turn.view)
    if found is None:
        return questions.current(turn.view)
    if value == "keep":
        turn.conversation = warning.kept(turn.view, found)
    elif value == "out":
        turn.conversation = warning.taken_out(turn.view, found)
    elif value == "erase":
        _erase(turn, found)
    turn.change()
    screen = questions.current(turn.view)
    return screen.under(turn.t("danger.erased")) if value == "erase" else screen


def _erase(turn: Turn, found: danger.Danger) -> None:
    """The draft."""
    if found.part == danger.COUNTRY:
        turn.conversation = turn.conversation.changed(country="")
    turn.conversation = turn.conversation.changed(draft=None, asking=None)
    turn.erased = True
