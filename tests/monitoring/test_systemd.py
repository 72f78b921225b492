"""systemd is told the truth: ready when it takes updates, alive while its loop turns, when it reloads."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.monitoring.systemd import Supervisor
from bot.playground import Playground
from bot.playground.faults import server_error
from tests.conftest import ORGANIZER
from tests.drills.servers import Server, server
from tests.fire.processes import settings_of
from tests.support.phone import Phone
from tests.support.project import ROOT


class Systemd:
    """The socket a unit's messages go to."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "notify"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self.path))
        self._socket.setblocking(False)
        self._said: list[str] = []

    async def hears(self, line: str, times: int = 1) -> None:
        async with asyncio.timeout(30):
            while self.said.count(line) < times:  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    @property
    def said(self) -> list[str]:
        try:
            while True:
                self._said += self._socket.recv(4096).decode().split("\n")
        except BlockingIOError:
            return self._said

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[Systemd]:
    one = Systemd(tmp_path)
    yield one
    one.close()


@pytest.fixture
def settings(playground: Playground, sqlite_url: str, systemd: Systemd) -> dict[str, str]:
    return {
        **settings_of(playground, sqlite_url),
        "NOTIFY_SOCKET": str(systemd.path),
        "WATCHDOG_USEC": "200000",
        "ORGANIZER_IDS": str(ORGANIZER),
    }


def hangs_up(bot: Server) -> None:
    assert bot._process
    bot._process.send_signal(signal.SIGHUP)


async def test_it_is_ready_when_it_runs_reloads_until_it_is_done_and_says_goodbye(
    settings: dict[str, str], systemd: Systemd, tmp_path: Path
) -> None:
    async with server(tmp_path / "server", settings) as bot:
        await systemd.hears("READY=1")
        assert "STATUS=running: polling" in systemd.said
        hangs_up(bot)  # at once, as `systemctl restart && systemctl reload` does
        await systemd.hears("RELOADING=1")
        await systemd.hears("READY=1", 2)
        beats = systemd.said.count("WATCHDOG=1")
        await systemd.hears("WATCHDOG=1", beats + 3)
        await bot.stops()
    assert systemd.said[-1] == "STOPPING=1"


async def test_while_telegram_is_away_it_says_that_it_waits_so_that_no_boot_hangs(
    settings: dict[str, str], systemd: Systemd, playground: Playground, tmp_path: Path
) -> None:
    playground.faults.cause(server_error(502), method="getMe")
    folder = tmp_path / "server"
    folder.mkdir()
    bot = Server(folder, settings)
    starting = asyncio.create_task(bot.starts())
    await systemd.hears("STATUS=waiting: Telegram does not answer")
    assert systemd.said.index("READY=1") < systemd.said.index("STATUS=waiting: Telegram does not answer")
    hangs_up(bot)  # too early: it does not die of it
    playground.faults.clear()
    await starting
    await systemd.hears("STATUS=running: polling")
    await bot.ends()


async def test_a_loop_that_stands_still_says_nothing(systemd: Systemd) -> None:
    environment = {"NOTIFY_SOCKET": str(systemd.path), "WATCHDOG_USEC": "100000"}
    beating = asyncio.create_task(Supervisor(environment).keep_alive())
    await systemd.hears("WATCHDOG=1", 2)
    seen = systemd.said.count("WATCHDOG=1")
    signal.sigtimedwait([], 0.3)  # nothing turns meanwhile
    assert systemd.said.count("WATCHDOG=1") == seen
    beating.cancel()


async def test_without_systemd_nothing_is_said_and_a_dead_socket_is_no_error(tmp_path: Path) -> None:
    await Supervisor({}).keep_alive()
    Supervisor({"NOTIFY_SOCKET": str(tmp_path / "nobody")}).ready("running")


async def test_organizers_are_told_that_a_unit_failed(
    settings: dict[str, str], playground: Playground, tmp_path: Path
) -> None:
    organizer = Phone(playground, playground.person("Organizer", "en", ORGANIZER))
    organizer.person.starts("")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "alarm", "mektup-backup.service"),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **settings},
    )
    assert await process.wait() == 0
    assert "mektup-backup.service has failed" in await organizer.reads_until("journalctl -u mektup-backup")
