"""Databases of every release are migrated with the same figures; released migrations never change."""

import json
import shutil
from pathlib import Path

import pytest

from db.schema import VERSIONS
from tests.tools.seal import (
    FIGURES,
    MIGRATIONS,
    RELEASED,
    figures_in_postgres,
    figures_in_sqlite,
    hashes,
    seal,
)

SEALED = sorted(RELEASED.glob("*/")) if RELEASED.exists() else []


def holds(release: Path, versions: Path) -> bool:
    """Whether the migrations of this release are as they were."""
    then, now = json.loads((release / MIGRATIONS).read_text("utf-8")), hashes(versions)
    return all(now.get(name) == sha256 for name, sha256 in then.items())


@pytest.mark.parametrize("release", SEALED, ids=lambda one: one.name)
async def test_what_a_release_promised_is_still_true(release: Path, tmp_path: Path, postgres: str) -> None:
    figures = json.loads((release / FIGURES).read_text("utf-8"))
    assert holds(release, VERSIONS)
    assert await figures_in_sqlite(release, tmp_path) == figures
    assert await figures_in_postgres(release, postgres) == figures


async def test_what_differs_from_a_release_is_noticed(tmp_path: Path, postgres: str) -> None:
    release, versions = tmp_path / "0.0.1", tmp_path / "versions"
    await seal(release, postgres)
    figures = json.loads((release / FIGURES).read_text("utf-8"))
    assert figures["a conversation"] == "crh"
    assert figures["contacts"] == ["crh 9"]
    assert await figures_in_sqlite(release, tmp_path) == figures
    assert await figures_in_postgres(release, postgres) == figures
    shutil.copytree(VERSIONS, versions, ignore=shutil.ignore_patterns("__pycache__"))
    (versions / "9999_later.py").write_text("# a later one may come\n")
    assert holds(release, versions)
    first = min(versions.glob("0*.py"))
    first.write_text(first.read_text("utf-8") + "# edited in place\n", "utf-8")
    assert not holds(release, versions)
    first.unlink()
    assert not holds(release, versions)
