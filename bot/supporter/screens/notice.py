"""Messages the bot sends by itself: two neutral reminders, and news of a letter for whoever asked."""

from bot.chat.prisoner_lists import name_of
from bot.chat.screen import Message
from bot.chat.view import View
from bot.supporter.screens.pledge_card import one_more_week
from db.notices import REMINDERS, Claimed
from db.pledges import shown


def message(view: View, claimed: Claimed, *, neutral: bool = False) -> Message:
    """Write a notice, in the language of whoever asked for it; a neutral one names nothing but the letter."""
    if claimed.kind in REMINDERS:
        return _reminder(view, claimed)
    pledge, t = claimed.pledge, view.t
    days = {
        "received": pledge.received_on,
        "handed-over": pledge.handed_over_on,
        "released": claimed.released_on,
    }
    day = days[claimed.kind]
    assert day is not None  # else it is not said
    code = shown(pledge.code)
    said = {"name": name_of(view, pledge.prisoner), "day": t.date(day)}
    text = t("notice.neutral", code=code) if neutral else t(f"notice.{claimed.kind}", code=code, **said)
    return Message(text, [[view.owns("notice.button.card", "card", pledge.code)]])


def _reminder(view: View, claimed: Claimed) -> Message:
    """Write neutrally: whoever sees the telephone's screen reads a code and a date."""
    pledge = claimed.pledge
    day = view.t.date(pledge.mail_by)
    rows = [
        view.owns("pledge.button.mailed", "mailed", pledge.code),
        view.owns("pledge.button.week", one_more_week(view, pledge.mail_by), pledge.code),
        view.owns("pledge.button.withdraw", "withdraw", pledge.code),
    ]
    text = view.t(f"notice.{claimed.kind}", code=shown(pledge.code), day=day)
    return Message(text, [[one] for one in rows])
