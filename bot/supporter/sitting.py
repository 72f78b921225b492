"""Several letters in one sitting: who has none yet, and for how many there is a queue."""

from collections.abc import Sequence

from bot.campaign.model import Prisoner
from bot.chat.state import PLEDGES_A_DAY
from bot.chat.view import View
from bot.supporter import limits

OF_MANY = 5  # in the queue, where more people wait than one may write to in a day


def unwritten(view: View) -> Sequence[Prisoner]:
    """List whom this person has written nothing in the last two days."""
    written = {letter.prisoner for letter in view.conversation.writing.letters}
    return [one for one in view.recipients if one.id not in written] if written else view.recipients


def offered(view: View) -> int:
    """Tell how many letters a queue would have; 0 where it would be none, or a letter is open already."""
    if view.draft.prisoner or view.draft.own:
        return 0
    most = OF_MANY if len(view.recipients) > PLEDGES_A_DAY else PLEDGES_A_DAY
    number = min(len(unwritten(view)), most, limits.left(view))
    return number if number > 1 else 0


def queue(view: View) -> Sequence[Prisoner]:
    """List who is in the queue and still waits."""
    known = view.campaign.by_id
    return [known[one] for one in view.conversation.writing.queue if one in known and not view.end_of(one)]
