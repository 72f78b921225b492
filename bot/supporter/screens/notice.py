"""Messages the bot sends by itself: two neutral reminders, and news of a letter for whoever asked."""

from bot.chat.prisoner_lists import name_of
from bot.chat.screen import Message
from bot.chat.view import View
from bot.letter.addresses_and_slips import address_lines
from bot.supporter.screens.pledge_card import one_more_week
from db.notices import REMINDERS, Claimed
from db.pledges import Pledge, shown


def message(view: View, claimed: Claimed, *, neutral: bool = False) -> Message:
    """Write a notice, in the language of whoever asked for it; a neutral one names nothing but the letter."""
    if claimed.kind in REMINDERS:
        return _reminder(view, claimed)
    pledge, t, code = claimed.pledge, view.t, shown(claimed.code)
    if neutral:
        text = t("notice.neutral", code=code)
    elif claimed.kind == "moved":
        text = t("notice.moved", code=code, address=_address(view, pledge))
    else:
        text = t(f"notice.{claimed.kind}", code=code, **_said(view, claimed))
    return Message(text, [[view.owns("notice.button.card", "card", pledge.code)]])


def _said(view: View, claimed: Claimed) -> dict[str, str]:
    pledge = claimed.pledge
    days = {
        "received": pledge.received_on,
        "handed-over": pledge.handed_over_on,
        "released": claimed.released_on,
    }
    day = days[claimed.kind]
    assert day is not None  # else it is not said
    return {"name": name_of(view, pledge.prisoner), "day": view.t.date(day)}


def _address(view: View, pledge: Pledge) -> str:
    """Where the letter goes now, for the post of the country it comes from."""
    prisoner, home = view.campaign.by_id.get(pledge.prisoner), view.campaign.home_country
    is_local = pledge.country == home if pledge.country else view.t.plain("script") == "local"
    return "\n".join(address_lines(view.campaign, prisoner, local=is_local)) if prisoner else ""


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
