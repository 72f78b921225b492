"""Albums: their photos come as so many messages, and one answer is enough."""

from collections import OrderedDict
from typing import Any

KEPT = 1000  # the newest albums


class Albums:
    """Tells which message of an album came first; that one is answered, also when it comes again."""

    def __init__(self) -> None:
        self._first: OrderedDict[tuple[int, str], int] = OrderedDict()

    def holds(self, update: dict[str, Any]) -> bool:
        """Whether this update is a further message of an album that has been taken."""
        message = update.get("message", {})
        group = message.get("media_group_id")
        if group is None:
            return False
        album = (message["chat"]["id"], group)
        first = self._first.setdefault(album, update["update_id"])
        if len(self._first) > KEPT:
            self._first.popitem(last=False)
        return bool(first != update["update_id"])
