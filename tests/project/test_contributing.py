"""The worked examples of CONTRIBUTING.md, carried out block by block in a copy of the tree."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import polib
import pytest

from bot.checks.all_checks import checked
from bot.i18n.translate import LOCALES
from tests.support.project import ROOT

pytestmark = pytest.mark.timeout(900)  # processes of their own, which may have to wait for a core

FOLDERS = ("bot", "db", "docs", "locales", "tests")
FILES = ("CONTRIBUTING.md", "README.md", "pyproject.toml")
MOST_FILES = 8
QUIETLY = ("-q", "-p", "no:cacheprovider", "-k", "not postgres", "--timeout", "300")
NOTHING: Mapping[str, Callable[[], None]] = {}
# How what is added is met by tests that go through all there is, beside the test that comes with it.
QUESTION_MET_BY = (
    "tests/project/test_readme.py::test_the_diagram_the_questions_and_the_rooms_are_as_in_the_code",
    "tests/engine/test_restart.py::test_a_restart_before_every_question_goes_unnoticed[sqlite]",
    "tests/supporter/test_changing.py::test_back_from_a_change_leads_to_the_letter_with_nothing_changed[en-writer]",
)
COMMAND_MET_BY = (
    "tests/desk/test_today.py",
    "tests/desk/test_organizers_only.py::test_the_command_of_an_organizer_is_one_nobody_knows[sqlite-today]",
    "tests/desk/test_organizers_only.py::test_every_command_has_its_place_in_the_menu",
    "tests/project/test_readme.py::test_every_command_of_the_chat_is_named[today]",
)
FIGURE_MET_BY = (
    "tests/statistics/test_to_post.py",
    "tests/commands/test_stats.py::test_the_command_prints_json_as_it_is_documented",
)
PATH = re.compile(r"`((?:(?:bot|docs|locales|my-campaign|tests)/[\w./-]+|README)\.\w+)`")
BLOCK = re.compile(r"(?P<above>[^`]*(?:`[^`\n]+`[^`]*)*)^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.M | re.S)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what is worked on."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in FILES:
        shutil.copy(ROOT / file, tmp_path)
    return tmp_path


def test_the_style_page_shows_this_code() -> None:
    """Ten pairs: the good one stands in the code, the bad one no longer does."""
    section = _section("Style")
    code = "\n".join(path.read_text("utf-8") for folder in ("bot", "db", "tests") for path in _python(folder))
    pairs = re.findall(r"^\| `(.+?)` \| `(.+?)` \|", section, re.M)
    assert len(pairs) == 10
    assert [bad for bad, _ in pairs if bad in code] == []
    assert [good for _, good in pairs if good not in code] == []


def test_a_question_is_added_as_written(tree: Path) -> None:
    changed = _carry_out(tree, "Add a question")
    assert len(changed) <= MOST_FILES, changed
    _runs(tree, "pytest", *QUIETLY, *QUESTION_MET_BY)


def test_a_command_of_organizers_is_added_as_written(tree: Path) -> None:
    changed = _carry_out(tree, "Add an organizer's command")
    assert len(changed) <= MOST_FILES + 1, changed  # and its test
    _runs(tree, "pytest", *QUIETLY, *COMMAND_MET_BY)


def test_a_figure_is_added_as_written(tree: Path) -> None:
    changed = _carry_out(tree, "Add a figure")
    assert len(changed) <= MOST_FILES, changed
    _runs(tree, "pytest", *QUIETLY, *FIGURE_MET_BY)


def test_a_language_is_added_as_written(tree: Path) -> None:
    folder = tree / "my-campaign"
    _carry_out(tree, "Add a language", {"mektup campaign check my-campaign": lambda: _write_the_rest(folder)})
    t = checked(folder).languages["pl"]
    assert t.plain("home.button.write") == "Napisz list"
    said = [t.count("receive.today", number).split()[-1] for number in (1, 2, 5)]
    assert said == ["list", "listy", "listów"]
    assert t.date(date(2016, 1, 5)) == "5 stycznia 2016"
    assert sorted("łlzź", key=t.sort_key) == list("lłzź")


def _carry_out(tree: Path, title: str, before: Mapping[str, Callable[[], None]] = NOTHING) -> list[str]:
    """Do what each block of a section says, and something before these commands; the files it has changed."""
    contents = _contents(tree)
    for path, kind, text in _blocks(title):
        if kind != "sh":
            _change(tree / path, kind, text)
            continue
        for line in text.splitlines():
            before.get(line, lambda: None)()
            _runs(tree, *line.removeprefix("python -m ").split())
    after = _contents(tree)
    return [path for path in after if after[path] != contents.get(path)]


def _write_the_rest(folder: Path) -> None:
    """Every text still empty, in its English words with a mark, and every name the campaign still lacks."""
    file = folder / "campaign.toml"
    toml = file.read_text("utf-8").replace('home_country = "ZZ"', 'home_country = "PL"')
    file.write_text(
        toml.replace('"…"', '"Word"').replace("COUNTRY", "POLAND").replace("SURNAME First", "WORD One"),
        "utf-8",
    )
    for letter in folder.glob("locales/*/letters/*.txt"):
        letter.write_text("List\n\nDzień dobry, {name}!\n{own}\n{sender}\n", "utf-8")
    english = polib.pofile(str(LOCALES / "en" / "bot.po"))
    for path in folder.glob("locales/*/bot.po"):
        catalogue = polib.pofile(str(path))
        for entry in catalogue.untranslated_entries():
            original = english.find(entry.msgid)
            is_polish = path.parent.name == "pl" and not entry.msgid.startswith(("date", "casing", "script"))
            mark = "pl " if is_polish else ""
            entry.msgstr = mark + original.msgstr
            if entry.msgid_plural:
                forms = range(3 if is_polish else 2)
                entry.msgstr_plural = dict.fromkeys(forms, mark + original.msgstr_plural[1])
        catalogue.save()


def _blocks(title: str) -> Iterator[tuple[str, str, str]]:
    """The file a block is for, by the last path above it, what kind of block it is, and its text."""
    path = ""
    for block in BLOCK.finditer(_section(title)):
        named = PATH.findall(block["above"])
        path = named[-1] if named else path
        yield path, block["kind"], block["text"]


def _section(title: str) -> str:
    whole = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    return whole.partition(f"## {title}\n")[2].partition("\n## ")[0]


def _python(folder: str) -> Iterator[Path]:
    return (path for path in (ROOT / folder).rglob("*.py") if path.name != Path(__file__).name)


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
