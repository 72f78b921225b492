"""The Bot API called by hand, with no library between: what exactly the playground answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bot.playground import Playground


class BotApi:
    def __init__(self, session: aiohttp.ClientSession, playground: Playground) -> None:
        self.session = session
        self.playground = playground
        self.url = f"{playground.api_url}/bot{playground.token}"

    async def call(self, method: str, **arguments: Any) -> Any:
        """The result of a call with a JSON body, which must succeed."""
        answer = await self.answer(method, json=arguments)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **arguments: Any) -> str:
        """The description of a call that must fail."""
        answer = await self.answer(method, json=arguments)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def answer(self, method: str, **request: Any) -> Any:
        """The whole answer to any aiohttp request; its HTTP status always agrees with its error_code."""
        async with self.session.post(f"{self.url}/{method}", **request) as response:
            answer = await response.json()
            assert response.status == answer.get("error_code", 200)
            return answer


@asynccontextmanager
async def calling(playground: Playground) -> AsyncIterator[BotApi]:
    async with aiohttp.ClientSession() as session:
        yield BotApi(session, playground)
