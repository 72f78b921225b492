"""The report: docs/speed.md out of the kept results, its prose from template.md."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.support.project import ROOT

from . import contestants as who
from .contestants import Contestant
from .goals import goals, growth
from .measuring import RESULTS, load, median, ratio
from .plot import draw
from .scenarios import SCENARIOS

PAGE = ROOT / "docs" / "speed.md"
CONTESTANTS: dict[str, Contestant] = {
    one.name: one for one in vars(who).values() if isinstance(one, Contestant)
}


def write_report() -> None:
    """Writes the page and its picture."""
    PAGE.parent.mkdir(exist_ok=True)
    template = Path(__file__).with_name("template.md").read_text()
    PAGE.write_text(re.sub(r"\{\{(\w+)\}\}", lambda found: _part(found[1]), template))
    draw(PAGE.with_suffix(".svg"), CONTESTANTS)
    print(f"wrote {PAGE.relative_to(ROOT)}")


def _part(name: str) -> str:
    special: dict[str, Callable[[], str]] = {
        "goals": _goals,
        "machine": _machine,
        "crowds": lambda: _growing("crowds", "supporters at once"),
        "stored": lambda: _growing("stored", "stored pledges"),
        "memory": _memory,
        "start": _start,
        "statements": _statements,
        "profile": _profile,
        "figures": _figures,
        "paper": _paper,
    }
    return special[name]() if name in special else _speeds(name)


def _speeds(name: str) -> str:
    rows = load(name)
    title = next(one.title for one in SCENARIOS if one.name == name)
    order = list(dict.fromkeys(row["contestant"] for row in rows))
    base = next(
        (one for one in (who.PTB_LETTER.name, who.MEKTUP_ONE.name) if one in order), order[0] if order else ""
    )
    lines = []
    for one in order:
        own = [row for row in rows if row["contestant"] == one]
        calls = sum(
            median([row["calls"] for row in own if method in row["calls"]], method) for method in _sent(own)
        )
        lines.append(
            (
                CONTESTANTS[one].title,
                f"{median(own, 'rate'):,.0f}",
                f"{ratio(rows, one, base):.2f}",
                f"{1 / ratio(rows, one, base, 'cpu'):.2f}",
                *(
                    f"{median(own, figure):,.0f}"
                    for figure in ("p50", "p95", "p99", "cpu", "database_cpu", "peak")
                ),
                f"{calls:.2f}",
                f"{100 * median(own, 'stand_in'):.0f} %",
            )
        )
    head = (
        "contestant",
        "updates/s",
        f"× {'textbook' if base == who.PTB_LETTER.name else 'one replica'}",
        "× by CPU",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "CPU µs",
        "database's CPU µs",
        "peak MB",
        "calls",
        "stand-in's core",
    )
    return f"### {title}\n\n{_table(head, lines)}\n{_rounds(rows)}"


def _sent(rows: Sequence[dict[str, Any]]) -> set[str]:
    """The methods that are calls of a tap: how often it polls is the contestant's own affair."""
    return {method for row in rows for method in row["calls"]} - {"getUpdates"}


def _growing(name: str, what: str) -> str:
    rows = load(name)
    lines = []
    for one in dict.fromkeys(row["contestant"] for row in rows):
        for size, factor in growth(rows, one).items():
            own = [row for row in rows if row["contestant"] == one and row["size"] == size]
            cpu, database, rate = (
                f"{median(own, figure):,.0f}" for figure in ("cpu", "database_cpu", "rate")
            )
            lines.append((CONTESTANTS[one].title, f"{size:,}", cpu, f"{factor:.2f}", database, rate))
    head = ("contestant", what, "CPU µs a tap", "× the smallest", "database's CPU µs", "updates/s")
    return _table(head, lines) + _rounds(rows)


def _memory() -> str:
    rows = load("memory")
    return _table(
        ("different supporters", "resident MB"),
        [(f"{row['seen']:,}", f"{row['memory']:.1f}") for row in rows],
    )


def _start() -> str:
    rows = load("start")
    lines = []
    for one in dict.fromkeys(row["contestant"] for row in rows):
        own = [row for row in rows if row["contestant"] == one]
        figures = [
            f"{median(own, 'asked'):.2f}",
            f"{ratio(rows, one, who.PTB_EMPTY.name, 'asked'):.2f}",
            f"{median(own, 'answered'):.2f}",
            f"{ratio(rows, one, who.PTB_ECHO.name, 'answered'):.2f}",
        ]
        lines.append((CONTESTANTS[one].title, *("" if one == "nan" else one for one in figures)))
    head = ("contestant", "first getUpdates, s", "× the empty bot", "first answer, s", "× the echo")
    return _table(head, lines) + _rounds(rows)


def _statements() -> str:
    rows = load("statements")
    lines = [
        (
            CONTESTANTS[row["contestant"]].title,
            str(row["supporters"]),
            f"{row['statements']:.2f}",
            f"{row['transactions']:.2f}",
        )
        for row in rows
    ]
    return _table(("contestant", "supporters at once", "statements a tap", "transactions a tap"), lines)


def _profile() -> str:
    rows = load("profile")
    found = {part: 0.0 for row in rows for part in row["shares"]}
    lines = [
        (part, *(f"{100 * row['shares'].get(part, 0.0):.1f} %" for row in rows))
        for part in sorted(found, key=lambda part: -max(row["shares"].get(part, 0.0) for row in rows))
    ]
    return _table(("part", *(CONTESTANTS[row["contestant"]].title.partition(":")[0] for row in rows)), lines)


def _figures() -> str:
    rows = load("figures")
    lines = []
    for database, name in dict.fromkeys((row["database"], row["name"]) for row in rows):
        own = [row for row in rows if row["database"] == database and row["name"] == name]
        ours, by_hand = median(own, "ours"), median(own, "by_hand")
        lines.append((database, name, f"{ours:.1f}", f"{by_hand:.1f}", f"{ours / by_hand:.2f}"))
    return _table(("database", "figure", "ms", "ms by hand", "× by hand"), lines) + _rounds(rows)


def _paper() -> str:
    rows = load("paper")
    lines = []
    for kind in dict.fromkeys(row["contestant"] for row in rows):
        cost = median([row for row in rows if row["contestant"] == kind], "cpu")
        lines.append((kind, f"{cost:.1f}", f"{ratio(rows, kind, 'a bare page', 'cpu'):.2f}"))
    return _table(("sheet", "CPU ms", "× a bare page"), lines) + _rounds(rows)


def _goals() -> str:
    marks = {True: "yes", False: "**no**", None: "not measured"}
    return _table(
        ("figure", "goal", "measured", "reached"),
        [(one.figure, one.goal, one.measured, marks[one.met]) for one in goals()],
    )


def _machine() -> str:
    kept = sorted(RESULTS.glob("*.json"))
    machines = [json.loads(one.read_text())["machine"] for one in kept]
    if not machines:
        return ""
    whens = sorted(one.pop("when") for one in machines)
    loads = [float(one.pop("load")) for one in machines]
    facts = ", ".join(f"{name} {value}" for name, value in machines[-1].items())
    return f"Measured {whens[0]} to {whens[-1]}; {facts}; load of the machine {min(loads)} to {max(loads)}."


def _rounds(rows: Sequence[dict[str, Any]]) -> str:
    return f"\nMedians of {max((row['round'] for row in rows), default=0)} interleaved rounds.\n"


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    aligned = [":--" if number == 0 else "--:" for number in range(len(head))]
    return "".join(f"| {' | '.join(line)} |\n" for line in (head, aligned, *lines))
