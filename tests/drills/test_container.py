"""The image without an engine: its recipe, line by line in an empty folder, then its start command.

What this cannot show: the base image, the user's limits that an engine sets, the network between containers.
"""

import asyncio
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.playground import Playground
from tests.drills.servers import DEPLOY, restricted
from tests.fire.processes import free_port, settings_of
from tests.support.phone import Phone

ROOT = DEPLOY.parent
NOBODY = 10001  # the image's user
SYSTEM = ("groupadd", "useradd", "apt-get")  # not on this machine


@dataclass
class Image:
    """What the recipe makes: a folder, and how it is started."""

    root: Path
    variables: dict[str, str] = field(default_factory=dict)
    entry: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    check: list[str] = field(default_factory=list)
    user: str = ""

    def inside(self, text: str) -> str:
        """The same text with the image's paths under our folder."""
        return re.sub(r"(?<![\w.])/(opt|src|var/lib/mektup|tmp/matplotlib)\b", rf"{self.root}/\1", text)


def instructions(recipe: str) -> Iterator[tuple[str, str]]:
    """Each instruction with its argument; continued lines are one."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^\s*#.*\n", "", recipe, flags=re.MULTILINE))
    for line in joined.splitlines():
        if line.strip():
            name, _, argument = line.strip().partition(" ")
            yield name, argument.strip()


def build(recipe: str, root: Path) -> Image:
    """Carry out every instruction, the second stage on the first one's result."""
    image = Image(root)
    folder = root
    (root / "base").mkdir()
    (root / "base/python").symlink_to(base_python())
    for name, argument in instructions(recipe):
        if name == "WORKDIR":
            folder = Path(image.inside(argument))
            folder.mkdir(parents=True, exist_ok=True)
        elif name == "COPY" and not argument.startswith("--from"):
            *sources, target = argument.split()
            for source in sources:
                copy(ROOT / source, folder / target / ("" if target == source else source))
        elif name == "RUN" and not argument.startswith(SYSTEM):
            subprocess.run(
                ["sh", "-euc", f"PATH={root}/base:$PATH; {image.inside(argument)}"],
                cwd=folder,
                check=True,
                capture_output=True,
            )
        elif name == "ENV":
            image.variables |= dict(
                one.partition("=")[::2] for one in shlex.split(image.inside(argument).replace("$PATH", ""))
            )
        elif name == "HEALTHCHECK":
            image.check = json.loads(argument.partition("CMD ")[2])
        elif name in ("ENTRYPOINT", "CMD"):
            setattr(image, {"ENTRYPOINT": "entry", "CMD": "command"}[name], json.loads(argument))
        elif name == "USER":
            image.user = argument
    return image


def base_python() -> Path:
    """The Python under the image: the system's if it will do, since any user may run that one."""
    system = Path("/usr/bin/python3")
    will_do = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))"
    if system.exists() and subprocess.run([system, "-c", will_do], check=False).returncode == 0:
        return system
    return Path(sys.executable).resolve()


def copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_the_recipe_builds_a_bot_that_starts_answers_and_stops(playground: Playground) -> None:
    root = Path("/tmp/mektup-image")  # every folder above it is open to other users
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(mode=0o755)
    try:
        image = build((DEPLOY / "Dockerfile").read_text("utf-8"), root)
        assert image.user == f"{NOBODY}:{NOBODY}"
        assert not list(root.glob("opt/mektup/bin/pip*")), "what only builds does not stay"
        await _lives(playground, image, image.root / "var/lib/mektup")
    finally:
        shutil.rmtree(root, ignore_errors=True)


async def _lives(playground: Playground, image: Image, state: Path) -> None:
    port = free_port()
    settings = {**settings_of(playground, ""), "LOG_LEVEL": "INFO", "LISTEN": f"127.0.0.1:{port}"}
    del settings["DATABASE_URL"]  # the image's own
    variables = {**image.variables, **settings}
    check = [part.replace("8443", str(port)) for part in image.check]
    as_nobody: dict[str, Any] = {}
    if os.getuid() == 0 and base_python().is_relative_to("/usr"):
        os.chown(state, NOBODY, NOBODY)
        as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    path = image.variables["PATH"].strip(":")
    process = await asyncio.create_subprocess_exec(
        *(str(shutil.which(image.entry[0], path=path)), *image.command),
        cwd=state,
        env=variables,
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=restricted,
        **as_nobody,
    )
    try:
        async with asyncio.timeout(30):
            while await _exit_code(check, path):  # noqa: ASYNC110  (another process)
                await asyncio.sleep(0.2)
        olena = Phone(playground, playground.person("Olena", "en"))
        await olena.types("/start")
        assert "Write a letter" in olena.buttons()
        process.terminate()
        assert process.stderr
        said = (await process.stderr.read()).decode()
        assert await process.wait() == 0
        assert [json.loads(line)["level"] for line in said.splitlines()].count("ERROR") == 0
        assert await _exit_code(check, path) != 0, "a stopped bot is not healthy"
        assert (state / "mektup.db").exists()
        assert written_by_nobody(state) == [], "a read-only root is enough"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _exit_code(command: list[str], path: str) -> int:
    process = await asyncio.create_subprocess_exec(
        *command, env={"PATH": path}, stderr=asyncio.subprocess.DEVNULL
    )
    return await process.wait()


def written_by_nobody(state: Path) -> list[Path]:
    """Files of the image's user outside its own folder."""
    return [
        path
        for top in ("/etc", "/home", "/opt", "/srv", "/tmp", "/usr", "/var")
        for path in Path(top).rglob("*")
        if path.lstat().st_uid == NOBODY and state not in (path, *path.parents)
    ]
