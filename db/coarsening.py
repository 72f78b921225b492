"""What few letters of a month share is left out of them before a night writes them down."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import evenings, pledges
from db.pledges import Pledge
from db.statistics import SHARED_BY
from db.tables import pledges as pledges_table

OTHER = "other"  # a greeting that too few chose; of an evening, a language too
ABROAD = "ZZ"  # a country that too few wrote from
COARSE = ("country", "source", "greeting", "letter_language")

Combination = tuple[str, str | None, str | None, str]
Less = Callable[[Pledge, str], Pledge]


async def coarsened(
    connection: AsyncConnection, fresh: Mapping[str, Pledge], home_country: str
) -> dict[str, Pledge]:
    """These pledges without what fewer than five letters of their month share with them.

    The source goes first, then the greeting, the country last. An evening of five letters keeps its name:
    there greeting, country and language go, and where fewer than five have lost them, letters of the same
    evening, earlier ones too, lose them beside. The recipient is no part of it: it sticks to nobody.
    """
    coarse = dict(fresh)
    words = await evenings.words(connection)
    for month in {one.pledged_on.replace(day=1) for one in fresh.values()}:
        codes = [code for code, one in fresh.items() if one.pledged_on.replace(day=1) == month]
        others = await _combinations(connection, month, fresh.keys())
        by_source = Counter(coarse[code].source for code in codes)
        for key, letters in others.items():
            by_source[key[2]] += letters
        kept = {word for word in words if by_source[word] >= SHARED_BY}
        of_evenings = [code for code in codes if coarse[code].source in kept]
        await _lose(coarse, of_evenings, codes, others, _LESS_OF_AN_EVENING, home_country)
        for word in sorted({one for code in of_evenings if (one := coarse[code].source)}):
            await _hide(connection, coarse, word, month, others)
        rest = [code for code in codes if code not in of_evenings]
        await _lose(coarse, rest, codes, others, _LESS, home_country)
    return coarse


_LESS: tuple[Less, ...] = (
    lambda one, _home: replace(one, source=None),
    lambda one, _home: replace(one, greeting=OTHER),
    lambda one, home: replace(one, country=ABROAD if one.country not in (None, home) else None),
    lambda one, _home: replace(one, country=None),
)
_LESS_OF_AN_EVENING: tuple[Less, ...] = (*_LESS[1:], lambda one, _home: replace(one, letter_language=OTHER))


async def _lose(
    coarse: dict[str, Pledge],
    codes: Sequence[str],
    beside: Sequence[str],
    others: Counter[Combination],
    less: Sequence[Less],
    home_country: str,
) -> None:
    """Leave out one thing after the other, as long as too few share what is left."""
    for lose in less:
        await asyncio.sleep(0)  # whoever waits for this process comes first
        shared = others + Counter(_combination(coarse[code]) for code in beside)
        for code in codes:
            if shared[_combination(coarse[code])] < SHARED_BY:
                coarse[code] = lose(coarse[code], home_country)


async def _hide(
    connection: AsyncConnection,
    coarse: dict[str, Pledge],
    word: str,
    month: date,
    others: Counter[Combination],
) -> None:
    """Where fewer than five letters of an evening have lost everything, let others of it lose it beside."""
    bare: Combination = (OTHER, None, word, OTHER)
    ours = {code: one for code, one in coarse.items() if one.source == word and _in(one, month)}
    lonely = sum(_combination(one) == bare for one in ours.values())
    missing = SHARED_BY - others[bare] - lonely
    if not lonely or missing <= 0:
        return
    stored = select(pledges_table.c.code).where(pledges_table.c.source == word, *_days(month))
    codes = set(await connection.scalars(stored)) - coarse.keys()
    alike: defaultdict[Combination, list[Pledge]] = defaultdict(list)
    for one in (*ours.values(), *(await pledges.some(connection, codes)).values()):
        if _combination(one) != bare:
            alike[_combination(one)].append(one)
    for those in sorted(alike.values(), key=len, reverse=True):
        if missing <= 0:
            return
        # so many that five are left alike, else all of them
        taken = those[:missing] if len(those) - missing >= SHARED_BY else those
        missing -= len(taken)
        for one in taken:
            coarse[one.code] = replace(one, country=None, greeting=OTHER, letter_language=OTHER)


def _combination(pledge: Pledge) -> Combination:
    return pledge.letter_language, pledge.country, pledge.source, pledge.greeting


def _in(pledge: Pledge, month: date) -> bool:
    return pledge.pledged_on.replace(day=1) == month


def _days(month: date) -> tuple[ColumnElement[bool], ...]:
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return (pledges_table.c.pledged_on.between(month, last),)


async def _combinations(connection: AsyncConnection, month: date, but: Iterable[str]) -> Counter[Combination]:
    """How often each is in the table, in this month; without these codes."""
    columns = pledges_table.c
    key = (columns.letter_language, columns.country, columns.source, columns.greeting)
    rows = await connection.execute(select(*key, func.count()).where(*_days(month)).group_by(*key))
    found = Counter({tuple(row[:4]): row[4] for row in rows})
    stored = await pledges.some(connection, list(but))
    found.subtract(_combination(one) for one in stored.values() if _in(one, month))
    return found
