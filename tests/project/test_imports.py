"""The rooms: who may import whom, how long a file may be, which words nothing may be called."""

import ast
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import pytest

from tests.support.project import ROOT

LONGEST, LONGEST_TEST = 260, 350  # lines; stories are longer than the code they tell of

# From the top down. A room imports from the floors below its own, never from its own or from above.
FLOORS = (
    {"bot.__main__"},
    {"bot.commands"},
    {"bot.run"},
    {"bot.intake", "bot.jobs"},
    {"bot.engine", "bot.routes"},
    {"bot.desk", "bot.monitoring"},
    {"bot.supporter", "bot.statistics", "bot.telegram"},
    {"bot.chat"},
    {"bot.checks"},
    {"bot.letter", "bot.config"},
    {"bot.campaign"},
    {"bot.i18n", "bot.error_logs", "bot.cache", "bot.playground"},
    {"db"},
)
# Whoever begins a transaction that writes: the engine, and the few named jobs.
WRITERS = {
    "db.renewing",  # a slice of the night each
    "bot.engine.engine",
    "bot.engine.pace",  # reserves time, of nobody
    "bot.jobs.lasting_faults",
    "bot.jobs.night",
    "bot.jobs.reminders",
    "bot.jobs.retention",
    "bot.commands.evening",
    "bot.commands.move",
    "bot.commands.rekey",
    "bot.commands.restore",
    "bot.commands.screen_answers",  # of a database of its own
}
# Beside the playground: whoever meets the library's errors and requests, and whoever speaks through its Bot.
MEET_ITS_ERRORS = {"bot.telegram.outcome", "bot.telegram.transport"}
SPEAK_THROUGH_IT = {"bot.commands.doctor_telegram", "bot.intake.webhook"}
NEVER = {"wizard", "flow", "utils", "util", "helpers", "helper", "manager", "service", "common"}
NEVER_IN_A_CONVERSATION = {"step", "steps"}
CONVERSING = {"bot.chat", "bot.supporter", "bot.desk"}
NEVER_AT_ALL = ("user_data", "chat_data")


class Module:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text("utf-8")
        parts = path.relative_to(ROOT).with_suffix("").parts
        self.name = ".".join(parts).removesuffix(".__init__")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def imports(self) -> Iterator[tuple[str, ast.stmt]]:
        """Every module or name that is imported, with its place."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)

    def names(self) -> Iterator[str]:
        """Whatever is given a name here."""
        yield from self.name.split(".")
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield node.name
            elif isinstance(node, ast.arg):
                yield node.arg
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


def modules(*folders: str) -> list[Module]:
    return [Module(path) for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


CODE = modules("bot", "db")
NAMES = {module.name for module in CODE}


def room_of(name: str) -> str:
    """The room a module stands in: a folder of `bot`, a module beside them, or `db`."""
    return "db" if name.split(".")[0] == "db" else ".".join(name.split(".")[:2])


def known(imported: str) -> str:
    """The module of ours that an imported name stands in."""
    while imported not in NAMES:
        imported = imported.rpartition(".")[0]
    return imported


def ours(module: Module) -> set[str]:
    return {known(name) for name, _ in module.imports() if name.split(".")[0] in ("bot", "db")}


ARROWS = {
    (room_of(module.name), room_of(name))
    for module in CODE
    for name in ours(module)
    if room_of(module.name) != room_of(name)
}


def test_every_room_has_a_floor() -> None:
    assert {room_of(module.name) for module in CODE} - {"bot"} == set().union(*FLOORS)


def test_a_room_imports_only_from_below() -> None:
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    up = sorted(f"{one} -> {other}" for one, other in ARROWS if floor[other] <= floor[one])
    assert up == []


def test_no_two_rooms_import_each_other() -> None:
    assert [arrow for arrow in ARROWS if arrow[::-1] in ARROWS] == []


def test_there_is_no_circle() -> None:
    edges = {module.name: ours(module) - {module.name} for module in CODE}
    while leaves := {name for name, targets in edges.items() if not targets & edges.keys()}:
        for leaf in leaves:
            del edges[leaf]
    assert edges == {}


def test_only_the_named_modules_meet_telegrams_library() -> None:
    errors, others = set[str](), set[str]()
    for module in CODE:
        used = {name for name, _ in module.imports() if name.split(".")[0] == "telegram"}
        if used and not module.name.startswith("bot.playground"):
            deep = any(one.startswith(("telegram.error", "telegram.request")) for one in used)
            (errors if deep else others).add(module.name)
    assert errors == MEET_ITS_ERRORS
    assert others == SPEAK_THROUGH_IT


def test_only_the_engine_and_the_named_jobs_write() -> None:
    found = {module.name for module in CODE if re.search(r"\.write\(\) as ", module.text)}
    assert found <= WRITERS
    committing = {module.name for module in CODE if ".commit(" in module.text}
    assert {name for name in committing if not name.startswith("bot.commands")} <= {"db.database"}


@pytest.mark.parametrize("module", modules("bot", "db", "tests"), ids=lambda module: module.name)
def test_a_file_is_short_and_its_first_line_says_which_room_it_is(module: Module) -> None:
    longest = LONGEST_TEST if module.name.startswith("tests") else LONGEST
    assert module.text.count("\n") <= longest
    if module.text:
        first = module.text.splitlines()[0]
        assert re.match(r'r?""".{10,}', first), first
        assert "\n" not in (ast.get_docstring(module.tree) or "").partition("\n\n")[0] or first.endswith(",")


@pytest.mark.parametrize("module", CODE, ids=lambda module: module.name)
def test_no_import_dodges_a_circle(module: Module) -> None:
    assert "TYPE_CHECKING" not in module.text
    top = set(module.tree.body)
    for name, node in module.imports():
        if node not in top:
            line = module.text.splitlines()[node.lineno - 1]
            assert "noqa: PLC0415" in line, f"{module.name} imports {name} inside a function"


@pytest.mark.parametrize("module", CODE, ids=lambda module: module.name)
def test_nothing_is_called_by_a_forbidden_word(module: Module) -> None:
    forbidden = NEVER | (NEVER_IN_A_CONVERSATION if room_of(module.name) in CONVERSING else set())
    for name in module.names():
        words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}
        assert not words & forbidden, f"{module.name}: {name}"
        assert name not in NEVER_AT_ALL, f"{module.name}: {name}"
