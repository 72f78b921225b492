"""All log output of a test, read again at its end: no token, no id, no name, no word anybody typed."""

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from bot.error_logs import Redacting

TOKEN = re.compile(r"\d{6,}(?::|%3A)[\w-]{30,}")
USER_ID = re.compile(
    r"\b[5-9]\d{8}\b|\b1[0-4]\d{8}\b"
)  # those the playground gives; ports and pids are smaller
CANARIES = ("Olena", "Ahtem, ", "It snowed", "Canary", "За вікном сніг", "words of somebody")


class _Journal(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(Redacting("%(levelname)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def kept_journal() -> Iterator[list[str]]:
    """The lines of everything that is ours, at DEBUG, as the running bot would write them."""
    journal, ours = _Journal(), [logging.getLogger(name) for name in ("bot", "db")]
    before = [one.level for one in ours]
    logging.getLogger().addHandler(journal)
    for one in ours:
        one.setLevel(logging.DEBUG)
    try:
        yield journal.lines
    finally:
        logging.getLogger().removeHandler(journal)
        for one, level in zip(ours, before, strict=True):
            one.setLevel(level)


def leaks(lines: Iterable[str]) -> list[str]:
    """The lines that say more than they may."""
    return [line for line in lines if _says_too_much(line)]


def _says_too_much(line: str) -> bool:
    if TOKEN.search(line) or any(canary in line for canary in CANARIES):
        return True
    return line.partition(" ")[2].startswith(("bot.", "db.")) and USER_ID.search(line) is not None
