"""What follows a warning: out with it, or the whole letter erased, or it stays."""

from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.supporter import danger, own_letters, questions
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
    if found.part == danger.COUNTRY:
        own_letters.note_country(turn)
    screen = questions.current(turn.view)
    return screen.under(turn.t("danger.erased")) if value == "erase" else screen


def _erase(turn: Turn, found: danger.Danger) -> None:
    """The draft; or the letter just promised, whose promise is withdrawn."""
    writing, code = turn.conversation.writing, turn.conversation.writing.country_of
    if found.part == danger.COUNTRY:
        turn.conversation = turn.conversation.changed(country="")
    if writing.draft:
        turn.conversation = turn.conversation.changed(draft=None, asking=None)
    elif code:
        turn.conversation = turn.conversation.changed(
            letters=tuple(one for one in writing.letters if one.code != code),
            owed=tuple(part for part in turn.conversation.owed if code not in part.split(":")),
            sender=None,
            place=None,
        )
        own_letters.change(turn, code, withdrawn_on=turn.today)
        own_letters.wish(turn, code, remind=False, news=False)
    turn.erased = True
