"""The night mail, once a day: what sealed rows have noted goes into the tables, and no order stays behind."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.chat.context import AppContext
from bot.chat.notes_since_night import carried
from bot.chat.state import NOBODY, Conversation
from bot.chat.state_storage import every_conversation, read_state, row_of, row_of_count
from bot.desk import striking
from bot.engine.engine import Engine
from bot.error_logs import report
from bot.jobs import alarm
from db import night as mail
from db.conversations import Row
from db.database import is_database_away
from db.night import Carried, Prepared
from db.night_wishes import Almanac
from db.notes import Note, Noted
from db.renewing import PAUSE_SECONDS, renew

log = logging.getLogger(__name__)

HOUR = 3  # of the campaign's day
LOOK_SECONDS = 20.0
SOON_SECONDS = 30.0  # when it did not come to its end
ONE_REPLICA = 0x6E696768  # which block only one replica enters, see db/locks.py


async def _always() -> bool:
    return True


async def keep(engine: Engine, is_right: Callable[[], Awaitable[bool]] = _always) -> None:
    """Carry the mail at its hour, and at the start whatever was missed; until cancelled.

    `is_right` says whether this process's clock may be trusted: a night on a wrong day lets promises expire.
    """
    while True:
        try:
            done = await is_right() and await carry_if_due(engine)
        except Exception as error:
            if not is_database_away(error):
                report(error)
            done = False
        await asyncio.sleep(LOOK_SECONDS if done else SOON_SECONDS)


async def carry_if_due(engine: Engine) -> bool:
    """Carry the mail of this night, unless it was carried; False if something is left to do."""
    async with engine.database.read() as connection:
        last = await mail.last(connection)
    if last == (night_of(engine.context), True):
        return True
    return await carry(engine)


async def carry(engine: Engine) -> bool:
    """One night: the tables in short transactions, then every sealed row anew, then the traces of order.

    Killed anywhere, it begins again and does nothing twice. False if something is left to do.
    """
    async with engine.database.locks.only_one(ONE_REPLICA) as nobody_else:
        if not nobody_else:
            return True
        context = engine.context
        noted = [
            Noted(chat_id=one.user_id or None, note=note, begun_today=_begun_today(one, note))
            async for one in every_conversation(engine.database, engine.context.vault)
            for note in one.notes
        ]
        async with engine.database.read() as reading:
            prepared = await mail.prepare(reading, noted, almanac := _almanac(context))
        done = await _write(engine, prepared, almanac)
        engine.forget_facts()
        change = _carried(_by_code(noted), done, context.today())
        is_clean = await renew(engine.database, context.vault, change) and await engine.database.lose_order()
        if is_clean:
            async with engine.database.write() as connection:
                await mail.mark(connection, night_of(context), finished=True)
    log.info("the night mail: %d promises carried, %d expired", prepared.new, done.expired)
    for message in striking.out_of_line(context, prepared.doubts):
        await alarm.tell(engine, message)
    return is_clean


async def _write(engine: Engine, prepared: Prepared, almanac: Almanac) -> Carried:
    """The tables, one slice after the other."""
    holders: dict[str, int] = {}
    for some in prepared.slices:
        await engine.database.move_log()
        async with engine.database.write() as connection:
            holders |= await mail.carry(connection, engine.context.vault, some, prepared, almanac)
        await asyncio.sleep(PAUSE_SECONDS)
    async with engine.database.write() as connection:
        return await mail.finish(connection, holders, almanac)


def _begun_today(one: Conversation, note: Note) -> bool:
    day = note.pledge.pledged_on if note.pledge else None
    return one.user_id == NOBODY or one.begun_on == day


def night_of(context: AppContext) -> date:
    """The day of the newest night that has begun."""
    return night_at(context.now(), context.campaign.zone)


def night_at(moment: datetime, zone: tzinfo) -> date:
    """The same for any moment."""
    now = moment.astimezone(zone)
    return now.date() if now.hour >= HOUR else now.date() - timedelta(days=1)


def midnight(context: AppContext, day: date) -> int:
    """When this day begins where the organizers are, in seconds since 1970."""
    return int(datetime.combine(day, time.min, tzinfo=context.campaign.zone).timestamp())


def _almanac(context: AppContext) -> Almanac:
    return Almanac(
        today=context.today(),
        night=night_of(context),
        home_country=context.campaign.home_country,
        midnight=lambda day: midnight(context, day),
        now=int(context.now().astimezone(UTC).timestamp()),
        moved=context.campaign.moved,
    )


def _by_code(noted: Sequence[Noted]) -> Mapping[str, Sequence[Note]]:
    found: dict[str, list[Note]] = {}
    for one in noted:
        found.setdefault(one.note.code, []).append(one.note)
    return found


def _carried(
    noted: Mapping[str, Sequence[Note]], done: Carried, today: date
) -> Callable[[bytes], Row | None]:
    """What a row becomes; a note that has changed meanwhile stays for the next night."""

    def change(state: bytes) -> Row | None:
        conversation = read_state(state)
        if conversation is None:
            return Row(state, today)
        notes = tuple(note for note in conversation.notes if note in noted.get(note.code, ()))
        kept = carried(conversation, notes, done, today)
        if kept.user_id != NOBODY:
            is_over = replace(kept, active_on=date.min, begun_on=date.min).is_empty and not kept.pledges_of(
                today
            )
            return None if is_over else row_of(kept)
        if kept.notes:
            return row_of(kept)
        return row_of_count(kept) if kept.pledges_of(today) else None

    return change
