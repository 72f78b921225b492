"""What organizers do nobody else can: every command and button, typed, forged, in groups, anonymously."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot import routes as app
from bot.chat.callback import Lasting, Page, Write, read_callback
from bot.desk.desk_routes import COMMAND
from bot.playground import Playground
from bot.run import Running
from bot.supporter import handlers
from db.tables import arrivals, contacts, journal, notices, pledges, prisoners
from tests.conftest import ORGANIZER, on_sqlite
from tests.support.organizer import Organizer, an_organizer
from tests.support.phone import Phone
from tests.support.records import a_pledge, connected, keep
from tests.support.supporter import Supporter

# What each button may carry, so that it would do something if it were believed.
VALUES: Mapping[str, tuple[str, ...]] = {
    "count": ("", "primov"),
    "arrival": ("AAAAAAAA",),
    "handover": ("", "primov", "_all"),
    "release": ("", "primov"),
    "journal": ("", "2"),
    "counted": ("5",),
    "undo": ("1", "2", "3"),
    "arrival-country": ("AAAAAAAA_AU",),
}
BUTTONS: list[Page | Write | Lasting] = [
    shape(route.name, value)
    for route in app.ROUTES
    if route.for_organizers
    for shape in route.shapes
    if shape != COMMAND
    for value in VALUES.get(route.name, ("",))
]
COMMANDS = [one.name for one in app.ROUTES if one.for_organizers and COMMAND in one.shapes]


@pytest.fixture
async def desk(phone: Callable[..., Phone], database_url: str) -> Organizer:
    """An organizer who has received, counted and released, so that there is something to undo."""
    await keep(
        database_url,
        a_pledge("primov", code="AAAAAAA1"),
        a_pledge("primov", code="AAAAAAA2", received_on=date(2016, 1, 5)),
    )
    oksana = an_organizer(phone, "en")
    await oksana.receives("AAAAAAA1")
    await oksana.presses("receive.button.count")
    await oksana.taps_person("primov")
    await oksana.types("3")
    await oksana.types("/release")
    await oksana.taps_person("asanov")
    await oksana.presses("release.button.yes")
    return oksana


@pytest.fixture
async def stranger(phone: Callable[..., Phone], desk: Organizer) -> Supporter:
    """Somebody with a draft under way, who is no organizer."""
    stranger = Supporter(phone("Ivan", "en"), "en")
    await stranger.comes_to("own")
    return stranger


@pytest.mark.parametrize("command", COMMANDS)
async def test_the_command_of_an_organizer_is_one_nobody_knows(
    stranger: Supporter, database_url: str, command: str
) -> None:
    before = await everything(database_url)
    for text in (f"/{command}", f"/{command} AAAAAAA1", f"/{command}@mektup_bot", f"/{command.upper()}"):
        await stranger.types(text)
        assert stranger.reads("aside.command")
    await stranger.presses("button.back")
    assert stranger.is_asked("own")
    assert await everything(database_url) == before


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.data)
async def test_the_button_of_an_organizer_only_redraws(
    stranger: Supporter, database_url: str, button: Page | Write | Lasting
) -> None:
    before = await everything(database_url)
    forged = replace(button, revision=revision_of(stranger)) if isinstance(button, Write) else button
    assert read_callback(forged.data) == forged
    stranger.phone.person.forges(stranger.phone.screen(), forged.data)
    await stranger.phone.settles()
    assert stranger.is_asked("own")
    assert await everything(database_url) == before


@on_sqlite
async def test_the_same_buttons_work_for_an_organizer(desk: Organizer, database_url: str) -> None:
    """Else the matrix above would prove nothing."""
    await desk.types("/handover")
    await desk.taps_person("primov")
    before = await everything(database_url)
    forged = Write("hand-over", "", revision_of(desk))
    desk.phone.person.forges(desk.phone.screen(), forged.data)
    await desk.phone.settles()
    assert await everything(database_url) != before
    for button in BUTTONS:
        if not isinstance(button, Write):
            desk.phone.person.forges(desk.phone.screen(), button.data)
            assert "Something went wrong" not in await desk.phone.settles()


@pytest.mark.parametrize("text", ["AAAAAAA1", "/start AAAAAAA2"])
async def test_a_code_of_a_stranger_only_shows_the_letter(
    stranger: Supporter, database_url: str, text: str
) -> None:
    before = await everything(database_url)
    await stranger.types(text)
    assert "Received in Kyiv" in stranger.phone.sees()
    assert await everything(database_url) == before


@on_sqlite
@pytest.mark.parametrize("command", COMMANDS)
async def test_in_a_group_nobody_is_an_organizer(
    desk: Organizer, playground: Playground, database_url: str, command: str
) -> None:
    before = await everything(database_url)
    group = playground.group("Letters", desk.phone.person)
    desk.phone.person.adds_bot(group)
    await playground.settled()
    desk.phone.person.sends(f"/{command}@mektup_bot", group)
    desk.phone.person.sends("/start@mektup_bot AAAAAAA1", group)
    desk.phone.person.sends_anonymously(f"/{command}@mektup_bot", group)
    await playground.settled()
    said = {message.text for message in group.messages if message.sender == playground.bot}
    assert said == {"Letters are written in private, so that nobody else sees them."}
    assert await everything(database_url) == before


@on_sqlite
@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.data)
async def test_a_button_pressed_in_a_group_does_nothing(
    desk: Organizer, playground: Playground, database_url: str, button: Page | Write | Lasting
) -> None:
    group = playground.group("Letters", desk.phone.person)
    desk.phone.person.adds_bot(group)
    await playground.settled()
    before = await everything(database_url)
    message = next(one for one in group.messages if one.sender == playground.bot)
    desk.phone.person.forges(message, button.data)
    await playground.settled()
    assert await everything(database_url) == before


@on_sqlite
async def test_who_is_no_longer_an_organizer_has_no_desk(
    desk: Organizer, bot: Running, database_url: str
) -> None:
    await desk.types("/receive")
    bot.engine.context = replace(bot.engine.context, organizers=frozenset({2002}))
    before = await everything(database_url)
    await desk.types("AAAAAAA2")
    await desk.presses("Undo last")
    await desk.types("/receive")
    assert desk.reads("aside.command")
    assert await everything(database_url) == before
    assert not menu_of(desk) & set(COMMANDS)


@pytest.mark.parametrize("language", ["uk", "en", "crh"])
@on_sqlite
async def test_the_commands_are_in_the_menu_of_organizers_only(
    phone: Callable[..., Phone], language: str
) -> None:
    oksana = an_organizer(phone, language)
    await oksana.starts()
    assert menu_of(oksana) == {*handlers.COMMANDS, *COMMANDS}
    supporter = Supporter(phone("Ivan", language), language)
    await supporter.types("/receive")
    assert menu_of(supporter) == set(handlers.COMMANDS)
    for scope, commands in supporter.phone.playground.telegram.commands.items():
        if scope[1] != ORGANIZER:
            assert not {one["command"] for one in commands} & set(COMMANDS)


def test_every_command_has_its_place_in_the_menu() -> None:
    assert set(handlers.ORGANIZER_COMMANDS) == set(COMMANDS)


def test_no_two_routes_answer_to_the_same() -> None:
    assert len(app.ROUTE_OF) == sum(len(route.shapes) for route in app.ROUTES)


async def everything(url: str) -> dict[str, list[Any]]:
    """All facts, but for the conversations themselves."""
    tables = (pledges, arrivals, prisoners, journal, notices, contacts)
    async with connected(url) as connection:
        return {
            table.name: sorted(map(repr, (await connection.execute(select(table))).all())) for table in tables
        }


def revision_of(somebody: Supporter) -> int:
    """The revision of the present screen, as its buttons carry it: what a modified client reads."""
    found = [re.match(r"(\d+):", button.callback_data or "") for button in somebody.phone.screen().buttons]
    return next(int(match[1]) for match in found if match)


def menu_of(somebody: Supporter) -> set[str]:
    chat = somebody.phone.person.id
    commands = somebody.phone.playground.telegram.commands
    return {one["command"] for scope, menu in commands.items() if scope[1] == chat for one in menu}
