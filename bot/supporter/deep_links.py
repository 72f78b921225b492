"""What a deep link carries: a recipient, a source, or both, however somebody has typed it."""

import re
from collections.abc import Collection

from bot.campaign.model import Campaign
from db.pledges import read_code

_APART = re.compile(r"[_-]")
_WORD = re.compile(r"(?=.*[a-z])[a-z0-9][a-z0-9-]{1,31}")


def read_link(campaign: Campaign, payload: str) -> tuple[str, str]:
    """Read recipient and source, in any case, after what is known; "" for either that is not there.

    `chiygoz_poster` and `chiygoz-poster` are both; ids may have hyphens themselves.
    """
    found = re.match(r"[\w-]+", payload.casefold())
    given = found[0] if found else ""
    if given in campaign.sources:
        return "", given
    for name in sorted(campaign.by_id, key=len, reverse=True):
        rest = given.removeprefix(name)
        if given.startswith(name) and (not rest or _APART.match(rest)):
            return name, rest[1:] if rest[1:] in campaign.sources else ""
    return "", ""


def is_free(campaign: Campaign, evenings: Collection[str], word: str) -> bool:
    """Tell whether a link with this word means nothing yet: no recipient, source, letter or evening."""
    return word not in evenings and not any(read_link(campaign, word)) and read_code(word) is None


def is_word(text: str) -> bool:
    """Tell whether a link can carry this word."""
    return _WORD.fullmatch(text) is not None
