"""The README names every setting, every command and every question."""

import pytest

from bot.__main__ import COMMANDS
from bot.config import Config
from bot.routes import COMMAND, ROUTES
from bot.supporter import questions
from tests.support.project import ROOT

README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", Config.model_fields)
def test_every_setting_is_explained(name: str) -> None:
    assert f"`{name.upper()}`" in README


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_command_line_is_named(command: str) -> None:
    assert f"mektup {command}" in README


@pytest.mark.parametrize("command", [one.name for one in ROUTES if COMMAND in one.shapes])
def test_every_command_of_the_chat_is_named(command: str) -> None:
    assert f"/{command}" in README


@pytest.mark.parametrize("question", [one.name for one in (*questions.ORDER, *questions.AFTERWARDS)])
def test_every_question_is_in_the_state_diagram(question: str) -> None:
    diagram = README.partition("```mermaid")[2].partition("```")[0]
    assert question.replace("-", "_") in diagram.replace("-", "_")


@pytest.mark.parametrize("line", ["make run", "make test"])
def test_the_two_commands_come_first(line: str) -> None:
    assert line in README[: README.index("## ", README.index("## ") + 3)]
