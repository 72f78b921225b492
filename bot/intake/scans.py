"""Photos and PDFs of organizers, fetched and read before their turn: a turn waits for no network."""

import asyncio
import logging
from dataclasses import replace

from bot.chat.event import Event
from bot.engine.engine import Engine
from bot.error_logs import report
from bot.letter.qr_reading import Found, NoPictureError, read
from bot.telegram.outcome import NotDeliveredError
from bot.telegram.transport import Transport

log = logging.getLogger(__name__)


class Scans:
    """Reads one file at a time, in a thread; nothing of it is kept."""

    def __init__(self, transport: Transport, engine: Engine) -> None:
        self._transport = transport
        self._engine = engine
        self._one = asyncio.Semaphore(1)

    async def __call__(self, event: Event) -> Event:
        """Return an organizer's file as what its codes say; every other event as it is."""
        if not event.file_id or event.user_id not in self._engine.context.organizers:
            return event
        async with self._one:
            return replace(event, kind="scan", scan=await self._read(event.file_id))

    async def _read(self, file_id: str) -> Found | None:
        try:
            file = await self._transport.call("getFile", {"file_id": file_id})
            data = await self._transport.download(file["file_path"])
            return await asyncio.to_thread(read, data)
        except (NotDeliveredError, NoPictureError) as error:
            log.info("a file was not read: %s", getattr(error, "name", "no picture"))
        except Exception as error:
            report(error)
        return None
