"""A database of every release is migrated with the same figures; released migrations never change."""

import gzip
import json
from pathlib import Path

import pytest

from db.schema import VERSIONS
from tests.tools.seal import DATABASE, FIGURES, MIGRATIONS, RELEASED, figures_of, hashes, seal

SEALED = sorted(RELEASED.glob("*/")) if RELEASED.exists() else []


async def holds(release: Path, versions: Path, tmp_path: Path) -> bool:
    """Whether what was promised at this release is still true."""
    then, now = json.loads((release / MIGRATIONS).read_text("utf-8")), hashes(versions)
    file = tmp_path / "old.db"
    file.write_bytes(gzip.decompress((release / DATABASE).read_bytes()))
    figures = json.loads((release / FIGURES).read_text("utf-8"))
    return all(now.get(name) == sha256 for name, sha256 in then.items()) and await figures_of(file) == figures


@pytest.mark.skipif(not SEALED, reason="no release is sealed yet: make seal")
async def test_what_releases_promised_is_still_true(tmp_path: Path) -> None:
    for release in SEALED:
        assert await holds(release, VERSIONS, tmp_path), release.name


async def test_a_migration_that_was_changed_or_removed_is_noticed(tmp_path: Path) -> None:
    await seal(tmp_path / "0.0.1")
    assert await holds(tmp_path / "0.0.1", VERSIONS, tmp_path)
    versions = tmp_path / "versions"
    versions.mkdir()
    for one in VERSIONS.glob("[0-9]*.py"):
        (versions / one.name).write_bytes(one.read_bytes())
    (versions / "9999_later.py").write_text("# a later one may come\n")
    assert await holds(tmp_path / "0.0.1", versions, tmp_path)
    first = min(versions.iterdir())
    first.write_text(first.read_text("utf-8") + "# edited in place\n", "utf-8")
    assert not await holds(tmp_path / "0.0.1", versions, tmp_path)
    first.unlink()
    assert not await holds(tmp_path / "0.0.1", versions, tmp_path)


async def test_a_figure_that_differs_is_noticed(tmp_path: Path) -> None:
    await seal(tmp_path / "0.0.1")
    figures = json.loads((tmp_path / "0.0.1" / FIGURES).read_text("utf-8"))
    figures["by state"]["pledged"] += 1
    (tmp_path / "0.0.1" / FIGURES).write_text(json.dumps(figures), "utf-8")
    assert not await holds(tmp_path / "0.0.1", VERSIONS, tmp_path)
