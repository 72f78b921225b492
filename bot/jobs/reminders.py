"""What is said by itself: rows that are due, claimed one by one; no timers in memory."""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.chat.context import AppContext
from bot.chat.state import Conversation
from bot.chat.view import View
from bot.engine.engine import Engine
from bot.jobs.clock_check import Clock
from bot.supporter.screens import notice
from bot.telegram.outcome import BlockedError, NotDeliveredError, RefusedError, UnansweredError
from db import contacts, notices
from db.contacts import Contact, open_contact
from db.notices import REMINDERS, Claimed, Due, Key
from db.public_figures import Facts

log = logging.getLogger(__name__)

PASS_SECONDS = 20.0  # between two looks at what is due
SHORTEST_PAUSE_SECONDS = 0.5  # while Telegram does not answer
LONGEST_PAUSE_SECONDS = 5.0
PER_SECOND = 20  # messages, of all replicas together; Telegram allows about 30 with everything else
PAGE = 50
AT_ONCE = 20  # on their way
UNANSWERED = 5  # in a row, until Telegram is taken for away
STOPPING_SECONDS = 5
LEFT_SECONDS = 60.0  # after which whoever took a message and has not said it has died: no call takes so long


async def look_after(engine: Engine, clock: Clock) -> None:
    """Say what is due, until cancelled; then what is claimed is said, if Telegram answers."""
    saying: list[_Saying] = []
    pause = SHORTEST_PAUSE_SECONDS
    taken: dict[Key, float] = {}
    try:
        while True:
            is_complete = False
            taken = await _put_back_left(engine, taken)
            if await clock.is_trusted():
                await _begin(engine, saying)
                is_complete = await _end(engine, saying, pause)
            await asyncio.sleep(PASS_SECONDS if is_complete else pause)
            pause = SHORTEST_PAUSE_SECONDS if is_complete else min(pause * 2, LONGEST_PAUSE_SECONDS)
    finally:
        if saying:
            _, late = await asyncio.wait(saying, timeout=STOPPING_SECONDS)
            for one in late:
                one.cancel()
            await asyncio.gather(*late, return_exceptions=True)


async def say_due(engine: Engine) -> int:
    """Say everything whose time has come; return how many messages were claimed."""
    saying: list[_Saying] = []
    await _begin(engine, saying)
    count = len(saying)
    await _end(engine, saying)
    return count


async def _begin(engine: Engine, saying: "list[_Saying]") -> None:
    """Begin to say everything that is due, as long as Telegram is there; what hangs holds up nobody.

    Each is marked as taken, and that is committed, before it is sent, so that no two replicas say it.
    """
    last, moment, earlier = None, time.monotonic(), len(saying)
    while page := await _page(engine, last):
        last = page[-1]
        ready = [one for one in page if _has_come(engine.context, one)]
        while ready:
            if len(slow := [one for one in saying if not one.done()]) >= AT_ONCE:
                await asyncio.wait(slow, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(moment - time.monotonic())
            if _is_away(saying[earlier:]):
                return
            claimed = await _claim(engine, ready)
            if claimed is None:
                break
            moment = time.monotonic() + engine.database.locks.replicas / PER_SECOND
            ready = [one for one in ready if (one.code, one.kind) != claimed.key]
            saying.append(asyncio.create_task(_say(engine, claimed)))


async def _end(engine: Engine, saying: "list[_Saying]", seconds: float | None = None) -> bool:
    """Wait so long for what is on its way, and keep what is still; tell whether nothing is left to say."""
    done, slow = await asyncio.wait(saying, timeout=seconds) if saying else (set(), set())
    saying[:] = slow
    if any(not one.exception() and one.result().erased for one in done):
        await engine.leave_no_trace()
    return not slow and not any(one.result().is_left for one in done)


@dataclass(frozen=True, slots=True)
class _Outcome:
    erased: bool = False
    is_left: bool = False  # for the next look
    is_away: bool = False  # Telegram did not answer


_Saying = asyncio.Task[_Outcome]


def _is_away(saying: Sequence[_Saying]) -> bool:
    """Tell whether Telegram answered none of the last: the rest waits for the next look."""
    outcomes = [one.result() for one in saying if one.done()]
    return len(outcomes) >= UNANSWERED and all(one.is_away for one in outcomes[-UNANSWERED:])


async def _page(engine: Engine, after: Due | None) -> list[Due]:
    async with engine.database.read() as connection:
        return await notices.due(connection, _seconds(engine.context.now()), after, PAGE)


async def _claim(engine: Engine, ready: list[Due]) -> Claimed | None:
    async with engine.database.write() as connection:
        return await notices.claim(connection, ready)


def _has_come(context: AppContext, due: Due) -> bool:
    """News at once; a reminder at its hour, or later where that hour is over or left out by the clocks."""
    if due.kind not in REMINDERS:
        return True
    contact = open_contact(context.vault, due.code, due.sealed)
    now = context.now().astimezone(context.campaign.zone)
    day = datetime.fromtimestamp(due.due_at, context.campaign.zone).date()
    return contact is None or now.date() > day or now.hour >= contact.hour


async def _say(engine: Engine, claimed: Claimed) -> _Outcome:
    contact = open_contact(engine.context.vault, claimed.code, claimed.sealed)
    if contact is None:
        return await _finish(engine, claimed)
    conversation = await engine.conversation_of(contact.chat_id)
    now = _as_of_now(claimed, conversation)
    if now is None or not _still_true(now):
        return await _finish(engine, claimed)
    claimed, note = now, conversation.note(claimed.code)
    neutral = note.neutral if note and note.neutral is not None else contact.neutral
    message = notice.message(_view(engine.context, contact), claimed, neutral=neutral)
    try:
        await engine.delivery.send(contact.chat_id, message)
    except BlockedError:
        return await _erase(engine, claimed)
    except RefusedError:  # its reason may quote what was refused
        log.error("Telegram refuses a message: %s", claimed.kind)
    except NotDeliveredError as error:  # said twice does no harm, unsaid does
        log.warning("a message did not arrive (%s); it is said later", error.name)
        await _put_back(engine, claimed.key)
        return _Outcome(is_left=True, is_away=isinstance(error, UnansweredError))
    except asyncio.CancelledError:
        await _put_back(engine, claimed.key)
        raise
    return await _finish(engine, claimed)


async def _put_back(engine: Engine, *keys: Key) -> None:
    async with engine.database.write() as connection:
        await notices.put_back(connection, keys)


async def _put_back_left(engine: Engine, since: Mapping[Key, float]) -> dict[Key, float]:
    """Put back what stays taken too long; return since when (of the monotonic clock) each other one is."""
    async with engine.database.read() as connection:
        taken = await notices.taken(connection)
    now = time.monotonic()
    still = {key: since.get(key, now) for key in taken}
    if left := [key for key, moment in still.items() if now - moment > LEFT_SECONDS]:
        log.warning("%d messages were taken by a process that died; they are said now", len(left))
        await _put_back(engine, *left)
    return {key: moment for key, moment in still.items() if key not in left}


def _as_of_now(claimed: Claimed, conversation: Conversation) -> Claimed | None:
    """The message with what its person has said since the last night; None if it is not to be said.

    After /forget nobody's row knows this letter: the night will take the contact back.
    """
    note = conversation.note(claimed.code)
    if note is None:
        return claimed if claimed.code in conversation.codes else None
    if (note.remind is False and claimed.kind in REMINDERS) or "mail_by" in note.changes:
        return None
    news = claimed.news if note.news is None else note.news
    return replace(claimed, pledge=note.over(claimed.pledge), news=news)


def _still_true(claimed: Claimed) -> bool:
    """Whether what is to be said still holds: much may have happened since the row was written."""
    pledge = claimed.pledge
    match claimed.kind:
        case "before" | "after":
            return pledge.state in ("pledged", "expired") and claimed.released_on is None
        case "received":
            return claimed.news and pledge.received_on is not None
        case "moved":
            return claimed.news and pledge.state in ("pledged", "expired") and claimed.released_on is None
        case "handed-over":
            return claimed.news and pledge.handed_over_on is not None
        case "released":
            return claimed.news and claimed.released_on is not None


async def _finish(engine: Engine, claimed: Claimed) -> _Outcome:
    """The row goes, and with the last purpose the contact."""
    last_word = claimed.kind in ("handed-over", "released") and _still_true(claimed)
    async with engine.database.write() as connection:
        await notices.finish(connection, claimed)
        if last_word:
            return _Outcome(await contacts.erase(connection, [claimed.code]) > 0)
        return _Outcome(await contacts.keep_only_needed(connection, engine.context.vault, claimed.code))


async def _erase(engine: Engine, claimed: Claimed) -> _Outcome:
    """Nobody is there any more."""
    async with engine.database.write() as connection:
        return _Outcome(await contacts.erase(connection, [claimed.code]) > 0)


def _view(context: AppContext, contact: Contact) -> View:
    t = context.languages[context.language_of(contact.language, "")]
    return View(Conversation(user_id=contact.chat_id), context, t, Facts({}, {}), context.today())


def _seconds(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())
