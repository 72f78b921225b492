"""The bot's inbox: updates wait here until the bot asks for later ones, or its webhook has taken them."""

import asyncio
import secrets
from collections.abc import Callable

from bot.playground.values import ApiError, Json, Message, Update

KEPT = 24 * 3600.0
# What a bot gets without asking; the other kinds have to be named in allowed_updates.
USUAL = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "my_chat_member",
)


class Updates:
    def __init__(self, now: Callable[[], float], first_id: int | None = None) -> None:
        self.next_id = first_id if first_id is not None else secrets.randbelow(900_000_000) + 100_000_000
        self.allowed: tuple[str, ...] = ()
        self.waiting: dict[int, Update] = {}
        self._again: set[int] = set()  # redelivered and not yet handed out: an offset does not forget these
        self._now = now
        self.forgotten: Callable[[], None] = lambda: None  # told whenever one has been taken
        self._news: set[asyncio.Event] = set()  # whoever waits: a long poll, the webhook's courier
        self._poll: asyncio.Future[None] | None = None

    def add(self, kind: str, body: Json, chat_id: int, message: Message | None = None) -> Update:
        update = Update(self.next_id, kind, body, chat_id, self._now(), message)
        self.next_id += 1
        self.put(update)
        return update

    def redeliver(self, update: Update) -> None:
        """The same update once more, as after an answer to the webhook or a confirmation that got lost."""
        self._again.add(update.id)
        self.put(update)

    def put(self, update: Update) -> None:
        """A kind the bot did not ask for is lost, as it would be."""
        if update.kind in (self.allowed or USUAL):
            self.waiting[update.id] = update
            self.wake()

    def wake(self) -> None:
        for event in self._news:
            event.set()

    def forget(self, update_id: int) -> None:
        self.waiting.pop(update_id, None)
        self._again.discard(update_id)
        self.forgotten()

    def clear(self) -> None:
        self.waiting.clear()
        self._again.clear()
        self.forgotten()

    def expire(self) -> None:
        oldest = self._now() - KEPT
        for update in [update for update in self.waiting.values() if update.date < oldest]:
            self.forget(update.id)

    def listen(self) -> asyncio.Event:
        event = asyncio.Event()
        self._news.add(event)
        return event

    def unlisten(self, event: asyncio.Event) -> None:
        self._news.discard(event)

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Update]:
        """One getUpdates: forgets what lies before the offset, then holds until there is something to say."""
        self.end_poll("other getUpdates request; make sure that only one bot instance is running")
        self._forget_before(offset)
        if not self.waiting and seconds > 0:
            await self._hold(seconds)
        self.expire()
        handed_out = sorted(self.waiting)[:limit]
        self._again.difference_update(handed_out)
        return [self.waiting[update_id] for update_id in handed_out]

    def end_poll(self, by: str) -> None:
        """Whoever holds a poll is turned away."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(ApiError(409, f"Conflict: terminated by {by}"))
        self._poll = None

    def _forget_before(self, offset: int) -> None:
        ids = sorted(self.waiting)
        if offset < 0:
            offset = ids[offset] if len(ids) >= -offset else 0
        for update_id in ids:
            if update_id < offset and update_id not in self._again:
                self.forget(update_id)

    async def _hold(self, seconds: float) -> None:
        conflict: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poll = conflict
        news = self.listen()
        waiter = asyncio.ensure_future(news.wait())
        try:
            await asyncio.wait((waiter, conflict), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if conflict.done():
                conflict.result()
        finally:
            waiter.cancel()
            self.unlisten(news)
            if self._poll is conflict:
                self._poll = None
