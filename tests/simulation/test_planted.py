"""Each planted bug is found by its invariant, from its seed, in the same moment again."""

import os
import subprocess
import sys

import pytest

from tests.simulation.invariants import NAMES
from tests.simulation.planted import PLANTED

QUICK = ("confirmed-early", "forgotten-promise")


def test_every_invariant_has_a_bug_that_breaks_it() -> None:
    assert {one.found_by for one in PLANTED.values()} == set(NAMES)


@pytest.mark.parametrize("bug", QUICK)
def test_a_planted_bug_is_found(bug: str) -> None:
    assert f": {PLANTED[bug].found_by}: " in _found(bug)


@pytest.mark.soak
@pytest.mark.parametrize("bug", PLANTED)
def test_every_planted_bug_is_found_twice_in_the_same_moment(bug: str) -> None:
    found = _found(bug)
    assert f": {PLANTED[bug].found_by}: " in found
    assert found == _found(bug)


def _found(bug: str) -> str:
    """What stopped it, and what was done until then, without how long it took."""
    command = [sys.executable, "-m", "tests.simulation", f"--planted={bug}"]
    said = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONHASHSEED": "0"}
    ).stdout
    return said.rpartition(";")[0]
