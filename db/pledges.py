"""Pledges: promised, found by their code, marked with dates. Functions never commit."""

import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import insert_or_ignore
from db.figures import counted
from db.tables import pledges, prisoners

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
CODE_LENGTH = 8

# Which letters; many are named by a query, because a statement takes some thirty thousand values and no more.
Codes = Collection[str] | Select[Any]

State = Literal["pledged", "mailed", "received", "handed-over", "withdrawn", "expired"]


@dataclass(frozen=True, slots=True)
class Pledge:
    """A promise to post one letter; names nobody. Dates are days of the campaign's time zone."""

    code: str
    prisoner: str
    greeting: str
    letter_language: str
    interface_language: str
    country: str | None
    source: str | None
    pledged_on: date
    mail_by: date
    mailed_on: date | None = None
    received_on: date | None = None
    handed_over_on: date | None = None
    withdrawn_on: date | None = None
    expired_on: date | None = None
    handover: int | None = None

    @property
    def state(self) -> State:
        """The furthest fact known of this letter; what the office counted outweighs what was said."""
        if self.handed_over_on:
            return "handed-over"
        if self.received_on:
            return "received"
        if self.withdrawn_on:
            return "withdrawn"
        if self.mailed_on:
            return "mailed"
        return "expired" if self.expired_on else "pledged"


@dataclass(frozen=True, slots=True)
class Facts:
    """What screens show of the whole campaign: letters promised per prisoner, and who was released."""

    promised: Mapping[str, int]
    released: Mapping[str, date]


def new_code() -> str:
    """A random code; 40 bits."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def shown(code: str) -> str:
    """The code as people read it: K7QF-2M9X."""
    return f"{code[:4]}-{code[4:]}"


def read_code(text: str) -> str | None:
    """The code somebody typed: any case, dashes, spaces and look-alike letters forgiven."""
    code = re.sub(r"[\s\-–—_.]", "", text).upper().translate(_LOOK_ALIKES)
    return code if len(code) == CODE_LENGTH and all(letter in CODE_LETTERS for letter in code) else None


async def promise(connection: AsyncConnection, pledge: Pledge) -> bool:
    """Record the pledge once; False if its code is already there."""
    return await insert_or_ignore(connection, pledges, [asdict(pledge)]) == 1


async def find(connection: AsyncConnection, code: str) -> Pledge | None:
    """The pledge with this code, locked until the transaction ends."""
    rows = await connection.execute(select(pledges).where(pledges.c.code == code).with_for_update())
    row = rows.one_or_none()
    return Pledge(**row._mapping) if row else None


async def change(connection: AsyncConnection, code: str, **dates: date | None) -> None:
    """Set or clear dates of one pledge."""
    await connection.execute(update(pledges).where(pledges.c.code == code).values(dates))


async def set_country(connection: AsyncConnection, codes: Sequence[str], country: str | None) -> None:
    """Say from which country these letters come."""
    await connection.execute(update(pledges).where(pledges.c.code.in_(codes)).values(country=country))


async def expire(connection: AsyncConnection, last_mail_by: date, today: date) -> int:
    """Promises that were due by this day and of which nothing was heard expire today; how many."""
    silent = [
        pledges.c[name].is_(None)
        for name in ("mailed_on", "received_on", "handed_over_on", "withdrawn_on", "expired_on")
    ]
    expiring = update(pledges).where(pledges.c.mail_by <= last_mail_by, *silent).values(expired_on=today)
    return (await connection.execute(expiring)).rowcount


async def facts(connection: AsyncConnection) -> Facts:
    """Letters promised per prisoner (not the withdrawn and expired ones), and the released."""
    rows = counted("recipient")
    counts = await connection.execute(
        select(rows.c.value, func.sum(rows.c.letters))
        .where(rows.c.state.not_in(("withdrawn", "expired")))
        .group_by(rows.c.value)
    )
    released = await connection.execute(
        select(prisoners.c.id, prisoners.c.released_on).where(prisoners.c.released_on.is_not(None))
    )
    return Facts(dict(counts.all()), dict(released.all()))


_LOOK_ALIKES = str.maketrans("OILАВСЕНКМОРТХІ", "011ABCEHKM0PTX1")
