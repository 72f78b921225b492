"""Takes one safeguard out at a time and shows which test turns red: `make mutants`.

Each mutant lives in a copy of the code; a mutant whose tests stay green is a safeguard nobody watches.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.support.project import ROOT

COPIED = ("bot", "db", "deploy", "locales", "tests", "pyproject.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A safeguard: where it stands, what stands there without it, and the tests that watch it."""

    name: str
    path: str
    code: str
    without: str
    tests: list[str]


def mutants() -> list[Mutant]:
    """All of tests/tools/safeguards.toml."""
    found = tomllib.loads((ROOT / "tests/tools/safeguards.toml").read_text("utf-8"))
    return [Mutant(**one) for one in found["safeguard"]]


def main() -> int:
    """Run all of them, or those whose safeguard has this word; 1 if one survives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("word", nargs="?", default="", help="only safeguards with this word")
    chosen = [mutant for mutant in mutants() if parser.parse_args().word in mutant.name]
    survived = 0
    with tempfile.TemporaryDirectory(prefix="mektup-mutants-") as folder:
        for mutant in chosen:
            began = time.monotonic()
            red = _red_tests(mutant, Path(folder) / "code")
            survived += not red
            verdict = f"red: {', '.join(red)}" if red else "SURVIVED"
            print(f"{mutant.name} — {verdict} ({time.monotonic() - began:.0f} s)", flush=True)
    print(f"{len(chosen)} safeguards taken out, {survived} not noticed")
    return 1 if survived else 0


def _red_tests(mutant: Mutant, code: Path) -> list[str]:
    """The tests that fail without the safeguard, each once, by its name."""
    shutil.rmtree(code, ignore_errors=True)
    for name in COPIED:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        code.mkdir(exist_ok=True)
        copy(source, code / name)
    path = code / mutant.path
    text = path.read_text("utf-8")
    assert text.count(mutant.code) == 1, f"{mutant.path} no longer has this safeguard: {mutant.code!r}"
    path.write_text(text.replace(mutant.code, mutant.without), "utf-8")
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "", *mutant.tests]
    done = subprocess.run(tests, cwd=code, capture_output=True, text=True)
    failed = [line.split()[1] for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    assert done.returncode in (0, 1), done.stdout[-2000:] + done.stderr[-2000:]
    if done.returncode and not failed:  # the run itself broke off
        failed = list(mutant.tests)
    return sorted({test.partition("::")[2].partition("[")[0] for test in failed})


if __name__ == "__main__":
    sys.exit(main())
