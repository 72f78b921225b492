"""The chat page's door is for this computer and this page only."""

from collections.abc import AsyncIterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.playground import Playground


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_the_page_loads_nothing_from_elsewhere(
    playground: Playground, session: aiohttp.ClientSession
) -> None:
    async with session.get(playground.api_url) as response:
        page, policy = await response.text(), response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert "{nonce}" not in page
    for elsewhere in ('src="http', 'href="http', "@import", "url("):
        assert elsewhere not in page


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},  # a name of somebody else's that points here
        {"Host": "127.0.0.1.evil.example:80"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:1"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Content-Type": "text/plain"},  # what a form of another page could send unasked
    ],
)
async def test_other_pages_can_do_nothing(
    playground: Playground, session: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    olena = playground.person("Olena")
    order = {"do": "send", "person": olena.id, "text": "not mine"}
    async with session.post(f"{playground.api_url}/do", json=order, headers=headers) as response:
        assert response.status in (403, 415)
    assert olena.chat.messages == []
    if "Content-Type" not in headers:
        for path in ("", "/events", "/files/x"):
            async with session.get(playground.api_url + path, headers=headers) as response:
                assert response.status == 403


async def test_the_page_itself_can(playground: Playground, session: aiohttp.ClientSession) -> None:
    olena = playground.person("Olena")
    for host in (playground.api_url, playground.api_url.replace("127.0.0.1", "localhost")):
        headers = {"Host": host.removeprefix("http://"), "Origin": host, "Sec-Fetch-Site": "same-origin"}
        order = {"do": "send", "person": olena.id, "text": "mine"}
        async with session.post(f"{playground.api_url}/do", json=order, headers=headers) as response:
            assert response.status == 200
    assert len(olena.chat.messages) == 2


@pytest.mark.parametrize(
    ("order", "status"),
    [
        ({"do": "dance"}, 400),
        ({"do": "tap", "message": 99, "row": 0, "column": 0}, 400),
        ({"do": "send", "text": "  "}, 409),
        ({"do": "start", "parameter": "no spaces"}, 409),
        ({"do": "send"}, 400),
        ({}, 400),
        ({"do": "send", "text": "x", "person": 5}, 400),
    ],
)
async def test_what_cannot_be_done_is_said(
    playground: Playground, session: aiohttp.ClientSession, order: dict[str, object], status: int
) -> None:
    olena = playground.person("Olena")
    async with session.post(f"{playground.api_url}/do", json={"person": olena.id} | order) as response:
        assert response.status == status
        assert (await response.json())["problem"]


async def test_a_file_of_a_stranger_runs_nothing(
    playground: Playground, session: aiohttp.ClientSession
) -> None:
    file = playground.telegram.keep("page.html", "text/html", b"<script>alert(1)</script>")
    async with session.get(f"{playground.api_url}/files/{file.id}") as response:
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_changes_are_streamed(playground: Playground, session: aiohttp.ClientSession) -> None:
    olena = playground.person("Olena")
    async with session.get(f"{playground.api_url}/events") as response:

        async def event() -> str:
            lines = [await response.content.readline() for _ in ("event", "data", "end")]
            return lines[0].decode().strip()

        assert await event() == "event: everything"
        olena.sends("a")
        olena.sends("b")
        assert await event() == "event: chat"
        playground.person("Ahmet")
        assert await event() == "event: everything"


async def test_time_passes_on_the_page(session: aiohttp.ClientSession) -> None:
    zone = ZoneInfo("Europe/Kyiv")
    async with Playground(zone=zone) as playground:

        async def order(**what: object) -> None:
            async with session.post(f"{playground.api_url}/do", json=what) as response:
                assert response.status == 200

        before = playground.now()
        await order(do="night")
        morning = playground.now()
        local = morning.astimezone(zone)
        assert (local.hour, local.minute) == (11, 0)
        assert timedelta(0) < morning - before <= timedelta(days=1)
        await order(do="week")
        assert timedelta(days=7) <= playground.now() - morning < timedelta(days=7, minutes=1)


async def test_a_group_with_topics_is_made_on_the_page(
    playground: Playground, session: aiohttp.ClientSession
) -> None:
    olena = playground.person("Olena")

    async def order(**what: object) -> int:
        async with session.post(f"{playground.api_url}/do", json=what) as response:
            return response.status

    assert await order(do="group", name="Friends", forum=True) == 200
    [group] = playground.groups
    here = {"person": olena.id, "chat": group.id, "topic": 2}
    assert await order(do="send", text="/start", **here) == 200
    assert await order(do="album", **here) == 200
    said = group.messages[1:]
    assert [message.extra["message_thread_id"] for message in said] == [2, 2, 2, 2]
    assert len({message.extra.get("media_group_id") for message in said}) == 2
    assert await order(do="send", text="x", **here | {"topic": 9}) == 409
    assert await order(do="leave", **here) == 200
    assert playground.groups == []
