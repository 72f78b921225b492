"""Bugs planted on purpose, each with the invariant that must find it, and the seed it is found from."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import event

from bot.chat.notes_since_night import carried
from bot.chat.screen import fitting
from bot.chat.state import Conversation
from bot.engine import outbox
from bot.engine.ordering import Ordering
from bot.engine.outbox import Outbox
from bot.jobs import night
from bot.supporter import handlers
from bot.telegram import delivery
from bot.telegram.delivery import Delivery
from bot.telegram.outcome import NotDeliveredError
from db import arrivals, contacts, database, pledges
from tests.simulation import invariants as must
from tests.simulation import world

Patch = pytest.MonkeyPatch


@dataclass(frozen=True, slots=True)
class Planted:
    """What is wrong, who must find it, where to begin, and how it is put in."""

    what: str
    found_by: str
    seed: int
    plant: Callable[[Patch], None]


@contextlib.contextmanager
def planted(name: str) -> Iterator[None]:
    """Until the block ends the bot has this bug."""
    with pytest.MonkeyPatch.context() as patch:
        PLANTED[name].plant(patch)
        yield


def _confirms_at_once(patch: Patch) -> None:
    put = Ordering.put

    def early(ordering: Ordering, event: Any, done: Callable[[bool], None]) -> None:
        done(True)
        put(ordering, event, lambda _: None)

    patch.setattr(Ordering, "put", early)


def _pragma(*pragmas: str) -> Callable[[Patch], None]:
    def plant(patch: Patch) -> None:
        usual = database._sqlite_engine

        def engine(*given: Any, **named: Any) -> Any:
            made = usual(*given, **named)

            @event.listens_for(made.sync_engine, "connect")
            def spoil(connection: Any, _record: object) -> None:
                cursor = connection.cursor()
                for pragma in pragmas:
                    cursor.execute(f"PRAGMA {pragma}")
                cursor.close()

            return made

        patch.setattr(database, "_sqlite_engine", engine)

    return plant


def _forgets_for_the_night(patch: Patch) -> None:
    patch.setattr(handlers, "silenced", lambda _conversation: ())


def _keeps_what_was_carried(patch: Patch) -> None:

    def keeping(conversation: Conversation, *given: Any) -> Conversation:
        return replace(carried(conversation, *given), notes=conversation.notes)

    patch.setattr(night, "carried", keeping)


def _takes_failed_parts_for_sent(patch: Patch) -> None:
    usual = outbox._Sender._send_part

    async def send(sender: Any, view: Any, part: str) -> tuple[int, ...]:
        try:
            return await usual(sender, view, part)
        except NotDeliveredError:
            return ()

    patch.setattr(outbox._Sender, "_send_part", send)
    patch.setattr(world, "STORMS", (4,))  # every day


def _remembers_the_last_chat(patch: Patch) -> None:
    usual, last = Delivery.send, [0]

    async def send(self: Delivery, chat_id: int, one: Any, *more: Any, **named: Any) -> int | None:
        last[0] = chat_id
        await asyncio.sleep(0.1)
        return await usual(self, last[0], one, *more, **named)

    patch.setattr(Delivery, "send", send)


def _drops_long_keyboards(patch: Patch) -> None:
    patch.setattr(delivery, "fitting", lambda rows: fitting(rows) if len(rows) < 6 else [])


def _keeps_old_words(patch: Patch) -> None:
    patch.setattr(Conversation, "without_old_words", lambda self, _today: self)


async def _nothing(*_given: Any, **_named: Any) -> int:
    return 0


async def _true(*_given: Any, **_named: Any) -> bool:
    return True


def _counts_one_more(patch: Patch) -> None:
    usual = arrivals.count

    async def count(connection: Any, today: Any, prisoner: str, number: int, *more: Any) -> str:
        return await usual(connection, today, prisoner, number + 1, *more)

    patch.setattr(arrivals, "count", count)


def _contacts_stay(patch: Patch) -> None:
    for name in ("erase", "erase_purposeless"):
        patch.setattr(contacts, name, _nothing)


def _stops_slowly(patch: Patch) -> None:
    usual = Outbox.drain

    async def drain(self: Outbox, seconds: float) -> None:
        await usual(self, seconds)
        await asyncio.sleep(60)

    patch.setattr(Outbox, "drain", drain)


def _in_place_of(place: Any, name: str, value: Any) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(place, name, value)


PLANTED = {
    "confirmed-early": Planted(
        "an update is confirmed before it is decided", must.COMMITTED, 1, _confirms_at_once
    ),
    "not-synced": Planted("a commit does not wait for the disk", must.LOST, 2, _pragma("synchronous=NORMAL")),
    "forgotten-promise": Planted(
        "/forget takes along what the night must carry", must.LOST, 1, _forgets_for_the_night
    ),
    "carried-twice": Planted(
        "a night leaves what it has carried to the next one", must.DOUBLED, 1, _keeps_what_was_carried
    ),
    "failed-is-sent": Planted(
        "an owed part that failed is taken for sent", must.OWED, 1, _takes_failed_parts_for_sent
    ),
    "wrong-chat": Planted(
        "who is spoken to is kept in one place for all", must.FOREIGN, 2, _remembers_the_last_chat
    ),
    "no-keyboard": Planted("a long keyboard is left out", must.WAY_ON, 1, _drops_long_keyboards),
    "old-words": Planted("retention leaves old words", must.WORDS, 1, _keeps_old_words),
    "residue": Planted("deleted rows are not overwritten", must.WORDS, 1, _pragma("secure_delete=OFF")),
    "untouched": Planted(
        "the office's acts do not reach the sums", must.FIGURES, 1, _in_place_of(pledges, "touch", _nothing)
    ),
    "contacts-stay": Planted("no contact is erased with its purpose", must.CONTACT, 1, _contacts_stay),
    "miscounted": Planted(
        "one letter more is counted than is written down", must.BALANCE, 1, _counts_one_more
    ),
    "slow-stop": Planted("a stop waits a minute", must.UNEXPECTED, 1, _stops_slowly),
    "no-night": Planted(
        "the night is taken for done", must.ANSWERED, 1, _in_place_of(night, "carry_if_due", _true)
    ),
}
