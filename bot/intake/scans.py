"""Photos, PDFs and sheets of organizers, fetched and read before their turn: a turn waits for no network."""

import asyncio
import logging
from dataclasses import replace

from bot.chat.event import Event
from bot.checks.spreadsheet_import import Offer, offer_of
from bot.engine.engine import Engine
from bot.letter.qr_reading import Found, NoPictureError, read
from bot.telegram.outcome import NotDeliveredError
from bot.telegram.transport import Transport
from db import pledges

SHEETS = (".xlsx", ".csv", ".ods", ".xls")

log = logging.getLogger(__name__)


class Scans:
    """Reads one file at a time, in a thread; nothing of it is kept."""

    def __init__(self, transport: Transport, engine: Engine) -> None:
        self._transport = transport
        self._engine = engine
        self._one = asyncio.Semaphore(1)

    async def __call__(self, event: Event) -> Event:
        """Return an organizer's file as what its codes say, or its rows would change; others as they are."""
        if not event.file_id or event.user_id not in self._engine.context.organizers:
            return event
        async with self._one:
            if event.file_name.lower().endswith(SHEETS):
                return replace(event, kind="sheet", sheet=await self._sheet(event))
            return replace(event, kind="scan", scan=await self._read(event.file_id))

    async def _read(self, file_id: str) -> Found | None:
        try:
            return await asyncio.to_thread(read, await self._fetch(file_id))
        except (NotDeliveredError, NoPictureError) as error:
            log.info("a file was not read: %s", getattr(error, "name", "no picture"))
            return None

    async def _sheet(self, event: Event) -> Offer | None:
        try:
            data = await self._fetch(event.file_id)
        except NotDeliveredError as error:
            log.info("a sheet was not fetched: %s", error.name)
            return None
        async with self._engine.database.read() as connection:
            letters = await pledges.written_to(connection)
        path, ending = self._engine.context.campaign_path, event.file_name.lower()[-5:].rpartition(".")[2]
        return await asyncio.to_thread(offer_of, path, data, ending, letters)

    async def _fetch(self, file_id: str) -> bytes:
        file = await self._transport.call("getFile", {"file_id": file_id})
        return await self._transport.download(file["file_path"])
