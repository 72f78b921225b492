"""A start takes what waits, and says in one sentence why it cannot."""

import asyncio
import os
import signal
import sys

import pytest

from bot.config import Config
from bot.playground import Playground
from bot.playground.faults import server_error
from bot.run import run
from tests.fire.processes import settings_of
from tests.support.phone import Phone


async def test_what_waits_at_the_start_is_answered(playground: Playground, sqlite_url: str) -> None:
    ann = Phone(playground, playground.person("Ann", "en"))
    ann.person.sends("/start")
    bot = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"), env=os.environ | settings_of(playground, sqlite_url)
    )
    await playground.until(lambda: ann.person.chat.messages[1:] or None, within=30)
    assert "you are not forgotten" in ann.sees()
    bot.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(bot.wait(), 10) == 0


async def test_a_first_question_that_fails_is_asked_again(
    config: Config, playground: Playground, caplog: pytest.LogCaptureFixture
) -> None:
    playground.faults.cause(server_error(), method="getUpdates", times=1)
    polling = asyncio.create_task(run(config))
    olena = Phone(playground, playground.person("Olena", "en"))
    assert "you are not forgotten" in await olena.types("/start")
    assert "Telegram does not answer (server); waiting 1 s" in caplog.text
    polling.cancel()
    await polling


async def test_a_token_telegram_does_not_know_ends_it_with_a_sentence(
    playground: Playground, sqlite_url: str
) -> None:
    wrong = {"BOT_TOKEN": "987654321:" + "A" * 35}
    bot = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        env=os.environ | settings_of(playground, sqlite_url) | wrong,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await asyncio.wait_for(bot.communicate(), 30)
    assert bot.returncode == 2
    assert said.decode().splitlines()[-1].startswith("BOT_TOKEN: Telegram does not know this token")
    assert b"Traceback" not in said
