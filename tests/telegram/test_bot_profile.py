"""Before START: the bot sets its name, its words, its menu and its picture, and only what differs."""

import re

import pytest

from bot.campaign.profile import KEYS
from bot.config import Config
from bot.i18n.translate import Translate
from bot.playground import Playground
from bot.playground.faults import flood
from bot.run import Running
from bot.supporter.handlers import COMMANDS
from tests.conftest import polling_bot


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def shown(playground: Playground, field: str, code: str = "") -> str:
    return playground.telegram.texts[field, code]


async def test_each_language_is_said_where_telegram_can_show_it(playground: Playground, bot: Running) -> None:
    uk, en, crh = map(Translate, ("uk", "en", "crh"))
    for field in ("description", "short_description"):
        assert shown(playground, field, "uk") == uk.plain(KEYS[field])
        assert shown(playground, field).split("\n")[0] == en.plain(KEYS[field]).split("\n")[0]
        assert shown(playground, field).endswith(crh.plain(KEYS[field]))
    for code, t in (("uk", uk), ("", en)):
        menu = playground.telegram.commands["all_private_chats", 0, code]
        assert [one["description"] for one in menu] == [t.plain(f"command.{one}") for one in COMMANDS]
    assert playground.telegram.picture is not None


@pytest.mark.parametrize(("language", "place"), [("uk", "Росії"), ("en", "Russia"), ("crh", "Rusiyede")])
def test_the_word_on_safety_comes_first(language: str, place: str) -> None:
    for field in ("description", "short_description"):
        first, *_ = re.split(r"(?<=[.?]) ", Translate(language).plain(KEYS[field]))
        assert place in first


async def test_what_is_right_already_is_not_set_again(
    playground: Playground, config: Config, bot: Running
) -> None:
    playground.telegram.texts["short_description", "uk"] = "Чужі слова"
    playground.calls.clear()
    async with polling_bot(config):
        pass
    written = [call.method for call, _ in playground.calls if call.method.startswith("setMy")]
    assert written == ["setMyShortDescription"], "the picture that is there stays too"
    assert shown(playground, "short_description", "uk") == Translate("uk").plain(KEYS["short_description"])


async def test_a_name_refused_for_today_keeps_nobody_from_writing(
    playground: Playground, config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    playground.telegram.texts["name", ""] = "Letters"
    playground.faults.cause(flood(80_000), method="setMyName")
    async with polling_bot(config) as running:
        assert shown(playground, "description")
        assert running.bot_name == "mektup_bot"
    assert "the bot's name was not set" in caplog.text
    playground.faults.clear()
    async with polling_bot(config):
        assert shown(playground, "name") == "Mektüp", "the next start sets it"
