"""Every mistake that an organizer can make is said in Ukrainian, too."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.checks.mistakes_translated import language_of, translated
from tests.support.project import ROOT

# What looks at the built-in texts alone, or is no sentence by itself.
BUILT_IN = ("country_names", "crimean_tatar", "crimean_tatar_dictionary", "glossary", "proofreading_list")
APART = (
    *("It waits for its translation", "Translate it and remove", "There is no catalogue", "So it is after"),
    *("is not a known vocative", "is not in the dictionary", "Correct it, or", "All texts together"),
    *("{} to {}, who is not there", "It has {} characters{}", "The {} cannot be printed", "B1 ends at"),
    *("Ukrainian spelling and vocatives", "Write {}, with a line", "The file {}"),
)


def sentences() -> Iterator[str]:
    """What the checks say: whole sentences, as they stand in the code."""
    for path in (*sorted((ROOT / "bot/checks").glob("*.py")), ROOT / "bot/commands/screen_limits.py"):
        if path.stem not in BUILT_IN:
            yield from _in(path)


def _in(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    parts = {id(part) for one in texts for part in one.values}
    plain = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in parts]
    said = [
        "".join(str(p.value) if isinstance(p, ast.Constant) else "7" for p in one.values) for one in texts
    ]
    said += [one.value for one in plain if isinstance(one.value, str)]
    for one in said:
        if re.fullmatch(r"[A-Z“7][^\n]* [^\n]*\.", one) and not any(_like(part, one) for part in APART):
            yield one


def _like(part: str, sentence: str) -> bool:
    return part.replace("{}", "7") in sentence


def _docstrings() -> set[str]:
    found = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                found.add(ast.get_docstring(node) or "")
    return found


def test_every_sentence_of_the_checks_is_known() -> None:
    no_sentences = _docstrings()
    said = [one for one in sentences() if one not in no_sentences]
    assert len(said) > 60
    assert [one for one in said if not re.search("[а-яі]", translated(one, "uk"))] == []


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (
            "campaign.toml, prisoners.person-3.place: there is no place prison-9",
            "campaign.toml, prisoners.person-3.place: немає місця prison-9",
        ),
        (
            "People, row 3, column AH: a formula; paste its value instead.",
            "People, рядок 3, стовпець AH: формула; вставте замість неї значення.",
        ),
        (
            "there is no key `timezone`; did you mean `time_zone`?",
            "немає ключа `timezone`; може, `time_zone`?",
        ),
        (
            "en/bot.po, home.text: The text is empty. Write it.",
            "en/bot.po, home.text: Текст порожній. Напишіть його.",
        ),
    ],
)
def test_a_mistake_is_said_in_ukrainian(mistake: str, said: str) -> None:
    assert translated(mistake, "uk") == said
    assert translated(mistake, "crh") == said, "until Crimean Tatar has its own"
    assert translated(mistake, "en") == translated(mistake, "pl") == mistake


@pytest.mark.parametrize(("value", "language"), [("uk_UA.UTF-8", "uk"), ("C.UTF-8", "C"), ("", "")])
def test_the_language_of_a_terminal(value: str, language: str) -> None:
    assert language_of({"LANG": value}) == language
