"""Calls to the playground's Bot API without a library, and a person who has pressed START."""

from collections.abc import AsyncIterator

import pytest

from bot.playground import Playground
from bot.playground.user_actions import Person
from tests.conftest import watched
from tests.support.bot_api import BotApi, calling


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    """With every rule."""
    async with Playground() as playground, watched(playground):
        yield playground


@pytest.fixture
async def api(playground: Playground) -> AsyncIterator[BotApi]:
    async with calling(playground) as api:
        yield api


@pytest.fixture
def olena(playground: Playground) -> Person:
    olena = playground.person("Olena", language="uk")
    olena.starts()
    return olena
