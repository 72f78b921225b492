"""An installed wheel starts outside the checkout, with its texts, its campaign and its migrations."""

import os
import re
import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.project import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built offline, with the hatchling that is here."""
    folder = tmp_path_factory.mktemp("wheel")
    arguments = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(arguments, cwd=ROOT, check=True, capture_output=True, timeout=60)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def mektup(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a fresh environment that has this wheel, and the libraries of this one."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, symlinks=True, with_pip=False)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install"]
    quietly = ["--no-deps", "--no-index", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *quietly, str(wheel)], check=True, capture_output=True, timeout=60)
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin" / "mektup"


def environment() -> dict[str, str]:
    """Nothing of this project: no settings, no path to the checkout."""
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "PYTHONUNBUFFERED": "1"}


def test_the_wheel_holds_code_texts_and_campaign_and_no_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in (
        "bot/campaign/campaign.toml",
        "bot/playground/page.html",
        "db/migrations/script.py.mako",
        *(f"locales/{language}/bot.po" for language in ("uk", "en", "crh")),
        *(f"locales/{language}/ideas.txt" for language in ("uk", "en", "crh")),
    ):
        assert name in names
    for folder in ("bot", "db", "locales"):
        tracked = subprocess.run(
            ["git", "ls-files", folder], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.split()
        assert {one for one in tracked if not one.startswith("locales/crh/README")} - names == set()
    assert not [name for name in names if name.startswith("tests")]


def test_the_installed_code_is_not_the_checkout(mektup: Path, tmp_path: Path) -> None:
    shown = subprocess.run(
        [mektup.with_name("python"), "-c", "import bot; print(bot.__file__)"],
        cwd=tmp_path,
        env=environment(),
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout
    assert shown.startswith(str(mektup.parents[1]))


def test_mektup_secret(mektup: Path, tmp_path: Path) -> None:
    ended = subprocess.run(
        [mektup, "secret"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert re.fullmatch(r"[\w+/]{43}=\n", ended.stdout)


@pytest.fixture
def playing(mektup: Path, tmp_path: Path) -> Iterator[str]:
    """The address that `mektup play` prints."""
    process = subprocess.Popen(
        [mektup, "play", "--port", "0"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found, line
        yield found[0]
    finally:
        process.terminate()
        output = process.communicate(timeout=15)[0]
    assert process.returncode == 0, output
    assert "Traceback" not in output


def test_mektup_play_serves_the_chat_page_and_leaves_nothing_behind(playing: str, tmp_path: Path) -> None:
    with urllib.request.urlopen(playing, timeout=20) as answer:
        page = answer.read().decode()
    assert answer.status == 200
    assert "<html" in page
    assert list(tmp_path.iterdir()) == []
