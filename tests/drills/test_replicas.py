"""Two replicas on PostgreSQL behind the deployed proxy, replaced one after the other while people write."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest

from bot.playground import Playground
from tests.conftest import new_postgres_database
from tests.drills.servers import proxy, server
from tests.fire.processes import WEBHOOK_SECRET, free_port, settings_of
from tests.fire.walkers import Walkers
from tests.support.figures import figure
from tests.support.records import pledges_in


async def test_a_rolling_restart_loses_nothing_and_nobody_sees_it(
    playground: Playground, postgres: str, tmp_path: Path
) -> None:
    await _drill(playground, postgres, tmp_path, people=8, rounds=1, seconds=0.8)


@pytest.mark.soak
@pytest.mark.timeout(1200)
async def test_rolling_restarts_all_day_lose_nothing(
    playground: Playground, postgres: str, tmp_path: Path
) -> None:
    await _drill(playground, postgres, tmp_path, people=24, rounds=12, seconds=3)


async def test_what_a_replica_takes_and_breaks_off_is_brought_to_the_other(tmp_path: Path) -> None:
    """A stop may close a connection on which the proxy has just sent an update: POST, with its body."""
    bodies: list[bytes] = []

    async def breaks_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"}")
        writer.transport.abort()

    async def takes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        bodies.append((await reader.readuntil(b"}")).rpartition(b"\r\n")[2])
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    front = f"http://127.0.0.1:{free_port()}"
    async with AsyncExitStack() as stack:
        doors = [f"127.0.0.1:{free_port()}"]  # nobody listens there
        for replica in (breaks_off, takes):
            server = await stack.enter_async_context(await asyncio.start_server(replica, "127.0.0.1", 0))
            doors.append(f"127.0.0.1:{server.sockets[0].getsockname()[1]}")
        await stack.enter_async_context(proxy(tmp_path, front, doors))
        session = await stack.enter_async_context(aiohttp.ClientSession())

        async def brings(at: int) -> int:
            async with session.post(f"{front}/telegram", data=f"{{{at}}}") as answer:
                return answer.status

        assert set(await asyncio.gather(*(brings(at) for at in range(12)))) == {200}
    assert sorted(bodies) == sorted(f"{{{at}}}".encode() for at in range(12))


async def _drill(
    playground: Playground, postgres: str, folder: Path, *, people: int, rounds: int, seconds: float
) -> None:
    front = f"http://127.0.0.1:{free_port()}"
    doors = [f"127.0.0.1:{free_port()}" for _ in range(2)]
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(new_postgres_database(postgres, folder.name))
        await stack.enter_async_context(proxy(folder, front, doors))
        replicas = [
            await stack.enter_async_context(
                server(
                    folder / f"replica-{number}",
                    {
                        **settings_of(playground, url),
                        "LOG_LEVEL": "INFO",
                        "WEBHOOK_URL": f"{front}/telegram",
                        "WEBHOOK_SECRET": WEBHOOK_SECRET,
                        "LISTEN": door,
                    },
                )
            )
            for number, door in enumerate(doors)
        ]
        stopped = list[float]()
        async with Walkers(playground, people) as walkers:
            for _ in range(rounds):
                for replica in replicas:
                    await asyncio.sleep(seconds)
                    walkers.check()
                    stopped.append(await replica.stops())
                    await replica.starts()
            await walkers.finish()
        await playground.settled()
        failed = playground.courier.last_error  # what comes after the end, as news of a pin, finds nobody
        stopped += [await replica.stops() for replica in replicas]
        assert [replica.errors for replica in replicas] == [[], []]
        stored = [pledge["code"] for pledge in await pledges_in(url)]
    figure(
        f"two replicas: {2 * rounds} restarts, {walkers.taps} taps, {len(stored)} pledges, "
        f"slowest stop {max(stopped):.1f} s, slowest answer {max(walkers.seconds):.1f} s, "
        f"failed webhook calls: {failed[1] or 'none'}"
    )
    assert max(stopped) < 10
    assert WEBHOOK_SECRET not in (folder / "caddy.log").read_text("utf-8")
    assert failed == (0, ""), "Telegram saw no error"
    assert walkers.unanswered == []
    assert sorted(walkers.codes()) == sorted(stored), "each code is in one chat, and in the database once"
    assert walkers.promises == len(stored) > 0
