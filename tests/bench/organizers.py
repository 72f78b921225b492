"""Organizers' figures over a million pledges, next to the same figures counted by a hand-written query."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import Column, MetaData
from sqlalchemy import Table as SqlTable
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import Database
from db.figure_sums import Moment
from db.statistics import TABLES, Overview, Table, overview, table, timeline
from db.tables import pledges

from .databases import Databases
from .measuring import Options
from .pledging import fill

MILLION = 1_000_000

STATE = """CASE WHEN handed_over_on IS NOT NULL THEN 'handed_over' WHEN received_on IS NOT NULL
THEN 'received' WHEN withdrawn_on IS NOT NULL THEN 'withdrawn' WHEN mailed_on IS NOT NULL THEN 'mailed'
WHEN expired_on IS NOT NULL THEN 'expired' ELSE 'pledged' END"""
WEEK = {
    "sqlite": "date(pledged_on, '-6 days', 'weekday 1')",
    "postgresql": "date_trunc('week', pledged_on)::date",
}
COLUMNS = {"language": "letter_language", "day": "pledged_on", "state": STATE}
STANDING = "withdrawn_on IS NULL AND expired_on IS NULL"
HAPPENED = ("pledged_on", "mailed_on", "received_on", "handed_over_on")

Count = Callable[[AsyncConnection], Awaitable[Any]]


def figures(options: Options, databases: Databases) -> list[dict[str, Any]]:
    """Overview, every table and the timeline, by Mektüp and by hand, on both databases."""
    found = []
    for kind in ("sqlite", "postgresql"):
        with databases.fresh(kind) as database:
            found += asyncio.run(_compare(database.url, kind, options))
    return found


async def _compare(url: str, kind: str, options: Options) -> list[dict[str, Any]]:
    wanted = MILLION // 100 if options.quick else MILLION
    noted = await fill(url, wanted)
    bare = await _fill_bare(url, wanted // 10)
    print(
        f"  {kind}: an insert takes {noted:.1f} µs; without what keeps the figures {bare:.1f} µs", flush=True
    )
    rows = [
        {
            "database": kind,
            "kind": "insert",
            "name": "insert (µs)",
            "round": 1,
            "ours": noted,
            "by_hand": bare,
        }
    ]
    database = Database(url)
    for number in range(1, options.rounds + 1):
        for name, (ours, by_hand) in _pairs(kind).items():
            async with database.read() as connection:
                mine, ms = await _timed(ours, connection)
            async with database.read() as connection:
                other, ms_by_hand = await _timed(by_hand, connection)
            assert _letters(mine) == _letters(other), f"{name}: {_letters(mine)}, by hand {_letters(other)}"
            group = "table" if name in TABLES else name
            timed = {"kind": group, "name": name, "ours": ms, "by_hand": ms_by_hand}
            rows.append({"database": kind, "round": number, **timed})
            print(f"  {number} {kind} {name:10} {ms:7.1f} ms, by hand {ms_by_hand:7.1f} ms", flush=True)
    await database.close()
    return rows


def _pairs(kind: str) -> dict[str, tuple[Count, Count]]:
    pairs: dict[str, tuple[Count, Count]] = {
        "overview": (lambda one: overview(Moment(one), "UA"), _overview_by_hand)
    }
    for by in TABLES:
        column = WEEK[kind] if by == "week" else COLUMNS.get(by, by)
        pairs[by] = (lambda one, by=by: table(Moment(one), by)), _query(_grouped(column))  # type: ignore[misc]
    happened = [
        f"SELECT {day}, count(*) FROM pledges WHERE {day} IS NOT NULL AND {STANDING} GROUP BY 1"
        for day in HAPPENED
    ]
    pairs["timeline"] = (lambda one: timeline(Moment(one))), _query(*happened)
    return pairs


def _grouped(column: str) -> str:
    return f"SELECT {column}, {STATE}, count(*) FROM pledges GROUP BY 1, 2"


def _query(*statements: str) -> Count:
    async def ask(connection: AsyncConnection) -> list[Any]:
        return [row for one in statements for row in (await connection.exec_driver_sql(one)).all()]

    return ask


async def _overview_by_hand(connection: AsyncConnection) -> list[Any]:
    found: list[Any] = await _query(_grouped("prisoner"))(connection)
    await _query(
        "SELECT count(DISTINCT country) FROM pledges WHERE " + STANDING,
        "SELECT DISTINCT prisoner FROM pledges WHERE country <> 'UA' AND received_on IS NOT NULL",
        "SELECT id FROM prisoners WHERE released_on IS NOT NULL",
    )(connection)
    return found


async def _timed(count: Count, connection: AsyncConnection) -> tuple[Any, float]:
    began = time.perf_counter()
    found = await count(connection)
    return found, 1e3 * (time.perf_counter() - began)


def _letters(found: Any) -> int:
    """All letters in a figure, or all happenings in a timeline."""
    match found:
        case Overview() | Table():
            total = found.total
            return total.promised + total.withdrawn + total.expired
        case tuple():
            return sum(day.promised + day.posted + day.received + day.handed_over for day in found)
        case _:
            return sum(row[-1] for row in found)


async def _fill_bare(url: str, wanted: int) -> float:
    """µs of an insert into the same table without triggers."""
    columns = [Column(one.name, one.type, primary_key=one.primary_key) for one in pledges.columns]
    table = SqlTable("bare", MetaData(), *columns)
    database = Database(url)
    async with database.write() as connection:
        await connection.run_sync(table.metadata.create_all)
    await database.close()
    return await fill(url, wanted, table)
