"""What everybody may see: figures of the last night, in steps, so that nobody reads off a single promise."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, cast

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import conversations
from db.database import insert_or_replace
from db.figure_sums import Moment, by_state
from db.statistics import Letters, origins
from db.tables import nights, prisoners, published

STEP = 5  # a smaller change waits
NAMED_NIGHTS = 5  # so long a country has had so many letters before it is named
TOTAL = ""
MOST_AWAITED = 2 * STEP  # so many promised letters steer whom others write to, and no more


S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Facts:
    """What screens show of the whole campaign, as of the last night; and who was released.

    `countries` are those that may be named; `abroad` are letters received from other countries, by person.
    """

    promised: Mapping[str, int]
    released: Mapping[str, date]
    received: Mapping[str, int] = field(default_factory=dict)
    countries: Mapping[str, int] = field(default_factory=dict)
    abroad: Mapping[str, int] = field(default_factory=dict)
    as_of: date | None = None
    answered: Mapping[str, int] = field(default_factory=dict)
    _kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, name: str, people: S, find: Callable[[S], S]) -> S:
        """What this finds of these people; found once until there are other people or other facts."""
        if name not in self._kept or self._kept[name][0] is not people:
            self._kept[name] = people, find(people)
        return cast(S, self._kept[name][1])

    def letters(self, prisoner: str) -> int:
        """How many letters this person has had; of those only promised a few count: anybody can promise."""
        received = self.received.get(prisoner, 0)
        return received + min(max(self.promised.get(prisoner, 0) - received, 0), MOST_AWAITED)

    @property
    def total(self) -> tuple[int, int]:
        """All letters promised and received."""
        return self.promised.get(TOTAL, 0), self.received.get(TOTAL, 0)


async def facts(connection: AsyncConnection) -> Facts:
    """What may be shown now."""
    found: dict[str, dict[str, int]] = {kind: {} for kind in _KINDS}
    rows = select(published).where(published.c.kind.in_(found.keys()))
    for kind, value, letters, lasted in await connection.execute(rows):
        if kind != "country" or lasted >= NAMED_NIGHTS:
            found[kind][value] = letters
    free = select(prisoners.c.id, prisoners.c.released_on).where(prisoners.c.released_on.is_not(None))
    released = {row.id: row.released_on for row in await connection.execute(free)}
    as_of = await connection.scalar(select(nights.c.day))
    promised, received, countries, abroad, answered = (found[kind] for kind in _KINDS)
    return Facts(promised, released, received, countries, abroad, as_of, answered)


async def numbers(connection: AsyncConnection) -> tuple[int, Mapping[str, int]]:
    """Conversations stored, and letters by state, as they may be shown to whoever watches the server."""
    rows = select(published).where(published.c.kind.in_(("conversations", "state")))
    found = {(row.kind, row.value): row.letters for row in await connection.execute(rows)}
    states = {value: letters for (kind, value), letters in found.items() if kind == "state"}
    return found.get(("conversations", TOTAL), 0), states


async def publish(connection: AsyncConnection, home_country: str) -> None:
    """The night: what is shown from now on; once a night, for it counts them."""
    shown = {(row.kind, row.value): row for row in await connection.execute(select(published))}
    rows = []
    real = await _real(connection, home_country)
    for key in sorted({*shown, *real}):
        before, now = shown.get(key), real.get(key, 0)
        letters = _stepped(before.letters if before else 0, now)
        lasted = (before.nights if before else 0) + 1 if letters >= STEP else 0
        rows.append({"kind": key[0], "value": key[1], "letters": letters, "nights": lasted})
    if rows:
        await insert_or_replace(connection, published, rows)
    await connection.execute(delete(published).where(published.c.letters == 0))


_KINDS = ("promised", "received", "country", "abroad", "answered")


def _stepped(shown: int, real: int) -> int:
    return shown if abs(real - shown) < STEP else real // STEP * STEP


async def _real(connection: AsyncConnection, home_country: str) -> Counter[tuple[str, str]]:
    sums: Counter[tuple[str, str]] = Counter()
    moment = Moment(connection)
    for (prisoner, country), letters in (await origins(moment)).items():
        for whose in (prisoner, TOTAL):
            sums["promised", whose] += letters.promised
            sums["received", whose] += letters.arrived + letters.without_bot
            sums["answered", whose] += letters.answered
        if country:
            sums["country", country] += _known(letters)
        if country not in ("", home_country):
            sums["abroad", prisoner] += letters.arrived + letters.without_bot
    for state, number in (await by_state(moment)).items():
        sums["state", state] += number
    sums["conversations", TOTAL] = await conversations.number(connection)
    return sums


def _known(letters: Letters) -> int:
    return letters.promised + letters.without_bot
