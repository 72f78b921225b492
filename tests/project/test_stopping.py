"""The bot ends in time, whatever hangs: a part that hears nothing, a thread that never returns."""

import asyncio
import os
import signal
import sys

import pytest

from bot.monitoring import stopping
from bot.playground import Playground
from tests.fire.processes import settings_of

HANGS_AT_ITS_END = """
import sys, time
from bot import run
from bot.monitoring import stopping
from bot.__main__ import main
stopping.LAST_SECONDS = 1
run.PrintQueue.close = lambda self: time.sleep(60)
sys.exit(main(["run"]))
"""


async def test_a_part_that_does_not_hear_the_stop_is_left_behind(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(stopping, "STOP_SECONDS", 0.05)
    ended: list[str] = []

    async def deaf() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.sleep(60)

    async def tidy() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("tidy")

    running = asyncio.create_task(stopping.at_once(deaf(), tidy()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait({running}, timeout=5)
    assert running.cancelled()
    assert ended == ["tidy"]
    assert "1 parts do not end" in caplog.text


async def test_a_thread_that_hangs_does_not_keep_the_process(playground: Playground, sqlite_url: str) -> None:
    bot = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HANGS_AT_ITS_END),
        env=os.environ | settings_of(playground, sqlite_url),
        stderr=asyncio.subprocess.PIPE,
    )
    assert bot.stderr is not None
    while b"running: polling" not in await bot.stderr.readline():
        assert bot.returncode is None
    bot.send_signal(signal.SIGTERM)
    async with asyncio.timeout(30):
        await bot.communicate()
    assert bot.returncode == -signal.SIGALRM
