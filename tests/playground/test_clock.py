"""The bot of the playground goes by the playground's clock."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.commands import play
from bot.config import Config
from bot.playground import Playground
from bot.run import started


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_passes_on_the_page_passes_for_the_bot(config: Config, playground: Playground) -> None:
    async with started(config, playground.now) as running:
        playground.passes(days=7)
        assert running.engine.context.now() - datetime.now(UTC) > timedelta(days=6.9)


async def test_play_hands_the_clock_over(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, object] = {}

    async def run(config: Config, **more: object) -> None:
        given.update(more)

    monkeypatch.setattr(play, "run", run)
    await play._play(0)
    now = given["now"]
    assert getattr(now, "__func__", None) is Playground.now
