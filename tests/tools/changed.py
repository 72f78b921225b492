"""The tests of the rooms that differ from main, for `make test-changed`."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.support.project import ROOT

# Where a room's tests stand in another folder than its own name; what everybody meets is tested everywhere.
ELSEWHERE = {
    "bot/engine": ("tests/engine", "tests/telegram"),
    "bot/config.py": ("tests/commands",),
    "bot/run.py": ("tests/engine", "tests/simulation"),
    "bot/i18n": ("tests/checks",),
    "db": ("tests/db", "tests/jobs", "tests/engine"),
    "locales": ("tests/checks", "tests/supporter"),
    "deploy": ("tests/project",),
}
ALWAYS = ("tests/project/test_imports.py",)
OTHERWISE = ("tests/chat", "tests/supporter")


def watching(paths: Iterable[str]) -> list[str]:
    """The folders and files of tests that watch these files; the changed tests first."""
    found: dict[str, None] = {}
    for path in sorted(paths, key=lambda one: not one.startswith("tests/")):
        found |= dict.fromkeys(_watching(path))
    found |= dict.fromkeys(ALWAYS)
    there = [one for one in found if (ROOT / one).exists()]
    return [one for one in there if not any(str(outer) in there for outer in Path(one).parents)]


def _watching(path: str) -> tuple[str, ...]:
    if path.startswith("tests/"):
        name = path.rpartition("/")[2]
        return (path,) if name.startswith("test_") and name.endswith(".py") else ()
    if not path.startswith(("bot/", "db/", "locales/", "deploy/")):
        return ()
    for place, tests in ELSEWHERE.items():
        if path == place or path.startswith(f"{place}/"):
            return tests
    room = f"tests/{path.split('/')[1]}"
    return (room,) if (ROOT / room).is_dir() else OTHERWISE


def main() -> None:
    """Print them."""
    base = sys.argv[1] if len(sys.argv) > 1 else "main"
    asked = (
        ["diff", "--name-only", f"{base}..."],
        ["diff", "--name-only", "HEAD"],
        ["ls-files", "-o", "--exclude-standard"],
    )
    said = [
        subprocess.run(["git", *one], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for one in asked
    ]
    print(*watching({path for one in said for path in one.split()}))


if __name__ == "__main__":
    main()
