"""A real process under a clock that jumps: nothing is lost, and it goes on when the clock is right."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.playground import Playground
from db.tables import contacts
from tests.drills.servers import Server, server
from tests.fire.processes import settings_of
from tests.support.organizer import rows_of
from tests.support.records import a_pledge, connected, keep, only_pledge_in

FAKETIME = next(iter(Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)


@pytest.mark.soak
@pytest.mark.skipif(FAKETIME is None, reason="needs Debian's package faketime")
@pytest.mark.parametrize("jumps", [("+400d",), ("-3d", "+90m", "+400d")], ids=["ahead", "back-and-ahead"])
async def test_a_clock_that_jumps_destroys_nothing(
    playground: Playground, database_url: str, tmp_path: Path, jumps: Sequence[str]
) -> None:
    shift = tmp_path / "shift"
    shift.write_text("+0")
    settings = {
        **settings_of(playground, database_url),
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(shift),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    today = date.today()  # noqa: DTZ011
    pledge = a_pledge("primov", pledged_on=today, mail_by=today + timedelta(days=14))
    await keep(database_url, pledge)
    async with connected(database_url) as connection:
        row = {"code": pledge.code, "sealed": b"somebody", "news": True, "forget_on": pledge.mail_by}
        await connection.execute(insert(contacts), [row])
    before = await rows_of(database_url, "contacts")
    async with server(tmp_path / "server", settings) as bot:
        for number, jump in enumerate(jumps, 1):
            shift.write_text(jump)
            await _says(bot, "the clock is off", number)
            await asyncio.sleep(25)  # one look at what is due, at least
            assert await rows_of(database_url, "contacts") == before
            shift.write_text("+0")
            await _says(bot, "the clock is right again", number)
        assert (await only_pledge_in(database_url))["expired_on"] is None
        await bot.stops()


async def _says(bot: Server, words: str, times: int) -> None:
    async with asyncio.timeout(90):
        while bot.log.count(words) < times:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
