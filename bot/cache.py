"""A cache of pictures and files: made in a thread, one at a time, each kept for a minute."""

import threading
import time
from collections.abc import Callable, Hashable

KEPT_SECONDS = 60.0


class RenderCache:
    """Used from threads. One at a time, because drawing takes a whole core and much memory."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[Hashable, tuple[float, bytes]] = {}

    def make(self, key: Hashable, work: Callable[[], bytes]) -> bytes:
        """Return what `work` makes, or made a moment ago for this key, which holds all it depends on."""
        with self._lock:
            now = self._clock()
            self._kept = {one: kept for one, kept in self._kept.items() if kept[0] > now}
            if key not in self._kept:
                self._kept[key] = (now + KEPT_SECONDS, work())
            return self._kept[key][1]
