"""What the owner of a pledge may wish: to be reminded, to be told, one more week."""

from datetime import date, timedelta

from bot.chat import cards
from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.supporter import own_letters
from bot.supporter.screens import pledge_card
from bot.supporter.screens.pledge_card import NONE, Subscriptions
from db import contacts, notices
from db.notices import reminder_days
from db.pledges import Pledge

SLACK_DAYS = 7  # how long a reminder may be late, when nothing runs on its day


async def of(turn: Turn, code: str) -> Subscriptions:
    """What the owner of this pledge wishes so far: noted since the last night, or kept by an earlier one."""
    note, kept, is_reminded = turn.conversation.note(code), None, False
    if code in turn.conversation.codes:
        kept = await contacts.kept(turn.connection, code)
        is_reminded = await notices.reminded(turn.connection, code)
    if note is None:
        return Subscriptions(is_reminded, *kept) if kept else NONE
    days = [day for day in (note.until, kept[1] if kept else None) if day]
    return Subscriptions(
        is_reminded if note.remind is None else note.remind,
        (kept is not None and kept[0]) if note.news is None else note.news,
        max(days, default=None),
    )


async def ask_reminded(turn: Turn, found: Pledge) -> Screen | None:
    """[Remind me]: what would be stored, and until when."""
    days = reminder_days(found.mail_by, turn.today)
    if not pledge_card.may_be_reminded(turn.view, found):
        return None
    return pledge_card.asking(turn.view, found, "reminded", _until(found), tuple(days.values()))


async def reminded(turn: Turn, found: Pledge) -> None:
    """One reminder some days before the date, one after; twice pressed is once."""
    if pledge_card.may_be_reminded(turn.view, found):
        await _remember(turn, found, remind=True, until=_until(found))


async def not_reminded(turn: Turn, found: Pledge) -> None:
    """No reminder, of those this person has asked for; without another wish the contact is erased."""
    if (await of(turn, found.code)).reminded:
        own_letters.wish(turn, found.code, remind=False)


async def ask_told(turn: Turn, found: Pledge) -> Screen | None:
    """[Send me news of it]: what would be stored, and until when."""
    if not pledge_card.may_be_told(turn.view, found):
        return None
    return pledge_card.asking(turn.view, found, "told", contacts.last_day(turn.today))


async def told(turn: Turn, found: Pledge, *, neutral: bool = False) -> None:
    """One message when it is received, one when handed over, one if the recipient is released."""
    is_told = (await of(turn, found.code)).told
    if pledge_card.may_be_told(turn.view, found) and not is_told:  # twice must not be longer
        await _remember(turn, found, news=True, neutral=neutral, until=contacts.last_day(turn.today))


async def not_told(turn: Turn, found: Pledge) -> None:
    """No news; without another wish the contact is erased."""
    if (await of(turn, found.code)).told:
        own_letters.wish(turn, found.code, news=False)


async def later(turn: Turn, found: Pledge, day: date) -> None:
    """[One more week]: post it by this day; reminders that are still to come move along."""
    newest = max(found.mail_by, turn.today) + timedelta(days=pledge_card.WEEK_DAYS)
    if found.state not in pledge_card.TO_POST or not max(turn.today, found.mail_by) < day <= newest:
        return
    is_reminded = (await of(turn, found.code)).reminded
    own_letters.change(turn, found.code, mail_by=day, expired_on=None)
    moved = await own_letters.find(turn, found.code)
    if is_reminded and moved:
        await _remember(turn, moved, remind=True, until=_until(moved))


async def set_aside(turn: Turn, code: str) -> None:
    """Keep with its card what its owner wishes of it: once it is posted or withdrawn, the night ends that."""
    wished, note = await of(turn, code), turn.conversation.note(code)
    neutral = note.neutral if note else None
    if neutral is None and wished.told:
        contact = await contacts.stored(turn.connection, turn.context.vault, code)
        neutral = contact is not None and contact.neutral
    turn.conversation = cards.changed(
        turn.conversation,
        code,
        said_on=turn.today,
        reminded=wished.reminded,
        told=wished.told,
        neutral=bool(neutral),
        until=wished.until,
    )


async def bring_back(turn: Turn, code: str) -> None:
    """[Undo]: what was wished before is wished again, where a night has ended it meanwhile."""
    card, found = cards.card_of(turn.conversation, code), await own_letters.find(turn, code)
    if card is None or found is None:
        return
    message = turn.event.message_id if turn.event.can_edit and turn.event.message_id else card.message
    turn.conversation = cards.changed(turn.conversation, code, said_on=None, message=message)
    now = await of(turn, code)
    if card.reminded and not now.reminded and pledge_card.may_be_reminded(turn.view, found):
        await _remember(turn, found, remind=True, until=_until(found))
    if card.told and not now.told and pledge_card.may_be_told(turn.view, found):
        until = card.until or contacts.last_day(turn.today)
        await _remember(turn, found, news=True, neutral=card.neutral, until=until)


async def _remember(turn: Turn, found: Pledge, *, until: date, **wishes: bool) -> None:
    """Note the wish, and what the night must put into the contact for it."""
    before = await of(turn, found.code)
    hour = _hour(turn, found.code) if wishes.get("remind") or before.reminded else contacts.ANY_HOUR
    longest = max(until, before.until) if before.until and (before.reminded or before.told) else until
    own_letters.wish(turn, found.code, hour=hour, language=turn.t.language, until=longest, **wishes)


def _until(found: Pledge) -> date:
    return max(reminder_days(found.mail_by).values()) + timedelta(days=SLACK_DAYS)


def _hour(turn: Turn, code: str) -> int:
    """The hour at which the promise was made, while it is known; else the present one."""
    now = turn.context.now().astimezone(turn.context.campaign.zone)
    letters = turn.conversation.writing.letters
    return next((one.hour for one in letters if one.code == code and one.hour is not None), now.hour)
