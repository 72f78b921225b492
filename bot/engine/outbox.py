"""The outbox sends what a turn owed until it has arrived, its person is gone, or its time is over."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.chat import cards
from bot.chat.event import due
from bot.chat.screen import NOTHING, Message, Outgoing, Screen
from bot.chat.state import Conversation
from bot.chat.state_storage import every_conversation
from bot.chat.turn import Handler, Turn
from bot.chat.view import View
from bot.engine.afterwards import PRESENT, arrived, is_present, is_redrawn, read_redrawn
from bot.engine.engine import Engine
from bot.error_logs import report
from bot.telegram.outcome import BlockedError, LaterError, NotDeliveredError, RefusedError
from db.database import is_database_away
from db.figure_sums import Moment

log = logging.getLogger(__name__)

LOOK_SECONDS = 10.0  # between two looks for what a process that died has left behind
SHORTEST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 60.0
PAUSE_SHARE = 8  # a pause is an eighth of the time since the first attempt: soon after the trouble's end
NOTING_SECONDS = 1.0  # when stopping: the database may be away
LEFT_UNSAID_MINUTES = 2  # who acted so shortly before the last stop may have had no answer

# What is sent for one owed part; nothing where it has lost its sense.
Make = Callable[[View, str, Moment], Awaitable[Sequence[Outgoing]]]


class Outbox:
    """One sender for each chat to which something is owed; a message may come twice, but never not at all."""

    def __init__(self, engine: Engine, make: Make) -> None:
        self._engine = engine
        self._make = make
        self._senders: dict[int, _Sender] = {}

    def owe(self, conversation: Conversation) -> None:
        """Send what this conversation owes, as it was committed; a sender at work is told to look again."""
        person = conversation.user_id
        if not _is_owed_by(self._engine, conversation):
            return
        if person in self._senders:
            self._senders[person].more.set()
            return
        sender = self._senders[person] = _Sender(person, self._engine, self._make)
        sender.task = asyncio.create_task(self._send(sender))

    async def _send(self, sender: "_Sender") -> None:
        try:
            await sender.send()
        finally:  # at once: whoever is owed something from now on gets a sender anew
            del self._senders[sender.person]

    @property
    def length(self) -> int:
        """Chats to which something is owed."""
        return len(self._senders)

    async def keep(self) -> None:
        """Take over what an earlier process has left: at once, and on PostgreSQL whenever a replica dies."""
        await self.take_over(redraw=True)
        while not self._engine.database.is_sqlite:
            await asyncio.sleep(LOOK_SECONDS)
            await self.take_over()

    async def take_over(self, *, redraw: bool = False) -> None:
        """Begin to send what is owed and nobody sends; `redraw` what a stop may have left unsaid."""
        found = [one async for one in every_conversation(self._engine.database, self._engine.context.vault)]
        unsaid = max((one.marks.acted_at for one in found), default=0) - LEFT_UNSAID_MINUTES
        recent = {one.user_id for one in found if redraw and one.marks.acted_at >= max(unsaid, 1)}
        left = recent | {one.user_id for one in found if one.owed}
        await asyncio.gather(*(self._take(one, redraw=one in recent) for one in left - self._senders.keys()))

    async def drain(self, seconds: float) -> None:
        """Let what is on its way arrive, and note it; the rest is owed to the next start."""
        for sender in tuple(self._senders.values()):
            if sender.is_resting and sender.task:
                sender.task.cancel()
        for timeout in (seconds, NOTING_SECONDS):
            if tasks := {sender.task for sender in self._senders.values() if sender.task}:
                _, late = await asyncio.wait(tasks, timeout=timeout)
                for task in late:
                    task.cancel()

    async def _take(self, person: int, *, redraw: bool) -> None:
        """Begin to send to this person, and to redraw, unless another replica does."""

        async def taking(turn: Turn) -> Screen:
            now = turn.conversation
            if redraw and not now.is_empty and not any(map(is_present, now.owed)):
                now = now.owing(f"{PRESENT}{now.marks.screen or ''}")
            if not now.owed or await self._is_served_elsewhere(turn):
                return NOTHING
            turn.conversation = now.changed(owner=self._engine.instance)
            return NOTHING

        decision = await self._engine.decide(due(person), taking)
        self.owe(decision.view.conversation)

    async def _is_served_elsewhere(self, turn: Turn) -> bool:
        """Tell whether a replica that is alive sends what is owed here."""
        owner, is_alive = turn.conversation.owner, self._engine.database.locks.is_alive
        return owner not in (0, self._engine.instance) and await is_alive(turn.connection, owner)


class _Sender:
    """Sends what is owed to one person, in order, until nothing is left."""

    def __init__(self, person: int, engine: Engine, make: Make) -> None:
        self.person = person
        self.task: asyncio.Task[None] | None = None
        self.more = asyncio.Event()  # something new is owed
        self.is_resting = False
        self._broken: set[str] = set()  # parts that cannot be made, of which somebody was told
        self._engine = engine
        self._make = make

    async def send(self) -> None:
        began, sent, drawn = time.monotonic(), dict[str, tuple[int, ...]](), None
        while True:
            self.more.clear()
            # As it is now: another process may have sent it all, or its person have forgotten it.
            view = await self._noted(arrived(sent, drawn))
            drawn = view.conversation
            if sent:
                began, sent = time.monotonic(), {}
            if not _is_owed_by(self._engine, view.conversation):
                if self.more.is_set():
                    continue
                return
            try:
                pause = await self._send_all(view, sent)
            except BlockedError:
                await self._noted(self._engine.nobody_there)
                return
            except asyncio.CancelledError:
                await self._noted(arrived(sent, drawn))
                raise
            if not sent:
                waited = (time.monotonic() - began) / PAUSE_SHARE
                await self._rest(max(pause, min(max(waited, SHORTEST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)))

    async def _send_all(self, view: View, sent: dict[str, tuple[int, ...]]) -> float:
        """Try each part once; return how long Telegram asks to wait. A part that fails holds up no other,
        but the present screen, which stands below them all.
        """
        owed = view.conversation.owed
        for part in sorted(owed, key=is_present):
            above = {one for one in owed if not is_present(one)} - self._broken
            if is_present(part) and not above <= sent.keys():
                return 0.0
            try:
                sent[part] = await self._send_part(view, part)
                view = replace(view, conversation=cards.arrived(view.conversation, part, sent[part]))
            except BlockedError:
                raise
            except LaterError as error:
                return error.seconds
            except RefusedError:  # its reason may quote what was refused
                log.error("Telegram refuses a part: %s", part.partition(":")[0])
                sent[part] = ()
            except NotDeliveredError as error:
                log.info("a part did not arrive (%s); it is tried again", error.name)
            except Exception as error:
                await self._tell_of(error, part, view)
        return 0.0

    async def _send_part(self, view: View, part: str) -> tuple[int, ...]:
        if is_redrawn(part):
            place, code = read_redrawn(part)
            engine = self._engine
            decision = await engine.decide(due(self.person), lambda turn: engine.redraw(turn, code))
            drawn = await engine.delivery.draw(self.person, place, decision.screen)
            return () if drawn is None else (drawn,)
        async with self._engine.moment() as moment:
            outgoing = await self._make(view, part, moment)
        ids = [await self._engine.delivery.send(self.person, one) for one in outgoing]
        return tuple(one for one in ids if one is not None)

    async def _tell_of(self, error: Exception, part: str, view: View) -> None:
        """Say once that a part cannot be made. It stays owed, for whoever mends the mistake."""
        if is_database_away(error):
            log.info("a part was not made (%s); it is tried again", type(error).__name__)
        elif part not in self._broken:
            self._broken.add(part)
            with contextlib.suppress(NotDeliveredError):
                said = Message(view.t("trouble.error", id=report(error)))
                await self._engine.delivery.send(self.person, said)

    async def _noted(self, handler: Handler) -> View:
        """Commit what has become of it, however long that takes; return the conversation after that."""
        pause = SHORTEST_PAUSE_SECONDS
        while True:
            try:
                return (await self._engine.decide(due(self.person), handler)).view
            except Exception as error:
                if not is_database_away(error):
                    raise
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _rest(self, seconds: float) -> None:
        self.is_resting = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.more.wait()
        self.is_resting = False


def _is_owed_by(engine: Engine, conversation: Conversation) -> bool:
    """Tell whether this process sends here: while the database was away, another may have taken it over."""
    return bool(conversation.owed) and conversation.owner == engine.instance
