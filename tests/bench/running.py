"""One run: a stand-in on one core, a contestant on the other, and what the kernel says about it."""

import base64
import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from tests.support.project import ROOT

from .contestants import Contestant
from .processes import Process
from .quota import held
from .stand_in import Load, argument

TOKEN = "123456789:AAbenchBenchBenchBenchBenchBenchBenc"
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
STAND_IN_CORE, BOT_CORE = (CORES[0], CORES[1]) if len(CORES) > 1 else (-1, -1)


class FailedError(Exception):
    """A contestant or the stand-in ended before its time."""


@dataclass
class Run:
    """A stand-in and its contestant, both alive."""

    stand_in: subprocess.Popen[str]
    bots: list[Process]
    started: float  # monotonic clock
    databases: list[Process] = field(default_factory=list)

    def event(self, wanted: str) -> dict[str, Any]:
        """What the stand-in tells next."""
        assert self.stand_in.stdout
        for line in self.stand_in.stdout:
            told: dict[str, Any] = json.loads(line)
            if told["event"] == wanted:
                return told
        raise FailedError(f"the stand-in ended before it told {wanted!r}")

    def cpu(self) -> float:
        """Seconds of CPU the contestant's processes have used."""
        return sum(one.cpu() for one in self.bots)

    def database_cpu(self) -> float:
        """Seconds of CPU the database server's processes have used."""
        return sum(one.cpu() for one in self.databases)

    def memory(self) -> int:
        """Resident bytes now."""
        return sum(one.memory() for one in self.bots)

    def peak(self) -> int:
        """Resident bytes at the highest."""
        return sum(one.peak() for one in self.bots)


@contextlib.contextmanager
def run(
    contestant: Contestant,
    load: Load,
    *,
    database: str = "",
    databases: Sequence[Process] = (),
    wrapper: Sequence[str] = (),
    extra: dict[str, str] | None = None,
) -> Iterator[Run]:
    """Starts both, yields them alive, and stops both."""
    listens = (
        tuple(f"127.0.0.1:{_free_port()}" for _ in range(contestant.replicas)) if contestant.webhook else ()
    )
    load = Load(**{**load.__dict__, "port": _free_port(), "webhooks": listens})
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        command = [sys.executable, "-m", "tests.bench.stand_in", argument(load, contestant.habit)]
        stand_in = stack.enter_context(
            _process(command, STAND_IN_CORE, os.environ | {}, stdout=subprocess.PIPE)
        )
        assert stand_in.stdout
        if not stand_in.stdout.readline():
            raise FailedError("the stand-in did not start")
        environment = _environment(load, database or f"sqlite+aiosqlite:///{folder}/bench.db") | (extra or {})
        started = time.monotonic()
        bots, logs = [], []
        for number in range(contestant.replicas):
            own = {}
            if listens:
                own = {
                    "WEBHOOK_URL": f"https://{listens[0]}",
                    "WEBHOOK_SECRET": "bench-secret-bench-secret",
                    "LISTEN": listens[number],
                }
            command = [sys.executable, *(wrapper or ("-m", contestant.module)), *contestant.arguments]
            errors = stack.enter_context((folder / f"{number}.log").open("w+"))
            logs.append(errors)
            bot = stack.enter_context(_process(command, BOT_CORE, environment | own, stderr=errors))
            stack.enter_context(held(bot.pid, contestant.share))
            bots.append(bot)
            threading.Thread(target=_stop_after, args=(bot, stand_in), daemon=True).start()
        try:
            yield Run(stand_in, [Process(one.pid) for one in bots], started, list(databases))
        except FailedError:
            _show_errors(logs)
            raise


def _environment(load: Load, database: str) -> dict[str, str]:
    scheme = "https" if load.certificate else "http"
    made = os.environ | {
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": f"{scheme}://127.0.0.1:{load.port}",
        "DATABASE_URL": database,
        "SECRET_KEY": SECRET_KEY,
        "LOG_LEVEL": "WARNING",
    }
    return made | ({"SSL_CERT_FILE": load.certificate} if load.certificate else {})


SECRET_KEY = base64.b64encode(secrets.token_bytes(32)).decode()


@contextlib.contextmanager
def _process(
    command: list[str], core: int, environment: dict[str, str], **pipes: Any
) -> Iterator[subprocess.Popen[str]]:
    if core >= 0 and (taskset := shutil.which("taskset")):
        command = [taskset, "--cpu-list", str(core), *command]
    with subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _stop_after(bot: subprocess.Popen[str], stand_in: subprocess.Popen[str]) -> None:
    """Nobody waits for a contestant that has died."""
    bot.wait()
    stand_in.terminate()


def _show_errors(logs: Sequence[IO[str]]) -> None:
    for log in logs:
        log.seek(0)
        for line in log.read().splitlines()[-3:]:
            print(f"    {line[:200]}", flush=True)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
