"""The moment of thanks: a letter is posted; how many others there are, and what else one may do."""

from urllib.parse import quote, urlencode

from markupsafe import Markup

from bot.chat.screen import Button
from bot.chat.view import View
from bot.supporter import danger

SHARE = "https://t.me/share/url"  # Telegram opens it by itself: no update reaches the bot


def sentence(view: View, prisoner_id: str) -> Markup:
    """Say how many letters this person is promised, in the round numbers everybody sees, of last night."""
    if number := view.facts.promised.get(prisoner_id, 0):
        return view.t.count("thanks.many", number)
    return view.t("thanks.first")


def rows(view: View, prisoner_id: str) -> list[list[Button]]:
    """Offer another letter, and to tell a friend; nobody in Russia is asked to."""
    awaited = [[view.leads("thanks.button.awaited", "awaited")]] if view.recipients else []
    prisoner = view.campaign.by_id.get(prisoner_id)
    if prisoner is None or view.end_of(prisoner_id) or danger.is_watched(view):
        return awaited
    said = {
        "url": view.context.link(prisoner.id),
        "text": view.t.plain("thanks.share", name=view.t.pick(prisoner.name)),
    }
    url = f"{SHARE}?{urlencode(said, quote_via=quote)}"
    return [*awaited, [Button(view.t.plain("thanks.button.friend"), url=url)]]
