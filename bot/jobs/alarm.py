"""A line to organizers when something in the bot breaks: the id and kind of the error, nothing else."""

import asyncio
import logging

from markupsafe import Markup

from bot import error_logs
from bot.chat.screen import Message
from bot.engine.engine import Engine
from bot.telegram.outcome import NotDeliveredError

log = logging.getLogger(__name__)

PAUSE_SECONDS = 60.0  # between two lines; what breaks meanwhile is counted in the next one


async def watch(engine: Engine, pause: float = PAUSE_SECONDS) -> None:
    """Tell every organizer about errors, until cancelled."""
    bell = _Bell(asyncio.get_running_loop())
    reports = logging.getLogger(error_logs.__name__)
    reports.addHandler(bell)
    try:
        while True:
            await bell.rung.wait()
            await _tell(engine, *bell.take())
            await asyncio.sleep(pause)
    finally:
        reports.removeHandler(bell)


class _Bell(logging.Handler):
    """Hears the reports of errors, from whichever thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self.rung = asyncio.Event()
        self._loop = loop
        self._heard: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        if hasattr(record, "error_id"):
            self._loop.call_soon_threadsafe(self._ring, record)

    def take(self) -> tuple[logging.LogRecord, int]:
        """The first report since the last time, and how many came after it."""
        heard, self._heard = self._heard, []
        self.rung.clear()
        return heard[0], len(heard) - 1

    def _ring(self, record: logging.LogRecord) -> None:
        self._heard.append(record)
        self.rung.set()


async def _tell(engine: Engine, record: logging.LogRecord, others: int) -> None:
    context = engine.context
    t = context.languages[context.campaign.default_language]
    text = t("alarm.error", id=vars(record)["error_id"], error=vars(record)["error"])
    if others:
        text += "\n" + t.count("alarm.more", others)
    await tell(engine, text)


async def tell(engine: Engine, said: Markup | Message) -> bool:
    """Say it to every organizer; whether it reached anybody."""
    told, message = False, said if isinstance(said, Message) else Message(said)
    for organizer in sorted(engine.context.organizers):
        try:
            await engine.delivery.send(organizer, message)
            told = True
        except NotDeliveredError as error:  # never spoke to the bot, or Telegram is away: the log has it all
            log.info("an organizer was not told of an error (%s)", error.name)
    return told
