"""The scenarios: who meets whom under which load, in interleaved rounds (A B C A B C …)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from . import contestants as who
from .certificate import write_certificate
from .contestants import Contestant
from .databases import Databases
from .measuring import Options, Row, measure
from .quota import can_hold
from .running import FailedError
from .stand_in import Load

TEXTBOOK = (who.PTB_LETTER, who.AIOGRAM_LETTER)
SQLITE = (who.MEKTUP_SQLITE, who.MEKTUP_WEBHOOK)


@dataclass(frozen=True)
class Scenario:
    """One table of the report."""

    name: str
    title: str
    contestants: tuple[Contestant, ...]
    load: Load
    tls: bool = False


SCENARIOS = (
    Scenario(
        "near",
        "No latency: 200 supporters, each tapping as soon as the screen is there",
        (
            *TEXTBOOK,
            who.PTB_ECHO,
            who.AIOGRAM_ECHO,
            *SQLITE,
            who.MEKTUP_POSTGRES,
            who.MEKTUP_PROMISES,
            who.FLOOR,
        ),
        Load(supporters=200),
    ),
    Scenario(
        "far",
        "50 ms round trip: 500 supporters",
        (*TEXTBOOK, *SQLITE, who.FLOOR),
        Load(supporters=500, latency=0.05),
    ),
    Scenario(
        "farther",
        "100 ms round trip: 100 supporters",
        (*TEXTBOOK, *SQLITE, who.FLOOR),
        Load(supporters=100, latency=0.1),
    ),
    Scenario(
        "steady",
        "50 ms round trip, 30 taps a second whatever the bot does",
        (*TEXTBOOK, *SQLITE, who.FLOOR),
        Load(supporters=60, latency=0.05, rate=30.0),
    ),
    Scenario(
        "tls",
        "Through TLS, no latency: 200 supporters",
        (who.PTB_LETTER, who.AIOGRAM_ECHO, who.MEKTUP_SQLITE, who.FLOOR),
        Load(supporters=200),
        tls=True,
    ),
    Scenario(
        "replicas",
        "PostgreSQL by webhook: one replica and two; no latency, 200 supporters",
        (who.MEKTUP_ONE, who.MEKTUP_TWO, who.MEKTUP_ONE_HELD, who.MEKTUP_TWO_HELD),
        Load(supporters=200),
    ),
)


def run_scenario(scenario: Scenario, options: Options, databases: Databases, folder: Path) -> list[Row]:
    """Every contestant once a round."""
    load = replace(scenario.load, seconds=options.seconds, warm_up=0.5 if options.quick else 1.0)
    if scenario.tls:
        load = replace(load, certificate=str(write_certificate(folder)))
    may_hold = can_hold()
    loads = [(contestant, load) for contestant in scenario.contestants if may_hold or not contestant.share]
    return rounds(loads, options, databases)


def rounds(loads: Sequence[tuple[Contestant, Load]], options: Options, databases: Databases) -> list[Row]:
    """Interleaved: whatever else the machine does meets everybody alike."""
    rows = []
    for number in range(1, options.rounds + 1):
        for contestant, load in loads:
            try:
                row = measure(contestant, load, databases, number)
            except FailedError as error:
                print(f"  {number} {contestant.title}: {error}", flush=True)
                continue
            rows.append(row)
            print(
                f"  {number} {contestant.title:66} {row.rate:8.0f}/s  p95 {row.p95:7.1f} ms  "
                f"{row.cpu:6.0f} µs  {row.peak:4.0f} MB  stand-in {row.stand_in:.0%}",
                flush=True,
            )
    return rows
