"""Wheel and sdist of the last commit, the same bytes for everybody: `make wheel`, docs/verify.md."""

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.project import ROOT


def build(checkout: Path, target: Path) -> dict[str, str]:
    """Both, of what is committed there and nothing else; their sha256 by name."""
    commit = ["git", "-C", str(checkout), "log", "-1", "--format=%ct"]
    moment = subprocess.run(commit, check=True, capture_output=True, text=True).stdout.strip()
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mektup-release-") as name:
        source = subprocess.run(
            ["git", "-C", str(checkout), "archive", "HEAD"], check=True, capture_output=True
        ).stdout
        subprocess.run(["tar", "-x", "-C", name], input=source, check=True)
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "--directory", str(target.resolve())],
            cwd=name,
            env=os.environ | {"SOURCE_DATE_EPOCH": moment, "PYTHONHASHSEED": "0"},
            check=True,
            stdout=subprocess.DEVNULL,
        )
    files = sorted(one for one in target.iterdir() if one.suffix in (".whl", ".gz"))
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


if __name__ == "__main__":
    dist = ROOT / "dist"
    sums = "".join(f"{sha256}  {name}\n" for name, sha256 in build(ROOT, dist).items())
    (dist / "SHA256SUMS").write_text(sums, "utf-8")
    sys.stdout.write(sums)
