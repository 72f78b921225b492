"""Rows of conversations: locked, opened, sealed again. Functions take a connection and never commit."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import insert_or_ignore, insert_or_replace, lock_names
from db.tables import conversations
from db.vault import SealBrokenError, Vault

BEFORE_ALL = -1  # keys are not negative


@dataclass(frozen=True, slots=True)
class Row:
    """What to keep of one conversation."""

    state: bytes
    forget_on: date


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """What became of one page of rows: how many moved, and the last key of the page; None after the end."""

    moved: int
    last: int | None


async def lock(
    connection: AsyncConnection, vault: Vault, user_ids: Sequence[int], today: date
) -> dict[int, bytes]:
    """Lock these people's rows until the transaction ends; the states of those who have one.

    Who has none may have a row that counts the promises of today, after /forget: then that one's state.
    Rows under an old secret's name are found too; `keep` moves them. Keys are locked in one order,
    so that two groups on two replicas never wait for each other.
    """
    own = {user_id: vault.conversation_keys(user_id) for user_id in user_ids}
    names = {user_id: (*keys, *vault.day_keys(user_id, today)) for user_id, keys in own.items()}
    sealed = await _locked(connection, [key for keys in names.values() for key in keys])
    newcomers = sorted(keys[0] for keys in own.values() if not any(key in sealed for key in keys))
    if newcomers:
        await lock_names(connection, [_bytes(key) for key in newcomers])
        sealed |= await _locked(connection, newcomers)
    states: dict[int, bytes] = {}
    for user_id, keys in names.items():
        for key in keys:
            if sealed.get(key):
                states[user_id] = open_state(vault, key, sealed[key])
                break
    return states


async def look(connection: AsyncConnection, vault: Vault, user_id: int) -> bytes:
    """The state of this person's row, not locked; nothing where there is none."""
    keys = vault.conversation_keys(user_id)
    found = await connection.execute(_ROWS.where(conversations.c.key.in_(keys)))
    return next((open_state(vault, row.key, row.sealed) for row in found), b"")


async def keep(connection: AsyncConnection, vault: Vault, rows: Mapping[int, Row | None]) -> None:
    """Seal and write these conversations; None erases one."""
    changed: dict[int, Row] = {}
    gone = []
    for user_id, row in rows.items():
        key, *old_keys = vault.conversation_keys(user_id)
        gone += old_keys
        if row is None:
            gone.append(key)
        else:
            changed[key] = row
    if gone:
        await connection.execute(delete(conversations).where(conversations.c.key.in_(gone)))
    await write(connection, vault, changed)


async def write(connection: AsyncConnection, vault: Vault, rows: Mapping[int, Row]) -> None:
    """Seal and write rows under these keys."""
    sealed = [
        {"key": key, "sealed": seal_state(vault, key, row.state), "forget_on": row.forget_on}
        for key, row in sorted(rows.items())
    ]
    if sealed:
        await insert_or_replace(connection, conversations, sealed)


async def leave(connection: AsyncConnection, vault: Vault, rows: Sequence[Row]) -> None:
    """Write rows that belong to nobody, each under a random key."""
    await write(connection, vault, {secrets.randbits(63): row for row in rows})


async def some(connection: AsyncConnection, limit: int) -> dict[int, bytes]:
    """A few sealed rows by their keys, to see whether our secrets open them."""
    return {row.key: row.sealed for row in await connection.execute(_ROWS.limit(limit))}


async def number(connection: AsyncConnection) -> int:
    """How many conversations are stored."""
    return await connection.scalar(select(func.count()).select_from(conversations)) or 0


async def page(connection: AsyncConnection, after: int, limit: int) -> dict[int, bytes]:
    """Sealed rows with keys above `after`, in the order of their keys."""
    rows = _ROWS.where(conversations.c.key > after).order_by(conversations.c.key).limit(limit)
    return {row.key: row.sealed for row in await connection.execute(rows)}


async def due(connection: AsyncConnection, today: date, after: int, limit: int) -> dict[int, bytes]:
    """Sealed rows, by key, in which something must be erased by today; those with keys above `after`."""
    rows = _ROWS.where(conversations.c.forget_on <= today, conversations.c.key > after)
    found = await connection.execute(rows.order_by(conversations.c.key).limit(limit))
    return {row.key: row.sealed for row in found}


async def erase(connection: AsyncConnection, keys: Sequence[int], today: date) -> None:
    """Erase those of these rows that are still due."""
    chosen = conversations.c.key.in_(keys) & (conversations.c.forget_on <= today)
    await connection.execute(delete(conversations).where(chosen))


async def rekey(
    connection: AsyncConnection, vault: Vault, owner: Callable[[bytes], int | None], after: int, limit: int
) -> Rekeyed:
    """Give rows with keys above `after` the current secret's name and seal.

    `owner` reads whose state it is: the name is made of the person's id, which only the sealed state knows.
    A row that belongs to nobody keeps its name. What no secret of ours opens stays as it is: retention
    erases it in time.
    """
    page = _ROWS.where(conversations.c.key > after).order_by(conversations.c.key).limit(limit)
    rows = (await connection.execute(page.with_for_update())).all()
    moved = 0
    for key, sealed in rows:
        state = open_state(vault, key, sealed)
        person = owner(state)
        if state and person is None and not vault.is_current(sealed):
            same = update(conversations).where(conversations.c.key == key)
            await connection.execute(same.values(sealed=seal_state(vault, key, state)))
        if person is None or key == (name := vault.conversation_keys(person)[0]):
            continue
        moving = delete(conversations).where(conversations.c.key == key).returning(conversations.c.forget_on)
        row = {"key": name, "sealed": seal_state(vault, name, state)}
        row["forget_on"] = (await connection.execute(moving)).scalar_one()
        # a row under the new name was written later by the running bot
        moved += await insert_or_ignore(connection, conversations, [row])
    return Rekeyed(moved, rows[-1].key if rows else None)


def seal_state(vault: Vault, key: int, state: bytes) -> bytes:
    """The state as it is stored, bound to its row."""
    return vault.seal(state, bound_to=_bound(key))


def open_state(vault: Vault, key: int, sealed: bytes) -> bytes:
    """The state of the row with this key; nothing if its seal is broken: a conversation begins anew."""
    try:
        return vault.open(sealed, bound_to=_bound(key))
    except SealBrokenError:
        return b""


_ROWS = select(conversations.c.key, conversations.c.sealed)
_LOCK = (
    _ROWS.where(conversations.c.key.in_(bindparam("keys", expanding=True)))
    .order_by(conversations.c.key)
    .with_for_update()
)


def _bytes(key: int) -> bytes:
    return key.to_bytes(8, "big")


def _bound(key: int) -> bytes:
    return b"conversation" + _bytes(key)


async def _locked(connection: AsyncConnection, keys: Sequence[int]) -> dict[int, bytes]:
    rows = await connection.execute(_LOCK, {"keys": list(keys)})
    return {row.key: row.sealed for row in rows}
