"""A release is the same wherever it is built, says what it is made of, and runs from an empty folder."""

import json
import subprocess
import zipfile
from pathlib import Path

from tests.support.project import ROOT
from tests.tools.release import build
from tests.tools.supply import SBOM, sbom


def cloned(folder: Path, umask: str) -> Path:
    subprocess.run(["sh", "-c", f'umask {umask}; git clone -q "{ROOT}" "{folder}"'], check=True)
    return folder


def test_two_clones_two_folders_two_umasks_make_the_same_bytes(tmp_path: Path) -> None:
    first = build(cloned(tmp_path / "one", "022"), tmp_path / "made")
    second = build(cloned(tmp_path / "a/much/longer/way", "077"), tmp_path / "made too")
    assert len(first) == 2
    assert first == second


def test_the_bill_of_materials_is_current_and_lies_in_the_wheel(tmp_path: Path) -> None:
    assert SBOM.read_text("utf-8") == sbom() + "\n", "stale: make sbom"
    build(ROOT, tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as files:
        (name,) = [one for one in files.namelist() if "/sboms/" in one]
        assert name.endswith(".dist-info/sboms/mektup.cdx.json")
        listed = json.loads(files.read(name))
    assert listed["metadata"]["component"]["name"] == "mektup"
