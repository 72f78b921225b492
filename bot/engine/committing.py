"""Decides the events of many people in one transaction: rows read, turns decided, rows written."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.context import AppContext
from bot.chat.event import Event
from bot.chat.screen import Shown
from bot.chat.state import Conversation
from bot.chat.state_storage import conversation_in, row_of, row_of_count, row_of_nobody
from bot.chat.turn import Handler, Turn
from bot.chat.view import View
from db import conversations
from db.conversations import Row
from db.public_figures import Facts

Committed = tuple[Shown, View]


@dataclass(frozen=True, slots=True)
class Job:
    """One person's events, and whoever waits for what becomes of them."""

    events: Sequence[Event]
    handler: Handler
    result: asyncio.Future[Sequence[Committed | Exception]]

    @property
    def person(self) -> int:
        """Whose events they are."""
        return self.events[0].user_id

    def end(self, outcomes: Sequence[Committed | Exception]) -> None:
        """Give each event's answer, once it is committed, or what stopped it."""
        if not self.result.done():
            self.result.set_result(outcomes)


@dataclass(slots=True)
class Group:
    """What a group of jobs has come to, and what is to be done once it is committed."""

    committed: list[list[Committed]]
    facts_changed: bool = False
    erased: bool = False
    reread: AppContext | None = None


async def decided_together(
    connection: AsyncConnection, context: AppContext, facts: Facts, jobs: Sequence[Job], instance: int
) -> Group:
    """Lock these people's rows, decide their turns, write what has changed. It does not commit.

    What is newly owed is sent by this `instance`.
    """
    group, left, today = Group([]), list[Row](), context.today()
    people = tuple({job.person: None for job in jobs})
    stored = await conversations.lock(connection, context.vault, people, today)
    before = {person: conversation_in(person, stored.get(person)) for person in people}
    now = dict(before)
    for job in jobs:
        committed = list[Committed]()
        for event in job.events:
            turn = Turn(event, context, connection, facts, now[job.person])
            screen = await job.handler(turn)
            now[job.person] = turn.conversation = _owned(turn.conversation, instance)
            committed.append((screen, turn.view))
            group.facts_changed |= turn.facts_changed
            group.erased |= turn.erased
            if turn.left:
                left.append(row_of_nobody(turn.left, today))
            if turn.context is not context:
                group.reread = turn.context
        group.committed.append(committed)
    changed = {
        person: None if now[person].is_empty else row_of(now[person])
        for person in people
        if now[person] != before[person]
    }
    await conversations.keep(connection, context.vault, changed)
    await conversations.leave(connection, context.vault, left)
    gone = [now[one] for one, row in changed.items() if row is None and now[one].pledges_of(today)]
    counts = {context.vault.day_keys(one.user_id, today)[0]: row_of_count(one) for one in gone}
    await conversations.write(connection, context.vault, counts)
    return group


def _owned(conversation: Conversation, instance: int) -> Conversation:
    """Make this process the sender of what is newly owed."""
    if conversation.owed and not conversation.owner:
        return conversation.changed(owner=instance)
    return conversation
