"""The README names every setting and every command; its diagram and its rooms are those of the code."""

import pytest

from bot.__main__ import COMMANDS
from bot.config import Config
from bot.desk.desk_routes import COMMAND
from bot.routes import ROUTES
from tests.support.project import ROOT
from tests.tools import readme

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


def test_the_diagram_the_questions_and_the_rooms_are_as_in_the_code() -> None:
    assert readme.written(README) == README, "stale: python -m tests.tools.readme --write"


@pytest.mark.parametrize("line", ["make run", "make test"])
def test_the_two_commands_come_first(line: str) -> None:
    assert line in README[: README.index("## ", README.index("## ") + 3)]


def test_it_is_read_in_one_sitting() -> None:
    assert README.count("\n") < 150
