"""Letter evenings: opened once, their sheets known by codes that take no row until they are received.

A sheet's code is made of a secret of its evening and its number. Functions take a connection and never
commit.
"""

import hmac
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db import pledges as promised
from db.database import insert_for, insert_or_ignore
from db.pledges import CODE_LENGTH, CODE_LETTERS, Pledge
from db.pledges_apart import HELD
from db.tables import changed, evenings, pledges
from db.vault import SealBrokenError, Vault

SECRET_BYTES = 32
MOST_WRITERS = 300


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to write on: for whom, and in which language it begins."""

    prisoner: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    """`word` is in its link and its letters' source; `said` is how many letters its host says were written.

    Without its secret, which only the right key opens, no sheet is recognised.
    """

    word: str
    day: date
    writers: int
    greeting: str
    sheets: tuple[Sheet, ...]
    said: int | None = None
    secret: bytes = field(default=b"", repr=False)

    def code(self, number: int) -> str:
        """The code on the sheet with this number; they begin with 0."""
        digest = hmac.digest(self.secret, f"{self.word} {number}".encode(), "sha256")
        bits = int.from_bytes(digest[:8], "big")
        return "".join(CODE_LETTERS[bits >> 5 * place & 31] for place in range(CODE_LENGTH))

    @property
    def codes(self) -> dict[str, Sheet]:
        """What each of its codes is for."""
        return {self.code(number): sheet for number, sheet in enumerate(self.sheets)} if self.secret else {}

    @property
    def out(self) -> int:
        """How many letters the office expects: as the host says, else one a sheet."""
        return len(self.sheets) if self.said is None else self.said

    def missing(self, back: int) -> int:
        """How many of them have not come yet, when so many are back."""
        return max(self.out - back, 0)


def new_secret() -> bytes:
    """What the codes of one evening are made with."""
    return secrets.token_bytes(SECRET_BYTES)


async def begin(connection: AsyncConnection, vault: Vault, evening: Evening) -> bool:
    """Write it down; False if there is one with this word, which stays as it is."""
    row = {
        "word": evening.word,
        "day": evening.day,
        "writers": evening.writers,
        "greeting": evening.greeting,
        "sheets": " ".join(f"{one.prisoner}:{one.language}" for one in evening.sheets),
        "sealed": _sealed(vault, evening.word, evening.secret),
    }
    return await insert_or_ignore(connection, evenings, [row]) == 1


async def find(connection: AsyncConnection, vault: Vault, word: str) -> Evening | None:
    """The evening with this word."""
    return next(iter(await _read(connection, vault, evenings.c.word == word)), None)


async def every(connection: AsyncConnection, vault: Vault) -> Sequence[Evening]:
    """All of them, the latest first."""
    return await _read(connection, vault)


async def words(connection: AsyncConnection) -> frozenset[str]:
    """What they are called."""
    return frozenset(await connection.scalars(select(evenings.c.word)))


async def say(connection: AsyncConnection, word: str, number: int) -> None:
    """The host says that so many letters were written."""
    await connection.execute(update(evenings).where(evenings.c.word == word).values(said=number))


async def back(connection: AsyncConnection, these: Iterable[Evening]) -> Mapping[str, int]:
    """How many sheets of each have been received."""
    codes = {code: one.word for one in these for code in one.codes}
    found = await promised.some(connection, codes.keys())
    return Counter(codes[code] for code in found)


async def by_code(connection: AsyncConnection, vault: Vault) -> Mapping[str, tuple[Evening, Sheet]]:
    """Every sheet there is, by the code on it."""
    found = await every(connection, vault)
    return {code: (one, sheet) for one in found for code, sheet in one.codes.items()}


async def receive(
    connection: AsyncConnection, code: str, found: tuple[Evening, Sheet], today: date
) -> Pledge:
    """Make the pledge of this sheet, which has come and is received today."""
    evening, sheet = found
    day = min(evening.day, today)
    made = Pledge(
        code=code,
        prisoner=sheet.prisoner,
        greeting=evening.greeting,
        letter_language=sheet.language,
        country=None,
        source=evening.word,
        pledged_on=day,
        mail_by=day,
        received_on=today,
    )
    await _add(connection, made)
    return made


async def take_back(connection: AsyncConnection, vault: Vault, code: str) -> bool | None:
    """The sheet has not come after all, and its pledge goes; False if it was handed over meanwhile.

    None where the code is not one of a sheet.
    """
    if code not in await by_code(connection, vault):
        return None
    kept = (pledges.c.code == code, pledges.c.handed_over_on.is_(None))
    await promised.touch(connection, *kept)
    return (await connection.execute(delete(pledges).where(*kept))).rowcount == 1


async def some_sealed(connection: AsyncConnection, limit: int) -> dict[str, bytes]:
    """A few sealed secrets by their words, to see whether our keys open them."""
    rows = await connection.execute(select(evenings.c.word, evenings.c.sealed).limit(limit))
    return {row.word: row.sealed for row in rows}


async def reseal(connection: AsyncConnection, vault: Vault, limit: int) -> int:
    """Seal so many secrets of evenings anew that an old key has sealed; how many were found and opened."""
    sealed_by = func.substr(evenings.c.sealed, 1, len(vault.current_head))
    old = select(evenings.c.word, evenings.c.sealed).where(sealed_by != vault.current_head)
    rows = (await connection.execute(old.with_for_update())).all()
    opened = {word: secret for word, sealed in rows if (secret := open_secret(vault, word, sealed))}
    for word, secret in list(opened.items())[:limit]:
        fresh = _sealed(vault, word, secret)
        await connection.execute(update(evenings).where(evenings.c.word == word).values(sealed=fresh))
    return min(len(opened), limit)


def open_secret(vault: Vault, word: str, sealed: bytes) -> bytes:
    """The secret of this evening; nothing if no key of ours opens it."""
    try:
        return vault.open(sealed, bound_to=b"evening" + word.encode())
    except SealBrokenError:
        return b""


def is_on(day: date, today: date) -> bool:
    """Whether an evening of this day is on; it may go on after midnight."""
    return day <= today <= day + timedelta(days=1)


def _sealed(vault: Vault, word: str, secret: bytes) -> bytes:
    return vault.seal(secret, bound_to=b"evening" + word.encode())


async def _read(connection: AsyncConnection, vault: Vault, *which: object) -> list[Evening]:
    chosen = select(evenings).where(*which).order_by(evenings.c.day.desc(), evenings.c.word)  # type: ignore[arg-type]
    return [
        Evening(
            word=row.word,
            day=row.day,
            writers=row.writers,
            greeting=row.greeting,
            sheets=tuple(Sheet(*one.split(":")) for one in row.sheets.split()),
            said=row.said,
            secret=open_secret(vault, row.word, row.sealed),
        )
        for row in await connection.execute(chosen)
    ]


async def _add(connection: AsyncConnection, made: Pledge) -> None:
    """As if it had been there uncounted before: figures add what has changed since the last night."""
    row = {name: getattr(made, name) for name in Pledge.__slots__}
    await connection.execute(insert_for(connection, pledges).values(row))
    before = {**row, "received_on": None, "apart": HELD}
    await connection.execute(insert_for(connection, changed).values(before).on_conflict_do_nothing())
