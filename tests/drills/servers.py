"""The bot as its users' servers run it: real processes, the unit's restrictions, the deployed proxy."""

import asyncio
import ctypes
import os
import re
import resource
import shutil
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from tests.support.project import ROOT

DEPLOY = ROOT / "deploy"
NO_NEW_PRIVILEGES, MEMORY_DENY_WRITE_EXECUTE = (38, 1), (65, 1)  # of prctl(2)
STARTED = "running: "


class Server:
    """`mektup run` with these settings; one life after the other, one log."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **settings}
        self._log = folder / "log"
        self._process: asyncio.subprocess.Process | None = None

    async def starts(self) -> None:
        """Returns when it says that it runs."""
        lives = self.log.count(STARTED)
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                cwd=self._folder,
                env=self._environment | {"PYTHONPATH": str(DEPLOY.parent)},
                stderr=log,
                preexec_fn=restricted,
            )
        async with asyncio.timeout(90):  # a start on a busy machine is no part of any drill
            while self.log.count(STARTED) == lives:
                assert self._process.returncode is None, self.log
                await asyncio.sleep(0.02)

    async def stops(self) -> float:
        """SIGTERM; the seconds it took to end well."""
        assert self._process is not None
        began = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        assert await self._process.wait() == 0
        return time.monotonic() - began

    def signals(self, number: signal.Signals) -> None:
        """Stop or go on, as a machine that is suspended and wakes."""
        assert self._process is not None
        self._process.send_signal(number)

    async def ends(self) -> None:
        """At the end of a test, however it went."""
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    @property
    def log(self) -> str:
        """Everything it has said."""
        return self._log.read_text("utf-8") if self._log.exists() else ""

    @property
    def errors(self) -> list[str]:
        """What it reported as broken."""
        return re.findall(r"^.*(?: ERROR | error [0-9a-f]{8}).*$", self.log, re.MULTILINE)


@asynccontextmanager
async def server(folder: Path, settings: Mapping[str, str]) -> AsyncIterator[Server]:
    """A server in a folder of its own, started; killed at the end if it still runs."""
    folder.mkdir()
    one = Server(folder, settings)
    try:
        await one.starts()
        yield one
    finally:
        await one.ends()


@asynccontextmanager
async def proxy(folder: Path, address: str, upstreams: list[str]) -> AsyncIterator[None]:
    """Caddy with the deployed Caddyfile; only where the replicas are found is written out here."""
    caddy = shutil.which("caddy", path=Path(sys.executable).parent)
    assert caddy, "the development requirements bring it: make test"
    deployed = (DEPLOY / "Caddyfile").read_text("utf-8")
    written, times = re.subn(r"dynamic a \{.*?\}\n", f"to {' '.join(upstreams)}\n", deployed, flags=re.DOTALL)
    assert times == 1
    file = folder / "Caddyfile"
    file.write_text(written.replace("{\n", "{\n\tadmin off\n", 1), "utf-8")
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "DOMAIN": address}
    with (folder / "caddy.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(caddy, "run", "--config", str(file), "--adapter", "caddyfile"), env=environment, stderr=log
        )
    try:
        await _answers(address)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


def restricted() -> None:
    """What the systemd unit takes away, as far as a process can take it away from itself."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    for option, value in (NO_NEW_PRIVILEGES, MEMORY_DENY_WRITE_EXECUTE):
        prctl(option, value, 0, 0, 0)  # an older kernel knows only the first
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)


async def _answers(address: str) -> None:
    async with asyncio.timeout(20), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(address) as answer:
                    assert answer.status == 404, "from outside there is only the webhook"
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.05)
