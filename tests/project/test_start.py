"""The start asks Telegram for updates first, and loads everything else while it waits."""

import asyncio
import os
import signal
import subprocess
import sys

import pytest

from bot.config import Config
from bot.intake.get_updates import ask_first
from bot.playground import Playground
from bot.playground.calls import Call
from bot.playground.faults import server_error
from bot.run import run
from tests.fire.processes import settings_of
from tests.support.phone import Phone


def test_what_asks_first_loads_neither_the_database_nor_the_engine() -> None:
    look = (
        "import gc, sys; from bot.__main__ import main; main(['run']);"
        "loaded = [one for one in ('sqlalchemy', 'bot.engine', 'bot.routes') if one in sys.modules];"
        "print(gc.isenabled(), gc.get_freeze_count() > 0, *loaded, file=sys.stderr)"
    )
    said = subprocess.run(
        [sys.executable, "-c", look], env=os.environ | {"BOT_TOKEN": "none"}, capture_output=True, text=True
    )
    assert said.stderr.startswith("BOT_TOKEN: "), "it went as far as the settings"
    assert said.stderr.endswith("\nTrue True\n")


async def test_what_waits_at_the_start_is_asked_for_first_and_answered(
    playground: Playground, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    called, perform = [], playground.perform

    async def performed(call: Call) -> object:
        called.append(call.method)
        return await perform(call)

    monkeypatch.setattr(playground, "perform", performed)
    ann = Phone(playground, playground.person("Ann", "en"))
    ann.person.sends("/start")
    bot = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"), env=os.environ | settings_of(playground, sqlite_url)
    )
    await playground.until(lambda: ann.person.chat.messages[1:] or None, within=30)
    assert "you are not forgotten" in ann.sees()
    assert called[:2] == ["getUpdates", "getMe"]
    bot.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(bot.wait(), 10) == 0


async def test_a_first_question_that_fails_is_asked_again(
    config: Config, playground: Playground, caplog: pytest.LogCaptureFixture
) -> None:
    playground.faults.cause(server_error(), method="getUpdates", times=1)
    first = await ask_first(config.bot_api_url, config.bot_token.get_secret_value())
    polling = asyncio.create_task(run(config, first))
    olena = Phone(playground, playground.person("Olena", "en"))
    assert "you are not forgotten" in await olena.types("/start")
    assert "Telegram does not answer (ServerError); waiting 1 s" in caplog.text
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
