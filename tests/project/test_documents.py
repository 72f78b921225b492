"""The documents say what is so: commands, options, settings, defaults, figures, links, targets of make."""

import argparse
import importlib
import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import routes as app
from bot.__main__ import COMMANDS
from bot.config import Config
from bot.desk.desk_routes import COMMAND
from bot.monitoring.metrics import Metrics
from tests.support.project import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "locales").rglob("*.md")])
RUN = ROOT / "docs" / "run.md"
CHAT_COMMANDS = {one.name for one in app.ROUTES if COMMAND in one.shapes}
OF_BOTFATHER = {"newbot", "setjoingroups", "setdescription", "setuserpic", "revoke", "mybots"}
OF_EXAMPLES = {"today"}  # added step by step in CONTRIBUTING.md
ADDRESSES = {"health", "ready", "metrics", "telegram"}
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def code_in(page: Path) -> list[str]:
    """Every line that is code."""
    return [line for block in CODE.findall(page.read_text("utf-8")) for line in block.strip("`").splitlines()]


def parser_of(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(name)
    module = importlib.import_module(f"bot.commands.{name}")
    getattr(module, "options", lambda _parser: None)(parser)
    return parser


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    """Also those of what follows, as in `campaign new`."""
    known = set(parser._option_string_actions)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                known |= options_of(inner)
    return known


def rows_of(page: Path) -> dict[str, list[str]]:
    """Rows of every table by what stands in the first cell as code."""
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.read_text("utf-8").splitlines()
        if line.startswith("| `")
    ]
    return {row[0].strip("`"): row[1:] for row in cells}


@pages
def test_every_command_on_the_page_exists_with_its_options(page: Path) -> None:
    for line in code_in(page):
        for name, rest in re.findall(r"(?:^|bin/|[^\w./-])mektup ([a-z][\w-]*)([^&;|>#]*)", line):
            if name in COMMANDS:
                unknown = set(re.findall(r"(?<!\w)--[a-z-]+", rest)) - options_of(parser_of(name))
                assert not unknown, line
            else:
                assert "systemctl" in line or "journalctl" in line or "install" in line, line


def test_every_command_is_in_the_table() -> None:
    assert {f"mektup {name}" for name in COMMANDS} <= set(rows_of(RUN))


@pytest.mark.parametrize("page", [RUN, ROOT / "README.md"], ids=["run.md", "README.md"])
def test_every_setting_is_in_the_table_with_its_default(page: Path) -> None:
    rows = {name: row for name, row in rows_of(page).items() if name.isupper()}
    assert set(rows) == {name.upper() for name in Config.model_fields}
    for name, field in Config.model_fields.items():
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        said = rows[name.upper()][0].strip("`")
        if default:
            assert said == default, name
        else:
            assert said in ("", "the built-in one"), name


@pages
def test_every_setting_that_is_named_exists(page: Path) -> None:
    code = "\n".join(code_in(page))
    named = set(re.findall(r"^(?:export )?([A-Z][A-Z_]+)=", code, re.MULTILINE))
    others = {"DOMAIN", "POSTGRES_PASSWORD", "BACKUP_RECIPIENT", "FIGURES", "PYTHON", "VENV", "EXAMPLES"}
    assert {name.lower() for name in named - others} <= set(Config.model_fields)


def test_every_figure_is_in_the_table_and_no_other() -> None:
    families = [one for one in Metrics().registry.collect() if one.name.startswith("mektup_")]
    exported = {f"{one.name}_total" if one.type == "counter" else one.name for one in families}
    assert {name for name in rows_of(RUN) if name.startswith("mektup_")} == exported


@pages
def test_every_link_leads_somewhere(page: Path) -> None:
    prose = CODE.sub("", page.read_text("utf-8"))
    for address in re.findall(r"\]\(([^)\s]+)\)", prose):
        if re.match(r"[a-z]+:", address):
            continue
        path, _, anchor = address.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), address
        if anchor:
            headings = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", one).strip().lower().replace(" ", "-") for one in headings}
            assert anchor in anchors, address


def test_the_ukrainian_page_for_organizers_says_what_the_english_one_says() -> None:
    english, ukrainian = (
        (ROOT / "docs" / name).read_text("utf-8") for name in ("organizers.md", "organizers.uk.md")
    )
    for what, pattern in (
        ("headings", r"^(#+) "),
        ("rows and points", r"^(\||- )"),
        ("code", r"`([^`\n]+)`"),
        ("pictures", r"\(([\w-]+?)(?:\.uk)?\.png\)"),
        ("dates", r"(\d\d\.\d\d\.\d{4})"),
    ):
        found = [re.findall(pattern, page, re.MULTILINE) for page in (english, ukrainian)]
        assert found[0] == found[1], what


@pages
def test_every_target_of_make_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {name for line in code_in(page) for name in re.findall(r"(?:^|&& |sudo )make ([a-z]+)\b", line)}
    assert named <= targets


@pages
def test_every_command_of_the_chat_exists(page: Path) -> None:
    lines = [line for line in code_in(page) if re.fullmatch(r"/[a-z]+( .*)?", line)]
    named = {re.split(r"\W", line[1:])[0] for line in lines}
    assert named <= CHAT_COMMANDS | OF_BOTFATHER | OF_EXAMPLES | ADDRESSES
