"""`make simulate SEED=1 HOURS=1`: one process a core, each with a seed of its own; what came of it."""

import argparse
import os
import subprocess
import sys
import time
from contextlib import nullcontext
from dataclasses import asdict

from tests.simulation.planted import PLANTED, planted
from tests.simulation.simulation import CRASH_EVERY, Simulation
from tests.simulation.watching import BrokenError

MOST_TAPS = 6000  # until a planted bug must have been found


def main() -> int:
    """Run one seed, or several side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cores", type=int, default=1, help="so many seeds, from this one on")
    parser.add_argument("--hours", type=float, default=0.0)
    parser.add_argument("--days", type=float, default=0.0)
    parser.add_argument("--taps", type=int, default=0)
    parser.add_argument("--crash-every", type=int, default=CRASH_EVERY, help="taps, on average")
    parser.add_argument("--planted", choices=sorted(PLANTED), help="with this bug; it must be found")
    given = parser.parse_args()
    if given.planted:
        given.seed, given.taps = PLANTED[given.planted].seed, MOST_TAPS
    if not (given.hours or given.days or given.taps):
        parser.error("how long? --hours, --days or --taps")
    if given.cores == 1 and os.environ.get("PYTHONHASHSEED") == "0":
        return _simulate(given)
    # The order of sets of words is part of the schedule, and is decided when a process starts.
    length = [f"--{name}={getattr(given, name)}" for name in ("hours", "days", "taps")]
    if given.planted:
        length.append(f"--planted={given.planted}")
    length.append(f"--crash-every={given.crash_every}")
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.simulation", f"--seed={seed}", *length],
            env={**os.environ, "PYTHONHASHSEED": "0"},
        )
        for seed in range(given.seed, given.seed + given.cores)
    ]
    return max([one.wait() for one in running])


def _simulate(given: argparse.Namespace) -> int:
    began, longest = time.perf_counter(), given.hours * 3600 or float("inf")
    bug = planted(given.planted) if given.planted else nullcontext()
    with bug, Simulation(given.seed, crash_every=given.crash_every) as simulation:
        try:
            simulation.runs(
                days=given.days, taps=given.taps, until=lambda: time.perf_counter() - began > longest
            )
            said = f"all holds; state {simulation.state[:16]}"
        except BrokenError as error:
            said = str(error)
        moment, counts = simulation.line.moment(), simulation.now_counted()
    seconds, cpu = time.perf_counter() - began, time.process_time()
    done = ", ".join(f"{name} {number:,}" for name, number in asdict(counts).items())
    print(f"seed {given.seed}, until {moment:%Y-%m-%d %H:%M:%S}: {said}")
    print(f"  {done}; {seconds:.0f} s, {cpu:.0f} s CPU")
    return not said.startswith("all holds")


if __name__ == "__main__":
    sys.exit(main())
