"""Contacts: sealed, tied to nothing but their pledge, erased with their purpose. Functions never commit."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import insert_or_replace
from db.notices import reminded
from db.pledges import ROWS_AT_ONCE, Codes
from db.tables import contacts, notices, pledges
from db.vault import SealBrokenError, Vault

ANY_HOUR = 0  # news come when they come
KEPT_DAYS = 180  # the longest any contact lives


@dataclass(frozen=True, slots=True)
class Kept:
    """A contact as it is stored, and until when."""

    sealed: bytes
    news: bool
    forget_on: date


@dataclass(frozen=True, slots=True)
class Contact:
    """Where to speak, in which language, and at which hour of the day; `neutral`: name nobody."""

    chat_id: int
    language: str
    hour: int
    neutral: bool = False


async def kept(connection: AsyncConnection, code: str) -> tuple[bool, date] | None:
    """Whether news are wished, and until when the contact is kept; None where there is none."""
    found = select(contacts.c.news, contacts.c.forget_on).where(contacts.c.code == code)
    row = (await connection.execute(found)).one_or_none()
    return (row.news, row.forget_on) if row else None


async def some_kept(connection: AsyncConnection, codes: Collection[str]) -> dict[str, Kept]:
    """The contacts of these pledges that there are, by their codes."""
    wanted, found = sorted(codes), {}
    for start in range(0, len(wanted), ROWS_AT_ONCE):
        chosen = select(contacts).where(contacts.c.code.in_(wanted[start : start + ROWS_AT_ONCE]))
        for row in await connection.execute(chosen):
            found[row.code] = Kept(row.sealed, row.news, row.forget_on)
    return found


async def write(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep these contacts, sealed already."""
    if rows:
        await insert_or_replace(connection, contacts, rows)


async def all_codes(connection: AsyncConnection) -> frozenset[str]:
    """The pledges that have a contact."""
    return frozenset(await connection.scalars(select(contacts.c.code)))


async def stored(connection: AsyncConnection, vault: Vault, code: str) -> Contact | None:
    """The contact of this pledge, opened; None where there is none that opens."""
    sealed = await connection.scalar(select(contacts.c.sealed).where(contacts.c.code == code))
    return open_contact(vault, code, sealed) if sealed else None


async def erase(connection: AsyncConnection, codes: Codes) -> int:
    """Erase these contacts and whatever was still to be said to them; how many there were."""
    await connection.execute(delete(notices).where(notices.c.code.in_(codes)))
    return (await connection.execute(delete(contacts).where(contacts.c.code.in_(codes)))).rowcount


async def erase_purposeless(connection: AsyncConnection, code: str | None = None) -> int:
    """Erase contacts (this one, or all) to which nothing will ever be said; how many there were."""
    told = exists().where(pledges.c.code == contacts.c.code, _over())
    waiting = exists().where(notices.c.code == contacts.c.code)
    nothing_left = [not_(waiting), or_(not_(contacts.c.news), told)]
    if code is not None:
        nothing_left.append(contacts.c.code == code)
    return (await connection.execute(delete(contacts).where(*nothing_left))).rowcount


async def keep_only_needed(connection: AsyncConnection, vault: Vault, code: str) -> bool:
    """Erase what is needed no more: the contact, or its hour when no reminder is to come. True if any was."""
    if await erase_purposeless(connection, code):
        return True
    if await reminded(connection, code):
        return False
    contact = await stored(connection, vault, code)
    if contact is None or contact.hour == ANY_HOUR:
        return False
    await _seal_anew(connection, vault, code, replace(contact, hour=ANY_HOUR))
    return True


async def erase_old(connection: AsyncConnection, today: date) -> int:
    """Erase contacts whose last day is over; how many there were."""
    return await erase(connection, select(contacts.c.code).where(contacts.c.forget_on <= today))


async def some(connection: AsyncConnection, limit: int, after: str = "") -> dict[str, bytes]:
    """Sealed contacts by their codes, in order: the first ones after this code."""
    page = select(contacts.c.code, contacts.c.sealed).where(contacts.c.code > after).order_by(contacts.c.code)
    return {row.code: row.sealed for row in await connection.execute(page.limit(limit))}


async def reseal(connection: AsyncConnection, vault: Vault, limit: int) -> int:
    """Seal up to `limit` contacts of older secrets under the current one; 0 when none is left.

    A contact whose secret is lost can reach nobody any more and is erased.
    """
    sealed_by = func.substr(contacts.c.sealed, 1, len(vault.current_head))
    old = select(contacts.c.code, contacts.c.sealed).where(sealed_by != vault.current_head).limit(limit)
    rows = (await connection.execute(old.with_for_update())).all()
    for code, sealed in rows:
        if contact := open_contact(vault, code, sealed):
            await _seal_anew(connection, vault, code, contact)
        else:
            await erase(connection, [code])
    return len(rows)


def last_day(today: date) -> date:
    """The day on which a contact of today is erased at the latest."""
    return today + timedelta(days=KEPT_DAYS)


def seal_contact(vault: Vault, code: str, contact: Contact) -> bytes:
    """The contact as it is stored, bound to its pledge."""
    return vault.seal(json.dumps(asdict(contact)).encode(), bound_to=b"contact" + code.encode())


def open_contact(vault: Vault, code: str, sealed: bytes) -> Contact | None:
    """The contact of this pledge; None if its seal is broken."""
    try:
        return Contact(**json.loads(vault.open(sealed, bound_to=b"contact" + code.encode())))
    except (SealBrokenError, ValueError, TypeError):
        return None


async def _seal_anew(connection: AsyncConnection, vault: Vault, code: str, contact: Contact) -> None:
    fresh = seal_contact(vault, code, contact)
    await connection.execute(update(contacts).where(contacts.c.code == code).values(sealed=fresh))


def _over() -> ColumnElement[bool]:
    return or_(pledges.c.handed_over_on.is_not(None), pledges.c.withdrawn_on.is_not(None))
