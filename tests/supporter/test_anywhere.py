"""Whatever is sent, wherever somebody stands: the present screen, never silence, never an error."""

import logging
from collections.abc import Callable

import pytest

from bot.playground.api_types import Update
from bot.playground.user_actions import Person
from bot.supporter.handlers import COMMANDS
from bot.supporter.questions import ORDER
from tests.support.answers import QUESTIONS
from tests.support.supporter import Supporter

WRITING = [question.name for question in ORDER]
STATES = ("newcomer", *QUESTIONS, "finished")
ONLY_BUTTONS = [question.name for question in ORDER if question.hear is None]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


async def brings(supporter: Supporter, state: str) -> str:
    """Into this state; the screen that belongs to it."""
    if state == "newcomer":
        return await supporter.starts()
    if state in QUESTIONS:
        return await supporter.comes_to(state)
    await supporter.comes_to(QUESTIONS[-1])
    await supporter.answers(QUESTIONS[-1])
    await supporter.phone.sends_sticker()  # what came last are the letter and its card
    return await supporter.presses("button.back")


THINGS: dict[str, Callable[[Person], Update]] = {
    "a sticker": lambda person: person.sends_sticker(),
    "a voice message": lambda person: person.sends_voice(),
    "a photo": lambda person: person.sends_photo(caption="It snowed in Lviv."),
    "a file": lambda person: person.sends_document("letter.txt", b"Dear Ahtem", "my letter"),
    "a telephone number": lambda person: person.sends_contact(),
    "a place on the map": lambda person: person.sends_location(),
    "an unknown command": lambda person: person.sends("/weather"),
    "a command of another bot": lambda person: person.sends("/stats@other_bot now"),
}


@pytest.mark.parametrize("state", STATES)
async def test_what_is_no_answer_leads_to_the_present_screen(
    ann: Supporter, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    present = await brings(ann, state)
    for what, send in THINGS.items():
        count = len(ann.said())
        send(ann.phone.person)
        await ann.phone.settles()
        assert ann.reads("aside.command" if "command" in what else "aside.media"), what
        assert len(ann.said()) == count + 1, what
        assert await ann.presses("button.back") == present, what
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize("language", ["uk", "en", "crh"])
@pytest.mark.parametrize("state", ["newcomer", *ONLY_BUTTONS, "finished"])
async def test_a_text_where_none_is_asked_for_leads_to_the_present_screen(
    phone: Callable[..., object], language: str, state: str
) -> None:
    somebody = Supporter(phone("Olena", language), language)  # type: ignore[arg-type]
    present = await brings(somebody, state)
    for text in ("привіт", "5", "<b>", "/"):
        await somebody.types(text)
        assert somebody.reads("aside.number" if text == "5" else "aside.lost"), text
        assert await somebody.presses("button.back") == present


@pytest.mark.parametrize("state", ["newcomer", "own", "sender", "review", "finished"])
async def test_a_code_nobody_knows_is_explained_and_taken_for_no_answer(ann: Supporter, state: str) -> None:
    present = await brings(ann, state)
    seen = await ann.types("k7qf-2m9x")
    assert seen == ann.text("pledge.unknown", code="K7QF-2M9X") + "\n\n" + present
    await ann.phone.sends_sticker()
    assert await ann.presses("button.back") == present


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("command", [one for one in COMMANDS if one != "start"])
async def test_every_command_answers_and_its_way_back_leads_to_the_present_screen(
    ann: Supporter, state: str, command: str
) -> None:
    present = await brings(ann, state)
    seen = await ann.types(f"/{command}")
    if seen != present:
        back = "cancel.button.keep" if ann.offers("cancel.button.keep") else "button.back"
        await ann.presses(back)
    assert ann.phone.sees() == present


@pytest.mark.parametrize("state", WRITING)
async def test_start_in_the_middle_keeps_the_letter(supporter: Supporter, state: str) -> None:
    present = await brings(supporter, state)
    await supporter.types("/start")
    assert supporter.reads("home.text")
    assert await supporter.presses("home.button.continue") == present


async def test_commands_are_taken_in_any_case_and_with_the_bots_name(ann: Supporter) -> None:
    await ann.types("/HELP")
    assert ann.reads("help.text")
    await ann.types(f"/Privacy@{ann.phone.playground.bot.username}")
    assert ann.reads("privacy.text")


@pytest.mark.parametrize("state", ["newcomer", "own", "finished"])
async def test_every_read_only_page_leads_back(ann: Supporter, state: str) -> None:
    present = await brings(ann, state)
    await ann.types("/help")
    await ann.presses("help.button.how")
    assert ann.reads("how.text")
    await ann.presses("how.button.example")
    await ann.presses("how.button.another")
    await ann.presses("button.back")
    assert ann.reads("how.text")
    await ann.presses("button.back")
    assert ann.phone.sees() == present


async def test_an_edited_message_changes_nothing_and_is_not_answered(ann: Supporter) -> None:
    await ann.comes_to("sender")
    count = len(ann.said())
    await ann.phone.edits("Other words")
    assert len(ann.said()) == count
    await ann.goes_on_to("review")
    assert "It snowed here today." in ann.phone.sees()


async def test_somebody_who_never_started_is_answered_too(supporter: Supporter) -> None:
    await supporter.phone.sends_sticker()
    assert supporter.reads("aside.media")
    await supporter.presses("button.back")
    assert supporter.reads("home.text")


async def test_invisible_characters_do_no_harm(ann: Supporter) -> None:
    await ann.comes_to("own")
    await ann.types("\u202eIt\u200f snowed\u0000.\U000e0041 a\u0300\u0301\u0302\u0303\u0304\u0305")
    assert ann.is_past("own")
    await ann.goes_on_to("review")
    assert "It snowed" in ann.phone.sees()
    assert "\u202e" not in ann.phone.sees()
