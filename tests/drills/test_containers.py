"""docs/run.md, way 2, in a real engine: two bots, PostgreSQL, the proxy; one bot is killed."""

import asyncio
import json
import socket
import ssl
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.playground import Playground
from tests.conftest import ORGANIZER
from tests.drills import engine as engines
from tests.drills.engine import Engine
from tests.drills.servers import DEPLOY
from tests.support.phone import Phone

LARGEST_MB = 385  # the typesetter and its Chinese face are 117 of them
PATIENCE_SECONDS = 60  # of people, on a busy machine, while Telegram brings again what the killed bot had
BOTS = ("mektup_bot_1", "mektup_bot_2")


@pytest.mark.soak
@pytest.mark.timeout(2400)
@pytest.mark.skipif(bool(engines.why_not()), reason=engines.why_not())
async def test_containers_as_the_book_says(
    playground: Playground, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _reached_from_containers(playground) as port:
        began = time.monotonic()
        running = engines.engine()
        engine = await asyncio.to_thread(running.__enter__)
        try:
            bases = time.monotonic()
            engines.settings(engine.folder, playground.token, port, ORGANIZER)
            size = await asyncio.to_thread(_builds, engine)
            built = time.monotonic()
            await asyncio.to_thread(_comes_up, engine)
            up = time.monotonic()
            authority = await asyncio.to_thread(_keeps_to_itself, engine)
            known = ssl.create_default_context(cafile=authority)  # Telegram would know a public authority
            monkeypatch.setattr("aiohttp.connector._SSL_CONTEXT_VERIFIED", known)
            monkeypatch.setattr(socket, "getaddrinfo", partial(_here, socket.getaddrinfo))
            organizer = Phone(
                playground, playground.person("Zarema", "en", ORGANIZER), timeout=PATIENCE_SECONDS
            )
            await organizer.opens()
            assert "WRONG" not in await asyncio.to_thread(
                engine.runs, "podman exec mektup_bot_1 mektup doctor"
            )
            taps = await _serves_while_one_is_killed(engine, playground)
            await asyncio.to_thread(_prints_and_draws, engine)
            await asyncio.to_thread(_is_copied_and_restored, engine)
            ended = time.monotonic()
        finally:
            await asyncio.to_thread(running.__exit__, None, None, None)
    with capsys.disabled():
        sys.stdout.write(
            f"\ncontainers: bases {bases - began:.0f} s, image {size} MB in {built - bases:.0f} s, "
            f"up in {up - built:.0f} s, drills {ended - up:.0f} s; {taps} of {taps} taps answered\n"
        )


@asynccontextmanager
async def _reached_from_containers(playground: Playground) -> AsyncIterator[int]:
    """The playground listens on loopback only: a port in front of it that the containers' network reaches."""
    inner = int(playground.api_url.rpartition(":")[2])

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_inner, to_inner = await asyncio.open_connection("127.0.0.1", inner)
        await asyncio.gather(pipe(reader, to_inner), pipe(from_inner, writer))

    async with await asyncio.start_server(serve, "0.0.0.0", 0) as door:
        yield int(door.sockets[0].getsockname()[1])


def _here(look_up: Callable[..., Any], name: str, *rest: Any, **options: Any) -> Any:
    """The domain of the drill is on this machine."""
    return look_up("127.0.0.1" if str(name).endswith(".localhost") else name, *rest, **options)


def _builds(engine: Engine) -> int:
    build = "podman build -q --format docker --network host -t mektup_bot"
    engine.runs(f"{build} -f {DEPLOY}/Dockerfile {engines.ROOT}")
    described = json.loads(engine.runs("podman image inspect mektup_bot"))[0]
    size = int(described["Size"]) // 1_000_000
    assert size < LARGEST_MB
    assert described["User"] == "10001:10001"
    return size


def _comes_up(engine: Engine) -> None:
    engine.compose("up -d --no-build --scale bot=2", code=None)
    for name in (*BOTS, "mektup_database_1", "mektup_proxy_1"):
        engine.until(f"podman healthcheck run {name} >/dev/null 2>&1")


def _keeps_to_itself(engine: Engine) -> Path:
    volume = engine.runs("podman volume inspect mektup_certificates --format '{{.Mountpoint}}'").splitlines()[
        -1
    ]
    authority = Path(volume) / "caddy/pki/authorities/local/root.crt"
    engine.until(f"test -s {authority}")
    to = f"--cacert {authority} --resolve letters.localhost:443:127.0.0.1 https://letters.localhost"
    ask = "curl -s -o /dev/null -w '%{http_code}'"
    for path, method, status in (
        ("/health", "GET", 404),
        ("/metrics", "GET", 404),
        ("/telegram", "POST", 403),
    ):
        assert engine.runs(f"{ask} -X {method} {to}{path}").endswith(str(status)), path
    inside = engine.runs(
        "podman exec mektup_bot_1 sh -c 'touch /x 2>&1; grep -E \"CapEff|NoNewPrivs\" /proc/1/status; id -u'"
    )
    assert "Read-only" in inside
    assert "CapEff:\t0000000000000000" in inside
    assert "NoNewPrivs:\t1" in inside
    assert inside.endswith("10001")
    return authority


async def _serves_while_one_is_killed(engine: Engine, playground: Playground) -> int:
    """Through the proxy; every tap is answered, by one replica or the other."""
    names = ("Olena", "Ann", "Iryna", "Dasha")
    people = [Phone(playground, playground.person(name, "en"), timeout=PATIENCE_SECONDS) for name in names]
    taps = 0
    killing = asyncio.create_task(asyncio.to_thread(_kill_one, engine))
    while not killing.done() or taps < 60:
        for phone in people:
            await phone.types("/help")
            taps += 1
    await killing
    return taps


def _kill_one(engine: Engine) -> None:
    time.sleep(2)
    engine.runs("podman kill -s KILL mektup_bot_1")
    time.sleep(5)
    engine.runs("podman start mektup_bot_1")
    engine.until("podman healthcheck run mektup_bot_1 >/dev/null 2>&1")


def _prints_and_draws(engine: Engine) -> None:
    """Nothing that this needs was left out of the image."""
    letter = (
        "mektup letter --prisoner chiygoz --greeting support --own 'Привіт, selâm, 你好 🙂' -o letter.pdf"
    )
    said = engine.runs(
        f'podman exec -w /tmp mektup_bot_1 sh -c "{letter} && mektup chart pledges -o chart.png && ls"'
    )
    assert "letter.pdf" in said
    assert "chart.png" in said


def _is_copied_and_restored(engine: Engine) -> None:
    """The book's commands, in a container that is there already."""
    engine.runs("podman exec mektup_bot_1 mektup backup - > mektup.copy")
    assert (engine.folder / "mektup.copy").stat().st_size > 100
    engine.runs("podman stop mektup_bot_2")
    restore = "cat > /tmp/copy && mektup restore /tmp/copy --replace"
    said = engine.runs(f"podman exec -i mektup_bot_1 sh -c '{restore}' < mektup.copy")
    assert "pledges: 0" in said
    engine.runs("podman exec mektup_bot_1 mektup doctor")
