"""What the owner of a pledge may wish: to be reminded, to be told, one more week."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.chat.context import AppContext
from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.supporter.screens import pledge
from bot.supporter.screens.pledge import NONE, Subscriptions
from db import contacts, notices, pledges
from db.contacts import Contact
from db.notices import REMINDERS, reminder_days
from db.pledges import Pledge

SLACK_DAYS = 7  # how long a reminder may be late, when nothing runs on its day


async def of(turn: Turn, code: str) -> Subscriptions:
    """What the owner of this pledge wishes so far."""
    if (kept := await contacts.kept(turn.connection, code)) is None:
        return NONE
    news, until = kept
    return Subscriptions(await notices.reminded(turn.connection, code), news, until)


async def ask_reminded(turn: Turn, found: Pledge) -> Screen | None:
    """[Remind me]: what would be stored, and until when."""
    days = reminder_days(found.mail_by, turn.today)
    if not pledge.may_be_reminded(turn.view, found):
        return None
    return pledge.asking(turn.view, found.code, "reminded", _until(found), tuple(days.values()))


async def reminded(turn: Turn, found: Pledge) -> None:
    """One reminder some days before the date, one after; twice pressed is once."""
    if pledge.may_be_reminded(turn.view, found):
        await _remember(turn, found, news=False, until=_until(found))
        await _plan(turn, found.code, found.mail_by)


async def not_reminded(turn: Turn, found: Pledge) -> None:
    """No reminder; without another wish the contact is erased."""
    await notices.forget(turn.connection, [found.code], REMINDERS)
    await _keep_only_needed(turn, found.code)


async def ask_told(turn: Turn, found: Pledge) -> Screen | None:
    """[Send me news of it]: what would be stored, and until when."""
    if not pledge.may_be_told(turn.view, found):
        return None
    return pledge.asking(turn.view, found.code, "told", contacts.last_day(turn.today))


async def told(turn: Turn, found: Pledge) -> None:
    """One message when it is received, one when handed over, one if the recipient is released."""
    kept = await contacts.kept(turn.connection, found.code)
    if pledge.may_be_told(turn.view, found) and not (kept and kept[0]):  # twice must not be longer
        await _remember(turn, found, news=True, until=contacts.last_day(turn.today))


async def not_told(turn: Turn, found: Pledge) -> None:
    """No news; without another wish the contact is erased."""
    await contacts.no_news(turn.connection, found.code)
    await notices.forget(turn.connection, [found.code], ("received", "handed-over", "released"))
    await _keep_only_needed(turn, found.code)


async def later(turn: Turn, found: Pledge, day: date) -> None:
    """[One more week]: post it by this day; reminders that are still to come move along."""
    newest = max(found.mail_by, turn.today) + timedelta(days=pledge.WEEK_DAYS)
    if found.state not in ("pledged", "expired") or not max(turn.today, found.mail_by) < day <= newest:
        return
    await pledges.change(turn.connection, found.code, mail_by=day, expired_on=None)
    turn.facts_changed = True
    if await notices.reminded(turn.connection, found.code):
        moved = replace(found, mail_by=day)
        await _remember(turn, moved, news=False, until=_until(moved))
        await _plan(turn, found.code, day)


async def posted(turn: Turn, code: str) -> None:
    """Nothing to remind of any more; who wished news stays."""
    await notices.forget(turn.connection, [code], REMINDERS)
    await _keep_only_needed(turn, code)


async def withdrawn(turn: Turn, code: str) -> None:
    """No reminder and no news: the contact goes."""
    turn.erased |= await contacts.erase(turn.connection, [code]) > 0


async def forget_person(turn: Turn) -> None:
    """Every contact of the sender; there is no index by person, so each is opened."""
    gone = await contacts.erase_person(turn.connection, turn.context.vault, turn.event.user_id)
    turn.erased |= gone > 0


def midnight(context: AppContext, day: date) -> int:
    """When this day begins where the organizers are, in seconds since 1970."""
    return int(datetime.combine(day, time.min, tzinfo=context.campaign.zone).timestamp())


async def _remember(turn: Turn, found: Pledge, *, news: bool, until: date) -> None:
    reminds = not news or await notices.reminded(turn.connection, found.code)
    hour = _hour(turn, found.code) if reminds else contacts.ANY_HOUR
    contact = Contact(turn.event.user_id, turn.t.language, hour)
    vault = turn.context.vault
    await contacts.remember(turn.connection, vault, found.code, contact, news=news, until=until)


async def _plan(turn: Turn, code: str, mail_by: date) -> None:
    days = reminder_days(mail_by, turn.today)
    times = {kind: midnight(turn.context, day) for kind, day in days.items()}
    await notices.remind(turn.connection, code, times)


async def _keep_only_needed(turn: Turn, code: str) -> None:
    turn.erased |= await contacts.keep_only_needed(turn.connection, turn.context.vault, code)


def _until(found: Pledge) -> date:
    return max(reminder_days(found.mail_by).values()) + timedelta(days=SLACK_DAYS)


def _hour(turn: Turn, code: str) -> int:
    """The hour at which the promise was made, while it is known; else the present one."""
    now = turn.context.now().astimezone(turn.context.campaign.zone)
    hours = (one.hour for one in turn.conversation.letters if one.code == code and one.hour is not None)
    return next(hours, now.hour)
