"""The worked examples of CONTRIBUTING.md, carried out block by block in a copy of the tree."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.project import ROOT

FOLDERS = ("bot", "db", "locales", "tests")
FILES = ("CONTRIBUTING.md", "README.md", "pyproject.toml")
MOST_FILES = 8
# How each new question is met by tests that go from question to question.
MET_BY = (
    "tests/project/test_readme.py::test_the_diagram_the_questions_and_the_rooms_are_as_in_the_code",
    "tests/engine/test_restart.py::test_a_restart_before_every_question_goes_unnoticed[sqlite]",
    "tests/supporter/test_changing.py::test_back_from_a_change_leads_to_the_letter_with_nothing_changed[en-writer]",
)
BLOCK = re.compile(r"(?P<above>[^`]*(?:`[^`\n]+`[^`]*)*)^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.M | re.S)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what is worked on."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in FILES:
        shutil.copy(ROOT / file, tmp_path)
    return tmp_path


def test_a_question_is_added_as_written(tree: Path) -> None:
    before = _contents(tree)
    for path, kind, text in _blocks("Add a question"):
        if kind == "sh":
            for line in text.splitlines():
                _runs(tree, *line.removeprefix("python -m ").split())
        else:
            _change(tree / path, kind, text)
    after = _contents(tree)
    changed = [path for path in after if after[path] != before.get(path)]
    assert len(changed) <= MOST_FILES, changed
    _runs(tree, "pytest", "-q", "-p", "no:cacheprovider", *MET_BY)


def _blocks(title: str) -> Iterator[tuple[str, str, str]]:
    """The file a block is for, by the last path above it, what kind of block it is, and its text."""
    whole = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    section = whole.partition(f"## {title}\n")[2].partition("\n## ")[0]
    path = ""
    for block in BLOCK.finditer(section):
        named = re.findall(r"`((?:bot|locales)/[\w./-]+)`", block["above"])
        path = named[-1] if named else path
        yield path, block["kind"], block["text"]


def _change(file: Path, kind: str, text: str) -> None:
    if kind == "python":
        assert not file.exists()
        file.write_text(text, "utf-8")
        return
    content = file.read_text("utf-8")
    if kind == "po":
        file.write_text(f"{content}\n{text}", "utf-8")
        return
    assert kind == "diff", kind
    lines = text.splitlines(keepends=True)
    old, new = ("".join(line[1:] for line in lines if line[0] in f" {sign}") for sign in "-+")
    assert content.count(old) == 1, f"{file} has no longer:\n{old}"
    file.write_text(content.replace(old, new), "utf-8")


def _runs(tree: Path, module: str, *arguments: str) -> None:
    module = "bot" if module == "mektup" else module
    command = [sys.executable, "-m", module, *arguments]
    ran = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=600)
    assert ran.returncode == 0, f"{' '.join(arguments)}\n{ran.stdout}{ran.stderr}"


def _contents(tree: Path) -> dict[str, bytes]:
    files = (path for path in tree.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path.relative_to(tree)): path.read_bytes() for path in files}
