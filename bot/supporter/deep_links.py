"""What a deep link carries: a recipient, a source, or both, however somebody has typed it."""

import re

from bot.campaign.model import Campaign

_APART = re.compile(r"[_-]")


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
