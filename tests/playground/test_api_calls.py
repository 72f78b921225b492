"""Who may call the Bot API and how: tokens, method names, every kind of body."""

from typing import Any

import aiohttp
import pytest

from bot.playground import Playground
from bot.playground.user_actions import Person
from tests.support.bot_api import BotApi


async def test_the_bot_knows_that_it_is_one(api: BotApi, playground: Playground) -> None:
    me = await api.call("getMe")
    assert (me["is_bot"], me["id"], me["username"]) == (True, playground.bot.id, "mektup_bot")


async def test_a_wrong_token_is_unauthorized_and_nonsense_is_not_found(
    api: BotApi, playground: Playground
) -> None:
    api.url = f"{playground.api_url}/bot{'1' * 9}:{'A' * 35}"
    assert await api.answer("getMe") == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    api.url = f"{playground.api_url}/botnonsense"
    assert await api.refusal("getMe") == "Not Found"


async def test_the_token_may_come_percent_encoded(api: BotApi, playground: Playground) -> None:
    encoded = playground.token.replace(":", "%3A")
    async with api.session.get(f"{playground.api_url}/bot{encoded}/getMe") as response:
        assert (await response.json())["ok"]


async def test_an_unknown_method_is_not_found_and_a_known_one_in_any_case_is(api: BotApi) -> None:
    assert await api.refusal("sendTelepathy") == "Not Found: method not found"
    assert (await api.call("GETME"))["is_bot"]


@pytest.mark.parametrize("how", ["query", "form", "json", "multipart"])
async def test_a_text_of_digits_stays_text_in_every_body(api: BotApi, olena: Person, how: str) -> None:
    arguments = {"chat_id": str(olena.id), "text": "2026"}
    bodies: dict[str, dict[str, Any]] = {
        "query": {"params": arguments},
        "form": {"data": arguments},
        "json": {"json": arguments},
        "multipart": {"data": aiohttp.FormData(arguments, default_to_multipart=True)},
    }
    assert (await api.answer("sendMessage", **bodies[how]))["result"]["text"] == "2026"


@pytest.mark.parametrize(
    ("type_", "body"),
    [
        ("application/x-www-form-urlencoded", b"chat_id=1&text=%FF"),
        ("application/x-www-form-urlencoded", b"chat_id=1&text=\xff"),
        ("application/json", b'{"text": "\xff"}'),
        ("application/json", rb'{"text": "\ud800"}'),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\xff\r\n--x--',
        ),
    ],
)
async def test_words_must_be_utf_8(api: BotApi, type_: str, body: bytes) -> None:
    answer = await api.answer("sendMessage", data=body, headers={"Content-Type": type_})
    assert answer["description"] == "Bad Request: strings must be encoded in UTF-8"


async def test_a_body_that_cannot_be_read_is_refused(api: BotApi) -> None:
    answer = await api.answer("sendMessage", data=b"{", headers={"Content-Type": "application/json"})
    assert answer["description"] == "Bad Request: can't parse JSON object"
