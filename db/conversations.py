"""Rows of conversations: locked, opened, sealed again. Functions take a connection and never commit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import insert_or_ignore, insert_or_replace, lock_names
from db.tables import conversations
from db.vault import SealBrokenError, Vault


@dataclass(frozen=True, slots=True)
class Row:
    """What to keep of one conversation."""

    state: bytes
    forget_on: date


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """What became of one page of rows: how many moved, and the last key of the page; None after the end."""

    moved: int
    last: bytes | None


async def lock(connection: AsyncConnection, vault: Vault, user_ids: Sequence[int]) -> dict[int, bytes]:
    """Lock these people's rows until the transaction ends; the states of those who have one.

    Rows under an old secret's name are found too; `keep` moves them. Keys are locked in one order,
    so that two groups on two replicas never wait for each other.
    """
    names = {user_id: vault.conversation_keys(user_id) for user_id in user_ids}
    sealed = await _locked(connection, [key for keys in names.values() for key in keys])
    newcomers = sorted(keys[0] for keys in names.values() if not any(key in sealed for key in keys))
    if newcomers:
        await lock_names(connection, newcomers)
        sealed |= await _locked(connection, newcomers)
    states: dict[int, bytes] = {}
    for user_id, keys in names.items():
        for key in keys:
            if sealed.get(key):
                states[user_id] = open_state(vault, key, sealed[key])
                break
    return states


async def keep(connection: AsyncConnection, vault: Vault, rows: Mapping[int, Row | None]) -> None:
    """Seal and write these conversations; None erases one."""
    changed = []
    gone = []
    for user_id, row in rows.items():
        key, *old_keys = vault.conversation_keys(user_id)
        gone += old_keys
        if row is None:
            gone.append(key)
        else:
            changed.append(
                {"key": key, "sealed": seal_state(vault, key, row.state), "forget_on": row.forget_on}
            )
    if gone:
        await connection.execute(delete(conversations).where(conversations.c.key.in_(gone)))
    if changed:
        await insert_or_replace(connection, conversations, changed)


async def some(connection: AsyncConnection, limit: int) -> dict[bytes, bytes]:
    """A few sealed rows by their keys, to see whether our secrets open them."""
    rows = await connection.execute(select(conversations.c.key, conversations.c.sealed).limit(limit))
    return {row.key: row.sealed for row in rows}


async def number(connection: AsyncConnection) -> int:
    """How many conversations are stored."""
    return await connection.scalar(select(func.count()).select_from(conversations)) or 0


async def page(connection: AsyncConnection, after: bytes, limit: int) -> dict[bytes, bytes]:
    """Sealed rows with keys above `after`, in the order of their keys."""
    rows = select(conversations.c.key, conversations.c.sealed).where(conversations.c.key > after)
    found = await connection.execute(rows.order_by(conversations.c.key).limit(limit))
    return {row.key: row.sealed for row in found}


async def due(connection: AsyncConnection, today: date, after: bytes, limit: int) -> dict[bytes, bytes]:
    """Sealed rows, by key, in which something must be erased by today; those with keys above `after`."""
    rows = await connection.execute(
        select(conversations.c.key, conversations.c.sealed)
        .where(conversations.c.forget_on <= today, conversations.c.key > after)
        .order_by(conversations.c.key)
        .limit(limit)
    )
    return {row.key: row.sealed for row in rows}


async def erase(connection: AsyncConnection, keys: Sequence[bytes], today: date) -> None:
    """Erase those of these rows that are still due."""
    chosen = conversations.c.key.in_(keys) & (conversations.c.forget_on <= today)
    await connection.execute(delete(conversations).where(chosen))


async def rekey(
    connection: AsyncConnection, vault: Vault, owner: Callable[[bytes], int | None], after: bytes, limit: int
) -> Rekeyed:
    """Give rows with keys above `after` the current secret's name and seal.

    `owner` reads whose state it is: the name is made of the person's id, which only the sealed state knows.
    What no secret of ours opens stays as it is: retention erases it in time.
    """
    page = select(conversations.c.key, conversations.c.sealed).where(conversations.c.key > after)
    rows = (await connection.execute(page.order_by(conversations.c.key).limit(limit).with_for_update())).all()
    moved = 0
    for key, sealed in rows:
        state = open_state(vault, key, sealed)
        person = owner(state)
        if person is None or key == (name := vault.conversation_keys(person)[0]):
            continue
        moving = delete(conversations).where(conversations.c.key == key).returning(conversations.c.forget_on)
        row = {"key": name, "sealed": seal_state(vault, name, state)}
        row["forget_on"] = (await connection.execute(moving)).scalar_one()
        # a row under the new name was written later by the running bot
        moved += await insert_or_ignore(connection, conversations, [row])
    return Rekeyed(moved, rows[-1].key if rows else None)


def seal_state(vault: Vault, key: bytes, state: bytes) -> bytes:
    """The state as it is stored, bound to its row."""
    return vault.seal(state, bound_to=b"conversation" + key)


def open_state(vault: Vault, key: bytes, sealed: bytes) -> bytes:
    """The state of the row with this key; nothing if its seal is broken: a conversation begins anew."""
    try:
        return vault.open(sealed, bound_to=b"conversation" + key)
    except SealBrokenError:
        return b""


_LOCK = (
    select(conversations.c.key, conversations.c.sealed)
    .where(conversations.c.key.in_(bindparam("keys", expanding=True)))
    .order_by(conversations.c.key)
    .with_for_update()
)


async def _locked(connection: AsyncConnection, keys: Sequence[bytes]) -> dict[bytes, bytes]:
    rows = await connection.execute(_LOCK, {"keys": list(keys)})
    return {row.key: row.sealed for row in rows}
