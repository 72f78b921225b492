"""A short walk of the simulation: it replays to the same bytes, and everything holds."""

import re
import subprocess
import sys

A_DAY = (
    "--seed=8",
    "--days=0.92",
    "--crash-every=60",
    "--cores=1",
)  # until all was looked at after the night


def test_a_day_of_faults_and_crashes_holds_and_its_seed_gives_the_same_bytes_again() -> None:
    command = [sys.executable, "-m", "tests.simulation", *A_DAY]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    first, second = (one.communicate()[0].rpartition(";")[0] for one in running)  # then how long it took
    assert "all holds; state " in first, first
    assert first == second
    done = {name: int(number) for name, number in re.findall(r"(\w+) (\d+)(?=[,;]|$)", first)}
    assert done["days"] == 1, "everything was looked at"
    assert done["cuts"] < done["crashes"], "of both kinds"
    assert done["pledges"]
