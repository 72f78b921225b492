"""`make bench`: runs every scenario, or those asked for, and writes docs/speed.md with its plot."""

import argparse
import tempfile
import time
from pathlib import Path

from . import growth, inside, organizers, paper
from .databases import Databases
from .measuring import Options, save
from .report import write_report
from .scenarios import SCENARIOS, run_scenario

SPECIAL = {
    "crowds": growth.crowds,
    "stored": growth.stored,
    "memory": growth.memory,
    "start": growth.start,
    "statements": inside.statements,
    "profile": inside.profile,
    "figures": organizers.figures,
    "paper": paper.sheets,
}


def main() -> None:
    names = [one.name for one in SCENARIOS] + list(SPECIAL)
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--only", nargs="+", choices=names, default=names, metavar="NAME", help=", ".join(names)
    )
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds (5)")
    parser.add_argument("--seconds", type=float, default=4.0, help="of every run under the clock (4)")
    parser.add_argument("--quick", action="store_true", help="one short round: does everything still run?")
    parser.add_argument("--report", action="store_true", help="only write the report anew from kept results")
    given = parser.parse_args()
    options = Options(1, 1.0, quick=True) if given.quick else Options(given.rounds, given.seconds)
    if not given.report:
        run_all(given.only, options)
    write_report()


def run_all(names: list[str], options: Options) -> None:
    """Every scenario's results are kept as soon as it has ended."""
    with Databases() as databases, tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for scenario in SCENARIOS:
            if scenario.name in names:
                began = _begin(scenario.name, scenario.title)
                save(scenario.name, run_scenario(scenario, options, databases, Path(folder)))
                print(f"  ({time.monotonic() - began:.0f} s)", flush=True)
        for name, special in SPECIAL.items():
            if name in names:
                began = _begin(name, (special.__doc__ or "").strip())
                save(name, special(options, databases))
                print(f"  ({time.monotonic() - began:.0f} s)", flush=True)


def _begin(name: str, title: str) -> float:
    print(f"{name}: {title}", flush=True)
    return time.monotonic()


if __name__ == "__main__":
    main()
