"""Campaigns of many people, in many prisons, in other languages: all right, and no slower to use."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.campaign.loading import load_campaign
from bot.chat.callback import Page, Write, read_callback
from bot.chat.context import AppContext
from bot.chat.screen import Button, Screen
from bot.chat.view import View
from bot.checks.all_checks import check_campaign
from bot.letter.addresses_and_slips import address_lines
from bot.supporter.questions import prisoner
from bot.supporter.screens import prisoner_index
from db.public_figures import Facts
from tests.support.campaigns import FICTITIOUS, make
from tests.support.views import a_context, a_view

LARGE = "1,500 in 60 prisons, direct, right to left"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    root = tmp_path_factory.mktemp("fictitious")
    return {name: make(root / f"c{n}", *FICTITIOUS[name]) for n, name in enumerate(FICTITIOUS)}


@pytest.fixture(scope="module")
def contexts(folders: Mapping[str, Path]) -> Mapping[str, AppContext]:
    loaded = {name: load_campaign(folder) for name, folder in folders.items()}
    return {name: a_context(one.campaign, one.languages) for name, one in loaded.items()}


@pytest.fixture
def view(contexts: Mapping[str, AppContext]) -> View:
    """Fifteen hundred people, in German."""
    return a_view("de", context=contexts[LARGE])


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=pytest.mark.soak) if one == LARGE else one for one in FICTITIOUS]
)
def test_a_fictitious_campaign_has_no_mistakes(folders: Mapping[str, Path], name: str) -> None:
    assert [str(one) for one in check_campaign(folders[name]).problems] == []


def test_each_letter_goes_where_its_reader_is(contexts: Mapping[str, AppContext]) -> None:
    mixed = contexts["office and direct"].campaign
    first, _, third, *_ = mixed.prisoners
    assert address_lines(mixed, first, local=False)[1] == "Letter House"
    assert address_lines(mixed, third, local=False)[1] == "Prison No. 4"
    large = contexts[LARGE].campaign
    assert {address_lines(large, one, local=False)[1] for one in large.prisoners} == {
        f"Prison No. {number}" for number in range(1, 61)
    }


def buttons(screen: Screen) -> list[Button]:
    return [button for row in screen.keyboard for button in row]


def following(view: View, screen: Screen, label: str) -> Screen:
    """What the button with this label leads to."""
    found = next(one for one in buttons(screen) if one.label.endswith(label)).callback
    assert isinstance(found, Page)
    return prisoner_index.screen(view, found.value, prisoner.choosing)


def people_on(view: View, screen: Screen) -> set[str]:
    """Everybody on these pages, whom one finds by going on."""
    seen = set[str]()
    while True:
        chosen = [one.callback for one in buttons(screen) if isinstance(one.callback, Write)]
        seen |= {one.value for one in chosen if one.name == "prisoner"}
        if not any(one.label.endswith("Next page") for one in buttons(screen)):
            return seen
        screen = following(view, screen, "Next page")


def test_somebody_is_found_by_the_first_letter(view: View) -> None:
    letters = following(view, prisoner.screen(view), "By initial")
    assert [one.label for one in buttons(letters)][:3] == ["A · 57", "B · 58", "C · 58"]
    listed = people_on(view, following(view, letters, "B · 58"))
    assert len(listed) == 58
    assert {view.campaign.by_id[one].name["de"].split()[1][0] for one in listed} == {"B"}


def test_somebody_is_found_by_the_place(view: View) -> None:
    places = following(view, prisoner.screen(view), "By place")
    assert len(people_on(view, following(view, places, "Prison No. 7"))) == 25
    assert "Prison No. 13" in [one.label for one in buttons(following(view, places, "Next page"))]


def test_who_waits_most_comes_first(view: View) -> None:
    written = {one.id: 50 for one in view.campaign.prisoners if one.id != "person-777"}
    view = replace(view, facts=Facts(written, {}))
    first = buttons(following(view, prisoner.screen(view), "Who waits most"))[0]
    assert first.callback == view.writing("prisoner", "person-777")


def test_a_short_list_offers_no_other_ways(contexts: Mapping[str, AppContext]) -> None:
    short = a_view("pl", context=contexts["office and direct"])
    assert prisoner_index.rows(short) == []


@pytest.mark.parametrize(
    "value", ["abc-99", "abc-x", "at-nowhere", "at_99", "what", "waiting_9999", "abc-0_x"]
)
def test_an_old_button_leads_to_some_page(view: View, value: str) -> None:
    assert prisoner_index.screen(view, value, prisoner.choosing).keyboard


def test_a_button_carries_the_longest_id_of_a_place() -> None:
    longest = Page(prisoner_index.NAME, f"at-{'p' * 32}_99")
    assert read_callback(longest.data) == longest


def calls(work: Callable[[], Any]) -> int:
    """How many functions are called for it; the second time, when what is kept is kept."""
    work()
    counted = 0

    def count(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize(
    "work",
    [
        prisoner.screen,
        lambda view: view.prisoner,
        lambda view: prisoner.hear(view, "zzzz"),
        lambda view: prisoner.search(view, "Чийгозові Ахтем"),  # in every way there is
    ],
)
def test_a_tap_does_not_grow_with_the_list(
    contexts: Mapping[str, AppContext], work: Callable[[View], Any]
) -> None:
    few = a_view("pl", context=contexts["office and direct"], prisoner="person-5")
    many = a_view("de", context=contexts[LARGE], prisoner="person-5")
    assert calls(lambda: work(many)) < 10 * calls(lambda: work(few))
