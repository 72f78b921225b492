"""The goals: each with what was measured against it, in the same run."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from . import contestants as who
from .measuring import load, median, ratio

Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Goal:
    """One line of the table; `met` is None while it has not been measured."""

    figure: str
    goal: str
    measured: str
    met: bool | None


def goals() -> list[Goal]:
    """Every goal, with the figures at hand."""
    near, far, steady = load("near"), load("far"), load("steady")
    bot, textbook = who.MEKTUP_SQLITE.name, who.PTB_LETTER.name
    return [
        _times(near, bot, textbook, 6, "A letter's tap, SQLite, polling, 0 ms, against the textbook stack"),
        _times(near, bot, who.AIOGRAM_ECHO.name, 1, "… against aiogram's bare echo, which stores nothing"),
        _times(near, bot, who.PTB_ECHO.name, 2.5, "… against python-telegram-bot's bare echo"),
        _times(far, bot, textbook, 40, "50 ms, 500 supporters, against the textbook stack"),
        _times(far, bot, who.AIOGRAM_LETTER.name, 1, "… against aiogram's FSM letter"),
        _soon(steady, who.MEKTUP_WEBHOOK.name, "webhook"),
        _soon(steady, bot, "polling"),
        _times(
            load("replicas"),
            who.MEKTUP_TWO_HELD.name,
            who.MEKTUP_ONE_HELD.name,
            1.6,
            "Two replicas on PostgreSQL against one, each held to a quarter of a core",
        ),
        _flat(load("crowds"), bot, "10, 100, 1,000 supporters at once"),
        _flat(load("stored"), bot, "10³ to 10⁶ stored pledges, SQLite"),
        _flat(load("stored"), who.MEKTUP_POSTGRES.name, "10³ to 10⁶ stored pledges, PostgreSQL"),
        _memory(load("memory")),
        _start(load("start"), bot),
        *_figures(load("figures")),
    ]


def growth(rows: Rows, name: str) -> dict[int, float]:
    """The median CPU of a tap at each size, by the one at the smallest, paired by round."""
    own = [row for row in rows if row["contestant"] == name]
    sizes = sorted({int(row["size"]) for row in own})
    marked = [row | {"contestant": str(row["size"])} for row in own]
    return {size: ratio(marked, str(size), str(sizes[0]), "cpu") for size in sizes}


def _times(rows: Rows, one: str, other: str, least: float, figure: str) -> Goal:
    found = ratio(rows, one, other)
    goal = "ahead of it" if least == 1 else f"at least {least:g} times its updates/s"
    measured = f"{found:.2f} times; {1 / ratio(rows, one, other, 'cpu'):.2f} by CPU" if rows else ""
    return Goal(figure, goal, measured, _met(found, found >= least))


def _soon(rows: Rows, name: str, way: str) -> Goal:
    """Beside it the floor, which polls: a tap that happens while a poll travels waits for the next one."""
    found, floor = (
        median([row for row in rows if row["contestant"] == one], "p95") for one in (name, who.FLOOR.name)
    )
    measured = "" if math.isnan(found) else f"{found:.0f} ms; the floor, polling, {floor:.0f} ms"
    goal = "p95 at most one latency + 30 ms = 80 ms"
    return Goal(f"50 ms, 30 taps a second, by {way}", goal, measured, _met(found, found <= 80))


def _flat(rows: Rows, name: str, figure: str) -> Goal:
    grown = growth(rows, name)
    worst = max(grown.values(), default=float("nan"))
    measured = ", ".join(f"{size:,}: {100 * (factor - 1):+.0f} %" for size, factor in grown.items())
    return Goal(f"CPU of a tap at {figure}", "grows by at most 10 %", measured, _met(worst, worst <= 1.10))


def _memory(rows: Rows) -> Goal:
    level, last = (rows[0], rows[-1]) if rows else ({"memory": math.nan}, {"memory": math.nan, "seen": 0})
    more = float(last["memory"]) - float(level["memory"])
    measured = "" if math.isnan(more) else f"{more:+.1f} MB after {last['seen']:,}"
    goal = "at most 30 MB above the level after the first 1,000"
    return Goal("Memory after 100,000 different supporters", goal, measured, _met(more, more <= 30))


def _start(rows: Rows, name: str) -> Goal:
    found = ratio(rows, name, who.PTB_ECHO.name, "answered")
    measured = "" if math.isnan(found) else f"{found:.2f} times"
    return Goal(
        "Start to the first answer, against python-telegram-bot's bare echo",
        "at most 1.6 times",
        measured,
        _met(found, found <= 1.6),
    )


def _figures(rows: Rows) -> list[Goal]:
    found = []
    for database in ("sqlite", "postgresql"):
        for kind, most in (("overview", 100), ("table", 300)):
            own = [row for row in rows if row["database"] == database and row["kind"] == kind]
            names = {row["name"] for row in own}
            by_name = {name: [row for row in own if row["name"] == name] for name in names}
            slowest = max(by_name.values(), key=lambda one: median(one, "ours"), default=[])
            ours, theirs = median(slowest, "ours"), median(slowest, "by_hand")
            measured = f"{ours:.0f} ms; by hand {theirs:.0f} ms" if slowest else ""
            what = "overview" if kind == "overview" else "slowest table"
            figure = f"Organizers' {what}, 10⁶ pledges, {database}"
            found.append(Goal(figure, f"at most {most} ms", measured, _met(ours, ours <= most)))
    return found


def _met(value: float, reached: bool) -> bool | None:
    return None if math.isnan(value) else reached
