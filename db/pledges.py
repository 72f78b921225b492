"""Pledges: carried in by the night, found by their code, marked with dates. Functions never commit."""

import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import insert_for, insert_or_ignore
from db.tables import changed, pledges, prisoners

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
CODE_LENGTH = 8
ROWS_AT_ONCE = 500  # a statement takes some thirty thousand values and no more

# Which letters; many are named by a query.
Codes = Collection[str] | Select[Any]

State = Literal["pledged", "mailed", "received", "handed-over", "answered", "withdrawn", "expired"]


@dataclass(frozen=True, slots=True)
class Pledge:
    """A promise to post one letter; names nobody. Dates are days of the campaign's time zone."""

    code: str
    prisoner: str
    greeting: str
    letter_language: str
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
    apart: int | None = None
    answered_on: date | None = None  # of a letter posted straight to a prison, as its writer says

    @property
    def counts(self) -> bool:
        """Whether figures know it: not if it was struck out or is held, until its letter has come."""
        return (
            self.apart is None
            or self.apart < 0
            or self.received_on is not None
            or self.handed_over_on is not None
        )

    @property
    def state(self) -> State:
        """The furthest fact known of this letter; what the office counted outweighs what was said."""
        if self.handed_over_on:
            return "handed-over"
        if self.received_on:
            return "received"
        if self.answered_on:
            return "answered"
        if self.withdrawn_on:
            return "withdrawn"
        if self.mailed_on:
            return "mailed"
        return "expired" if self.expired_on else "pledged"


async def written_to(connection: AsyncConnection) -> dict[str, int]:
    """Count the letters that belong to each person, whatever became of them."""
    rows = await connection.execute(
        select(pledges.c.prisoner, func.count().label("number")).group_by(pledges.c.prisoner)
    )
    return {row.prisoner: row.number for row in rows}


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


async def add(connection: AsyncConnection, new: Sequence[Pledge]) -> None:
    """Record these pledges; one whose code is there already changes nothing."""
    for start in range(0, len(new), ROWS_AT_ONCE):
        some_of_them = new[start : start + ROWS_AT_ONCE]
        rows = [{name: getattr(one, name) for name in Pledge.__slots__} for one in some_of_them]
        await insert_or_ignore(connection, pledges, rows)


async def find(connection: AsyncConnection, code: str) -> Pledge | None:
    """The pledge with this code, as the last night and the office have left it; nothing is locked."""
    return (await some(connection, [code])).get(code)


async def some(connection: AsyncConnection, codes: Collection[str]) -> dict[str, Pledge]:
    """The pledges with these codes that there are, by their codes."""
    wanted, found = sorted(codes), {}
    for start in range(0, len(wanted), ROWS_AT_ONCE):
        chosen = select(pledges).where(pledges.c.code.in_(wanted[start : start + ROWS_AT_ONCE]))
        for row in await connection.execute(chosen):
            found[row.code] = Pledge(**row._mapping)
    return found


async def to_post(connection: AsyncConnection) -> frozenset[str]:
    """The pledges of which nobody has said or found that they are posted or over."""
    facts = ("mailed_on", "received_on", "handed_over_on", "withdrawn_on", "expired_on")
    free = select(prisoners.c.id).where(prisoners.c.released_on.is_not(None))
    open_ones = [pledges.c[name].is_(None) for name in facts]
    found = select(pledges.c.code).where(*open_ones, pledges.c.prisoner.not_in(free))
    return frozenset(await connection.scalars(found))


async def touch(connection: AsyncConnection, *which: ColumnElement[bool]) -> None:
    """Keep these pledges as they are before they change, once between two nights: figures need it."""
    before = select(pledges).where(*which)
    statement = insert_for(connection, changed).from_select([one.name for one in pledges.c], before)
    await connection.execute(statement.on_conflict_do_nothing())


async def change(connection: AsyncConnection, code: str, **values: date | str | None) -> None:
    """Set or clear facts of one pledge."""
    await touch(connection, pledges.c.code == code)
    await connection.execute(update(pledges).where(pledges.c.code == code).values(values))


async def change_all(
    connection: AsyncConnection, changed_ones: Sequence[Pledge], names: Sequence[str]
) -> None:
    """Set these facts of these pledges as they are in the values given."""
    for start in range(0, len(changed_ones), ROWS_AT_ONCE):
        some_of_them = changed_ones[start : start + ROWS_AT_ONCE]
        await touch(connection, pledges.c.code.in_([one.code for one in some_of_them]))
        rows = [
            {"of_code": one.code, **{f"new_{name}": getattr(one, name) for name in names}}
            for one in some_of_them
        ]
        statement = update(pledges).where(pledges.c.code == bindparam("of_code"))
        await connection.execute(statement.values({name: bindparam(f"new_{name}") for name in names}), rows)


async def expire(connection: AsyncConnection, last_mail_by: date, today: date) -> int:
    """Promises that were due by this day and of which nothing was heard expire today; how many."""
    names = ("mailed_on", "received_on", "handed_over_on", "withdrawn_on", "expired_on")
    silent = [pledges.c.mail_by <= last_mail_by, *(pledges.c[name].is_(None) for name in names)]
    await touch(connection, *silent)
    return (await connection.execute(update(pledges).where(*silent).values(expired_on=today))).rowcount


_LOOK_ALIKES = str.maketrans("OILАВСЕНКМОРТХІ", "011ABCEHKM0PTX1")
