"""The list of safeguards fits the code: none has moved, every test that watches one is there."""

import pytest

from tests.support.project import ROOT
from tests.tools.mutants import Mutant, mutants


@pytest.mark.parametrize("mutant", mutants(), ids=lambda one: one.name)
def test_a_safeguard_stands_once_and_its_tests_are_there(mutant: Mutant) -> None:
    assert (ROOT / mutant.path).read_text("utf-8").count(mutant.code) == 1
    for test in mutant.tests:
        path, _, name = test.partition("::")
        assert name == "" or f"def {name.partition('[')[0]}(" in (ROOT / path).read_text("utf-8")
