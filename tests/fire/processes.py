"""The bot as a process of its own: started, killed, stopped, its whole log kept."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.playground import Playground
from tests.conftest import SECRET
from tests.support.journal import leaks

WEBHOOK_SECRET = "a-secret-only-telegram-knows"
STARTED = "running"


class BotProcess:
    """One life after the other, of a bot with these settings."""

    def __init__(self, fork_server: asyncio.subprocess.Process, log: Path) -> None:
        self._fork_server = fork_server
        self._log = log
        self.pid = 0

    async def starts(self) -> None:
        """A new life; returns when it says that it runs."""
        seen = self.log.count(STARTED)
        self.pid = int(await self._asks("run"))
        async with asyncio.timeout(90):  # a start on a busy machine is no part of any drill
            while self.log.count(STARTED) == seen:  # noqa: ASYNC110  (another process writes it)
                await asyncio.sleep(0.01)

    async def is_killed(self) -> None:
        """SIGKILL: no goodbye."""
        os.kill(self.pid, signal.SIGKILL)
        assert await self._asks("wait") == "-9"

    async def stops(self) -> int:
        """SIGTERM; the exit code."""
        os.kill(self.pid, signal.SIGTERM)
        return int(await self._asks("wait"))

    @property
    def log(self) -> str:
        """Everything it has written so far."""
        return self._log.read_text("utf-8", "replace")

    async def _asks(self, what: str) -> str:
        assert self._fork_server.stdin is not None
        assert self._fork_server.stdout is not None
        self._fork_server.stdin.write(f"{what}\n".encode())
        return (await self._fork_server.stdout.readline()).decode().strip()


@asynccontextmanager
async def bot_process(
    playground: Playground, database_url: str, folder: Path, **settings: str
) -> AsyncIterator[BotProcess]:
    """A bot on this playground, not yet started; killed at the end if it still lives."""
    log = folder / "bot.log"
    environment = os.environ | settings_of(playground, database_url) | settings
    with log.open("wb") as lines:
        fork_server = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.fire.fork_server"),
            env=environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=lines,
        )
    process = BotProcess(fork_server, log)
    try:
        yield process
    finally:
        if process.pid:
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        assert fork_server.stdin is not None
        fork_server.stdin.close()
        await fork_server.wait()
    assert leaks(process.log.splitlines()) == [], "no line of the log, at DEBUG, names anybody"


def settings_of(playground: Playground, database_url: str) -> Mapping[str, str]:
    """The environment of a bot on this playground, with everything logged."""
    return {
        "BOT_TOKEN": playground.token,
        "BOT_API_URL": playground.api_url,
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET,
        "LOG_LEVEL": "DEBUG",
    }


def webhook_settings() -> Mapping[str, str]:
    """The webhook on a free port of this machine."""
    port = free_port()
    return {
        "WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
        "WEBHOOK_SECRET": WEBHOOK_SECRET,
        "LISTEN": f"127.0.0.1:{port}",
    }


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
