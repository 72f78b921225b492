"""Measured figures: one run under the clock becomes a row, rows of one scenario become a file."""

import json
import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from tests.support.project import ROOT

from .contestants import Contestant
from .databases import Database, Databases
from .running import Run, run
from .stand_in import Load

RESULTS = ROOT / "build" / "bench"


@dataclass(frozen=True)
class Options:
    """How long everything goes on."""

    rounds: int = 5
    seconds: float = 4.0
    quick: bool = False


@dataclass(frozen=True)
class Row:
    """What one run showed. Milliseconds, microseconds and megabytes."""

    contestant: str
    round: int
    rate: float  # updates answered a second
    p50: float  # ms from update to answer, as the supporter sees it
    p95: float
    p99: float
    cpu: float  # µs of the contestant's processes for an update
    database_cpu: float  # µs of the database server's processes for an update
    peak: float  # MB
    stand_in: float  # share of its core the stand-in used
    impatient: float  # taps a second that found nobody answering
    calls: dict[str, float] = field(default_factory=dict)  # Bot API calls for an update
    tapped: dict[str, int] = field(default_factory=dict)


def measure(contestant: Contestant, load: Load, databases: Databases, number: int, **more: Any) -> Row:
    """One run on a fresh database."""
    with databases.fresh(contestant.database) as database:
        return measure_on(database, contestant, load, number, **more)


def measure_on(database: Database, contestant: Contestant, load: Load, number: int, **more: Any) -> Row:
    """One run on this database; nobody of an earlier round comes again."""
    load = replace(load, first=number * 1_000_000)
    with run(contestant, load, database=database.url, databases=database.processes, **more) as alive:
        return measured(alive, contestant.name, number)


def measured(alive: Run, name: str, number: int) -> Row:
    """Waits for the stand-in's window and reads the kernel's counters at both ends of it."""
    alive.event("measuring")
    cpu, database_cpu = alive.cpu(), alive.database_cpu()
    told = alive.event("measured")
    cpu, database_cpu = alive.cpu() - cpu, alive.database_cpu() - database_cpu
    answers = max(1, told["answers"])
    return Row(
        name,
        number,
        told["answers"] / told["seconds"],
        1e3 * percentile(told["taken"], 0.50),
        1e3 * percentile(told["taken"], 0.95),
        1e3 * percentile(told["taken"], 0.99),
        1e6 * cpu / answers,
        1e6 * database_cpu / answers,
        alive.peak() / 1e6,
        told["cpu"] / told["seconds"],
        told["impatient"] / told["seconds"],
        {method: round(count / answers, 3) for method, count in told["calls"].items()},
        told["tapped"],
    )


def percentile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def median(rows: Iterable[dict[str, Any]], figure: str) -> float:
    """The median of a figure over a contestant's rounds."""
    found = [float(row[figure]) for row in rows]
    return statistics.median(found) if found else float("nan")


def ratio(rows: Sequence[dict[str, Any]], one: str, other: str, figure: str = "rate") -> float:
    """The median over the rounds of one contestant's figure by another's in the same round."""
    by = {(row["contestant"], row["round"]): float(row[figure]) for row in rows}
    found = [by[one, n] / by[other, n] for who, n in by if who == one and (other, n) in by]
    return statistics.median(found) if found else float("nan")


def save(scenario: str, rows: Sequence[Any]) -> None:
    """Keeps a scenario's rows for the report, with where and when they were measured."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    kept = {"machine": machine(), "rows": [row if isinstance(row, dict) else asdict(row) for row in rows]}
    (RESULTS / f"{scenario}.json").write_text(json.dumps(kept, indent=1))


def load(scenario: str) -> list[dict[str, Any]]:
    """A scenario's rows; none if it has not been run."""
    path = RESULTS / f"{scenario}.json"
    return list(json.loads(path.read_text())["rows"]) if path.exists() else []


def machine() -> dict[str, str]:
    """What the figures depend on."""
    libraries = ("python-telegram-bot", "aiogram", "SQLAlchemy", "aiosqlite", "asyncpg", "aiohttp")
    return {
        "when": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load": f"{os.getloadavg()[0]:.1f}",
    } | {name: version(name) for name in libraries}
