"""Makes events of raw updates, one of each album; whatever needs no turn is dismissed."""

from collections import OrderedDict
from typing import Any

from bot.chat.event import Event
from bot.engine.ordering import Ordering
from bot.error_logs import report
from bot.intake.updates import read_event

KEPT_ALBUMS = 1000  # the newest


class Reading:
    """Knows which message of an album came first; that one is answered, also when it comes again."""

    def __init__(self, ordering: Ordering, bot_name: str) -> None:
        self._ordering = ordering
        self._bot_name = bot_name
        self._first: OrderedDict[tuple[int, str], int] = OrderedDict()

    def event(self, update: dict[str, Any]) -> Event | None:
        """Read the event in an update; None where no turn is needed."""
        try:
            if self._is_further(update):
                return None
            event = read_event(update, self._bot_name)
            if event is None and (query := update.get("callback_query")):
                self._ordering.dismiss(query["id"])
        except Exception as error:  # not an update as we know them, and never will be
            report(error)
            return None
        return event

    def _is_further(self, update: dict[str, Any]) -> bool:
        """Tell whether this is a further message of an album, unless each of them is read."""
        message = update.get("message", {})
        group = message.get("media_group_id")
        if group is None or self._ordering.reads_files_of(message.get("from", {}).get("id", 0)):
            return False
        first = self._first.setdefault((message["chat"]["id"], group), update["update_id"])
        if len(self._first) > KEPT_ALBUMS:
            self._first.popitem(last=False)
        return bool(first != update["update_id"])
