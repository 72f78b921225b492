"""What `mektup campaign check` finds on whole screens, that no text alone has."""

from pathlib import Path

import polib
import pytest

from bot.chat.screen import Button, File, Message, Screen
from bot.commands.every_screen import Found
from bot.commands.screen_limits import _problems, check_screens
from tests.support.campaigns import FICTITIOUS, make

FINE = Screen("<b>Fine</b>", [[Button("Go on", url="https://example.org")]])
WRONG = {
    "refuses": Screen("a <b>", FINE.keyboard),
    "5000 characters, and 4096 fit": Screen("x" * 5000, FINE.keyboard),
    "{name}": Screen("Dear {name}", FINE.keyboard),
    "101 buttons": Screen("x", [[Button("Go on", url="https://example.org")]] * 101),
    "65 characters, and 64 fit": Screen("x", [[Button("x" * 65, url="https://example.org")]]),
    "4097 characters": Screen("x", after=(Message("x" * 4097),)),
    "1025 characters": Screen("x", after=(File("a.pdf", bytes, "x" * 1025),)),
    "201 characters, and 200": Screen("x", toast="x" * 201),
}


@pytest.mark.parametrize("said", WRONG)
def test_what_telegram_would_not_take_is_named(said: str) -> None:
    found = Found(("home.text",), "/start › [write ]", {"en": WRONG[said], "uk": FINE})
    (problem,) = _problems(found)
    assert said in problem.wrong
    assert (problem.file, problem.place) == ("en/bot.po", "home.text")
    assert "/start" in problem.wrong


@pytest.mark.soak
@pytest.mark.parametrize("name", FICTITIOUS)
def test_every_screen_of_a_fictitious_campaign_can_be_shown(tmp_path: Path, name: str) -> None:
    assert [str(one) for one in check_screens(make(tmp_path / "poets", *FICTITIOUS[name]))] == []


@pytest.mark.soak
def test_a_card_that_is_too_long_as_a_whole_is_found(tmp_path: Path) -> None:
    folder = make(tmp_path / "poets", *FICTITIOUS["office and direct"])
    catalogue = polib.pofile(str(folder / "locales/pl/bot.po"))
    catalogue.find("pledge.return-address").msgstr = "Long. " * 660
    catalogue.save()
    found = check_screens(folder)
    assert any(
        "characters, and 4096 fit" in one.wrong and "pledge.return-address" in one.place for one in found
    )
