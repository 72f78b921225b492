"""The night's second half: contacts and reminders as the notes wish them. Functions never commit."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from db import contacts, notices, pledges, releases
from db.contacts import ANY_HOUR, Contact, Kept
from db.notes import Noted
from db.notices import Kind, reminder_days
from db.pledges import Pledge
from db.vault import Vault

NEWS: tuple[Kind, ...] = ("received", "handed-over", "moved", "released")


@dataclass(frozen=True, slots=True, kw_only=True)
class Almanac:
    """What the night must know of its campaign.

    `night` is the day it belongs to, `midnight` says when a day begins; `now` is in seconds. `moved` are
    people with a new address, since that day.
    """

    today: date
    night: date
    home_country: str
    midnight: Callable[[date], int]
    now: int
    moved: Mapping[str, date] = field(default_factory=dict)


async def carry_wishes(
    connection: AsyncConnection, vault: Vault, noted: Sequence[Noted], almanac: Almanac
) -> Mapping[str, int]:
    """The contact each letter needs from now on, and what is to be said to it; or neither.

    Whose the contacts are that were written: a letter speaks to one chat, the one that asked last.
    """
    codes = {one.note.code for one in noted}
    kept = await contacts.some_kept(connection, codes)
    wished = [one for one in noted if one.note.code in kept or one.note.remind or one.note.news]
    codes = {one.note.code for one in wished}
    made = await pledges.some(connection, codes)
    reminded = await notices.reminded_of(connection, codes)
    gone: set[str] = set()
    rows: dict[str, dict[str, Any]] = {}
    holders: dict[str, int] = {}
    planned: dict[str, dict[Kind, int]] = {}
    silent: set[str] = set()
    missed: defaultdict[Kind, list[str]] = defaultdict(list)
    free = await releases.released(connection)
    for one in wished:
        code, note, pledge = one.note.code, one.note, made.get(one.note.code)
        before = kept.get(code)
        reminds = _reminds(pledge, code in reminded if note.remind is None else note.remind)
        news = _news(pledge, (before is not None and before.news) if note.news is None else note.news)
        contact = _contact(vault, one, before, reminds=reminds)
        if pledge is None or contact is None or not (reminds or news):
            gone.add(code)
            continue
        until = max(day for day in (note.until, before and before.forget_on, almanac.today) if day)
        sealed = contacts.seal_contact(vault, code, contact)
        rows[code] = {"code": code, "sealed": sealed, "news": news, "forget_on": until}
        holders[code] = contact.chat_id
        planned[code] = _plan(pledge, almanac) if reminds else {}
        if not news:
            silent.add(code)
        elif not (before and before.news):  # a wish of today: whatever happened today came before its contact
            for kind in _missed(pledge, almanac.today, is_free=pledge.prisoner in free):
                missed[kind].append(code)
    await contacts.erase(connection, sorted(gone))
    await contacts.write(connection, list(rows.values()))
    await notices.plan(connection, planned)
    await notices.forget(connection, sorted(silent), NEWS)
    for kind, those in missed.items():
        await notices.announce(connection, kind, sorted(those), almanac.now)
    return holders


def _reminds(pledge: Pledge | None, wished: bool) -> bool:
    return wished and pledge is not None and pledge.state in ("pledged", "expired")


def _news(pledge: Pledge | None, wished: bool) -> bool:
    return wished and pledge is not None and pledge.withdrawn_on is None


def _contact(vault: Vault, one: Noted, before: Kept | None, *, reminds: bool) -> Contact | None:
    known = contacts.open_contact(vault, one.note.code, before.sealed) if before else None
    neutral = (known is not None and known.neutral) if one.note.neutral is None else one.note.neutral
    if one.chat_id is not None and one.note.language:
        hour = one.note.hour if reminds else ANY_HOUR
        return Contact(one.chat_id, one.note.language, hour, neutral)
    return known and (known if reminds else replace(known, hour=ANY_HOUR))


def _missed(pledge: Pledge, today: date, *, is_free: bool) -> Iterator[Kind]:
    """News wished before they came; nobody wishes for news of somebody who is known to be free."""
    if pledge.handed_over_on:
        if today - pledge.handed_over_on <= timedelta(days=1):
            yield "handed-over"
        return
    if pledge.received_on and today - pledge.received_on <= timedelta(days=1):
        yield "received"
    if is_free:
        yield "released"


def _plan(pledge: Pledge, almanac: Almanac) -> dict[Kind, int]:
    days = reminder_days(pledge.mail_by, almanac.today - timedelta(days=1))
    return {kind: almanac.midnight(day) for kind, day in days.items()}
