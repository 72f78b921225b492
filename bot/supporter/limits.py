"""How many letters may still be promised today; told before a letter is begun."""

import hashlib
from collections import Counter

from bot.chat.screen import Screen
from bot.chat.state import PLEDGES_A_DAY, Conversation
from bot.chat.view import View
from bot.i18n.translate import folded
from db.evenings import is_on

MARK_BYTES = 4  # enough to tell the writers of one evening apart, and no name


def left(view: View) -> int:
    """Count the letters this person may still promise today."""
    return left_to(view, view.conversation.writing.sender)


def left_to(view: View, sender: str | None) -> int:
    """The same of whoever signs so, at the evening whose link brought them; None is somebody new."""
    conversation = view.conversation
    if not at_an_evening(view):
        return max(0, PLEDGES_A_DAY - conversation.pledges_of(view.today))
    written = Counter(signed_of(view))
    if sender is not None and (mark := mark_of(sender)) in written:
        return max(0, PLEDGES_A_DAY - written[mark])
    if len(written) < conversation.choices.writers:
        return PLEDGES_A_DAY
    return 0 if sender is not None else max(PLEDGES_A_DAY - min(written.values()), 0)


def reached(view: View) -> Screen:
    """Say that there will be more tomorrow; a letter that is begun is kept until then."""
    key = "promise.too-many" if view.conversation.writing.draft else "limit.reached"
    number = max(view.conversation.pledges_of(view.today), PLEDGES_A_DAY)
    return Screen(view.t(key, number=number), [[view.leads("button.home", "home")]])


def at_an_evening(view: View) -> bool:
    """Tell whether an evening is on whose link brought this person."""
    day = view.conversation.choices.evening_on
    return day is not None and is_on(day, view.today)


def signed_of(view: View) -> tuple[str, ...]:
    """The marks of those who have signed letters of today."""
    counts = view.conversation.counts
    return counts.signed if counts.pledged_on == view.today else ()


def counted(view: View, sender: str) -> Conversation:
    """The conversation with one more letter of today, signed so."""
    signed = (*signed_of(view), mark_of(sender)) if at_an_evening(view) else signed_of(view)
    number = view.conversation.pledges_of(view.today) + 1
    return view.conversation.changed(pledged_on=view.today, pledged_today=number, signed=signed)


def mark_of(sender: str) -> str:
    """What tells one name from another."""
    return hashlib.blake2b(folded(sender).encode(), digest_size=MARK_BYTES).hexdigest()
