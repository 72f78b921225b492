"""`mektup ids`: organizers find their numbers before the bot runs, and nothing is taken from the bot."""

import asyncio
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.playground import Playground


@pytest.fixture(autouse=True)
def settings(playground: Playground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of this playground, with no .env of ours."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_TOKEN", playground.token)
    monkeypatch.setenv("BOT_API_URL", playground.api_url)


async def ids() -> int:
    return await asyncio.to_thread(main, ["ids"])


async def test_who_pressed_start_is_named_with_the_number(
    playground: Playground, capsys: pytest.CaptureFixture[str]
) -> None:
    zarema = playground.person("Zarema", "crh")
    zarema.starts()
    assert await ids() == 0
    assert f"{zarema.id}  Zarema" in capsys.readouterr().out
    assert len(playground.telegram.updates.waiting) == 1, "the bot still gets it"


async def test_a_name_cannot_forge_a_line(playground: Playground, capsys: pytest.CaptureFixture[str]) -> None:
    playground.person("Mallory\n424242  Zarema", "en").starts("")
    assert await ids() == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


async def test_nobody_yet(capsys: pytest.CaptureFixture[str]) -> None:
    assert await ids() == 0
    assert "press START" in capsys.readouterr().out


async def test_a_wrong_token_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "123456789:AAabcdefghijklmnopqrstuvwxyz0123456")
    assert await ids() == 1
    assert "does not know this token" in capsys.readouterr().err
