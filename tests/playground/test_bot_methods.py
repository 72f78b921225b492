"""Commands, descriptions and menus: set by the bot, shown by the narrowest scope that fits."""

from collections.abc import AsyncIterator

import pytest
from telegram import (
    Bot,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest

from bot.playground import Playground
from bot.playground.user_actions import Person


@pytest.fixture
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    async with Bot(playground.token, f"{playground.api_url}/bot") as bot:
        yield bot


@pytest.fixture
def olena(playground: Playground) -> Person:
    return playground.person("Olena", language="uk")


async def test_the_narrowest_menu_is_shown(playground: Playground, bot: Bot, olena: Person) -> None:
    def shown(language: str) -> list[str]:
        return [c["description"] for c in playground.telegram.commands_for(olena.chat, language)]

    assert shown("uk") == []
    await bot.set_my_commands([("help", "default")], BotCommandScopeDefault())
    await bot.set_my_commands([("help", "private")], BotCommandScopeAllPrivateChats())
    await bot.set_my_commands([("help", "private uk")], BotCommandScopeAllPrivateChats(), language_code="uk")
    assert (shown("uk"), shown("en")) == (["private uk"], ["private"])
    await bot.set_my_commands([("help", "crh")], BotCommandScopeChat(olena.id))
    assert (shown("uk"), shown("en")) == (["crh"], ["crh"])
    assert [c.description for c in await bot.get_my_commands(BotCommandScopeChat(olena.id))] == ["crh"]
    await bot.delete_my_commands(BotCommandScopeChat(olena.id))
    assert shown("uk") == ["private uk"]


async def test_a_language_has_two_letters(bot: Bot) -> None:
    with pytest.raises(BadRequest, match=r"(?i)invalid language code specified"):
        await bot.set_my_commands([("help", "Yardım")], language_code="crh")


@pytest.mark.parametrize(
    ("command", "description", "refusal"),
    [
        ("Help me", "x", "BOT_COMMAND_INVALID"),
        ("yardım", "x", "BOT_COMMAND_INVALID"),
        ("x" * 33, "x", "BOT_COMMAND_INVALID"),
        ("help", "", "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("help", "x" * 257, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_a_wrong_command_is_refused(bot: Bot, command: str, description: str, refusal: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i){refusal}"):
        await bot.set_my_commands([(command, description)])


async def test_the_bot_describes_itself_in_each_language(bot: Bot) -> None:
    await bot.set_my_name("Mektüp")
    await bot.set_my_description("Letters to prisoners")
    await bot.set_my_description("Листи ув'язненим", language_code="uk")
    await bot.set_my_short_description("Letters")
    assert (await bot.get_my_description("uk")).description == "Листи ув'язненим"
    assert (await bot.get_my_description("en")).description == "Letters to prisoners"
    assert (await bot.get_my_name()).name == "Mektüp"
    for call, limit in (
        (bot.set_my_description, 512),
        (bot.set_my_short_description, 120),
        (bot.set_my_name, 64),
    ):
        await call("x" * limit)
        with pytest.raises(BadRequest, match="too long"):
            await call("x" * (limit + 1))
