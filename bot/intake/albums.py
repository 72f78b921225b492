"""Albums come as one message for each photo; one answer is enough, unless each of them is read."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

KEPT = 1000  # the newest albums


class Albums:
    """Knows which message of an album came first; that one is answered, also when it comes again."""

    def __init__(self, is_read: Callable[[int], bool]) -> None:
        self._is_read = is_read  # whose photos, by the id of who sends them
        self._first: OrderedDict[tuple[int, str], int] = OrderedDict()

    def holds(self, update: dict[str, Any]) -> bool:
        """Tell whether this update is a further message of an album that has been taken."""
        message = update.get("message", {})
        group = message.get("media_group_id")
        if group is None or self._is_read(message.get("from", {}).get("id", 0)):
            return False
        album = (message["chat"]["id"], group)
        first = self._first.setdefault(album, update["update_id"])
        if len(self._first) > KEPT:
            self._first.popitem(last=False)
        return bool(first != update["update_id"])
