"""The updates that wait until the bot asks for later ones, or its webhook has taken them."""

import asyncio
import secrets
from collections.abc import Callable

from bot.playground.api_types import ApiError, Json, Message, Update

KEPT = 24 * 3600.0
KEPT_TAP = 150.0  # what nobody has asked for by then is gone, unanswered
SILENCE = 7 * 24 * 3600.0  # after which ids go on from anywhere
AT_ONCE = 0.5  # the same offset again within so many seconds gives one update only
SOON = 3.0  # within so many it is held for as long; and of two conflicts the second is
FUTURE = 10  # an offset so far past the newest id confirms nothing
PAST = 100_000
OTHER_POLL = "other getUpdates request; make sure that only one bot instance is running"
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
    def __init__(self, now: Callable[[], float], first_id: int | None = None, scale: float = 1.0) -> None:
        self.next_id = first_id if first_id is not None else _any_id()
        self.allowed: tuple[str, ...] = ()
        self.waiting: dict[int, Update] = {}
        self._again: set[int] = set()  # redelivered and not yet handed out: an offset does not forget these
        self._now = now
        self._scale = scale
        self._newest = now()
        self._asked = (-1, 0.0)  # the offset of the last poll, and when
        self._conflict = 0.0  # when the next conflict may be told at once
        self.forgotten: Callable[[], None] = lambda: None  # told whenever one has been taken
        self._news: set[asyncio.Event] = set()  # whoever waits: a long poll, the webhook's courier
        self._poll: asyncio.Future[None] | None = None

    def add(
        self, kind: str, body: Json, chat_id: int, message: Message | None = None, line: int | None = None
    ) -> Update:
        """Add an update. `line`: the number by which such updates keep their order; else the chat's."""
        now = self._now()
        if now - self._newest > SILENCE and not self.waiting:
            self.next_id = _any_id()
        self._newest = now
        update = Update(self.next_id, kind, body, chat_id, now, message, chat_id if line is None else line)
        self.next_id += 1
        self.put(update)
        return update

    def redeliver(self, update: Update) -> None:
        """Queue the same update again, as after an answer or a confirmation that got lost."""
        self._again.add(update.id)
        self.put(update)

    def put(self, update: Update) -> None:
        """Queue it; a kind the bot did not ask for is lost, as it would be."""
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
        now = self._now()
        for update in [update for update in self.waiting.values() if expires(update) < now]:
            self.forget(update.id)

    def listen(self) -> asyncio.Event:
        event = asyncio.Event()
        self._news.add(event)
        return event

    def unlisten(self, event: asyncio.Event) -> None:
        self._news.discard(event)

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Update]:
        """Answer one getUpdates: drop what lies before the offset, then hold until there is something.

        Whoever repeats an offset too soon is held longer and sees the oldest update only.
        """
        asked, at, now = *self._asked, self._now()
        if offset == asked and now < at + SOON:
            seconds = max(seconds, SOON)
        if offset == asked and now < at + AT_ONCE:
            limit = 1
        self._asked = (offset, now)
        self.expire()
        self._forget_before(offset)
        if not self.waiting and seconds > 0:
            self.end_poll(OTHER_POLL)  # only one that is held itself ends the one that was held
            await self._hold(seconds)
            self.expire()
        handed_out = sorted(self.waiting)[:limit]
        self._again.difference_update(handed_out)
        return [self.waiting[update_id] for update_id in handed_out]

    def end_poll(self, by: str) -> None:
        """Turn away whoever holds a poll."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(ApiError(409, f"Conflict: terminated by {by}"))
        self._poll = None

    async def conflict(self) -> None:
        """Report a conflict: in close succession the first at once, each further one later."""
        now = self._now()
        if now < self._conflict:
            await asyncio.sleep(SOON * self._scale)
        else:
            self._conflict = now + SOON

    def _forget_before(self, offset: int) -> None:
        ids = sorted(self.waiting)
        if offset < 0:
            offset = ids[offset] if len(ids) >= -offset else 0
        head = ids[0] if ids else self.next_id
        if not head - PAST <= offset <= self.next_id + FUTURE:
            return
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


def expires(update: Update) -> float:
    """When it is dropped without being delivered."""
    return update.date + (KEPT_TAP if update.kind == "callback_query" else KEPT)


def _any_id() -> int:
    return secrets.randbelow(900_000_000) + 100_000_000
