"""The pledge's card asks before it keeps a contact, says what is stored, and erases it with its purpose."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.chat.callback import Own
from bot.playground.api_types import Button, Message
from bot.run import Running
from db import contacts
from db.contacts import KEPT_DAYS
from tests.conftest import Night, on_sqlite
from tests.support.clock import Clock
from tests.support.organizer import rows_of
from tests.support.phone import Phone
from tests.support.records import only_pledge_in
from tests.support.supporter import Supporter


async def test_a_reminder_is_asked_for_and_says_what_is_kept_until_when(
    supporter: Supporter, database_url: str, clock: Clock, night: Night
) -> None:
    await supporter.promises(14)
    await supporter.presses("pledge.button.remind")
    due = clock.today + timedelta(days=14)
    days = [supporter.t.date(due + timedelta(days=days)) for days in (-3, 3)]
    last = supporter.t.date(due + timedelta(days=10))
    assert supporter.reads("pledge.ask-reminded", code=supporter.code(), days=", ".join(days), day=last)
    await night()
    assert await rows_of(database_url, "contacts") == []

    await supporter.presses("pledge.button.yes-reminded")
    assert supporter.reads("pledge.reminded")
    assert supporter.reads("pledge.kept", day=last)
    await night()
    assert {row["kind"] for row in await rows_of(database_url, "notices")} == {"before", "after"}

    await supporter.presses("pledge.button.no-reminder")
    assert not supporter.reads("pledge.reminded")
    await night()
    assert await rows_of(database_url, "contacts") == await rows_of(database_url, "notices") == []


async def test_news_are_asked_for_and_say_what_is_kept_until_when(
    supporter: Supporter, database_url: str, clock: Clock, night: Night
) -> None:
    await supporter.promises()
    await supporter.presses("pledge.button.tell")
    last = supporter.t.date(clock.today + timedelta(days=KEPT_DAYS))
    assert supporter.reads("pledge.ask-told", code=supporter.code(), day=last)
    await supporter.presses("button.back")
    await night()
    assert await rows_of(database_url, "contacts") == []

    await supporter.presses("pledge.button.tell")
    question, yes = supporter.phone.find(supporter.t.plain("pledge.button.yes-told"))
    await supporter.presses("pledge.button.yes-told")
    assert supporter.reads("pledge.told")
    assert supporter.reads("pledge.kept", day=last)
    first_day = clock.today
    clock.passes(days=30)
    supporter.phone.person.forges(question, yes.callback_data or "")  # twice pressed is not longer
    await supporter.phone.settles()
    await night()
    (contact,) = await rows_of(database_url, "contacts")
    assert contact["news"]
    assert contact["forget_on"] == first_day + timedelta(days=KEPT_DAYS)

    await supporter.presses("pledge.button.tell-not")
    await night()
    assert await rows_of(database_url, "contacts") == []


@on_sqlite
async def test_the_card_has_at_most_eight_rows_and_no_label_that_half_a_row_cuts_off(
    supporter: Supporter, clock: Clock
) -> None:
    await supporter.promises()
    clock.passes(days=5)
    await supporter.presses("pledge.button.tell")
    await supporter.presses("button.back")
    assert supporter.offers("pledge.button.week"), "now it has every button"
    card, _ = supporter.phone.find(supporter.t.plain("pledge.button.mailed"))
    assert len(card.keyboard) <= 8
    assert max(len(button.text) for row in card.keyboard if len(row) > 1 for button in row) <= 17


@on_sqlite
async def test_the_hour_is_that_of_the_promise_not_of_the_wish(
    ann: Supporter, bot: Running, database_url: str, clock: Clock, night: Night
) -> None:
    clock.shows(clock.today, 9, 59)
    await ann.promises(14)
    clock.passes(hours=6)
    await ann.presses("pledge.button.remind")
    await ann.presses("pledge.button.yes-reminded")
    await night()
    assert await hour_kept(bot, database_url) == 9


@on_sqlite
async def test_for_news_alone_no_hour_is_kept_and_a_reminder_keeps_its_own(
    ann: Supporter, bot: Running, database_url: str, clock: Clock, night: Night
) -> None:
    clock.shows(clock.today, 9, 59)
    await ann.promises(14)
    await told(ann)
    await night()
    assert await hour_kept(bot, database_url) == 0
    await ann.presses("pledge.button.remind")
    await ann.presses("pledge.button.yes-reminded")
    await night()
    assert await hour_kept(bot, database_url) == 9
    await ann.presses("pledge.button.tell-not")
    await told(ann)
    await night()
    assert await hour_kept(bot, database_url) == 9


async def test_posting_ends_the_reminder_and_keeps_the_news(
    ann: Supporter, database_url: str, night: Night
) -> None:
    await reminded(ann)
    await told(ann)
    await ann.presses("pledge.button.mailed")
    await night()
    assert await rows_of(database_url, "notices") == []
    assert [row["news"] for row in await rows_of(database_url, "contacts")] == [True]
    assert not ann.reads("pledge.reminded")
    assert ann.reads("pledge.told")


async def test_posting_erases_a_contact_that_was_for_the_reminder_only(
    ann: Supporter, database_url: str, night: Night
) -> None:
    await reminded(ann)
    await ann.presses("pledge.button.mailed")
    await night()
    assert await rows_of(database_url, "contacts") == []


async def test_withdrawing_erases_the_contact(ann: Supporter, database_url: str, night: Night) -> None:
    await reminded(ann)
    await told(ann)
    await ann.presses("pledge.button.withdraw")
    await night()
    assert await rows_of(database_url, "contacts") == await rows_of(database_url, "notices") == []


@pytest.mark.parametrize(("said", "date"), [("mailed", "mailed_on"), ("withdraw", "withdrawn_on")])
async def test_what_was_said_can_be_undone_today_and_tomorrow_but_not_later(
    ann: Supporter, database_url: str, clock: Clock, said: str, date: str
) -> None:
    await ann.promises()
    card, button = ann.phone.find(ann.t.plain(f"pledge.button.{said}"))
    await ann.phone.taps(card, button)
    ann.phone.person.forges(card, button.callback_data or "")  # twice pressed is once
    await ann.phone.settles()
    first_day = clock.today
    assert (await only_pledge_in(database_url))[date] == first_day
    clock.passes(days=1)
    await ann.phone.taps(*newest_undo(ann))
    assert (await only_pledge_in(database_url))[date] is None

    await ann.presses(f"pledge.button.{said}")
    old_card, undo = newest_undo(ann)
    clock.passes(days=2)
    ann.phone.person.forges(old_card, undo.callback_data or "")
    await ann.phone.settles()
    assert (await only_pledge_in(database_url))[date] == first_day + timedelta(days=1)
    assert not ann.offers("pledge.button.undo")


async def test_one_more_week_moves_the_day_and_the_reminders_and_twice_is_once(
    supporter: Supporter, database_url: str, clock: Clock, night: Night
) -> None:
    await supporter.promises()
    await supporter.presses("pledge.button.remind")
    await supporter.presses("pledge.button.yes-reminded")
    due = (await only_pledge_in(database_url))["mail_by"]
    assert not supporter.offers("pledge.button.week")  # while there is time enough

    clock.shows(due - timedelta(days=2), 12)
    await supporter.phone.taps(supporter.phone.screen(), supporter.t.plain("pledge.button.no-reminder"))
    await supporter.presses("pledge.button.remind")
    await supporter.presses("pledge.button.yes-reminded")
    card, week = supporter.phone.find(supporter.t.plain("pledge.button.week"))
    await supporter.phone.taps(card, week)
    supporter.phone.person.forges(card, week.callback_data or "")
    await supporter.phone.settles()
    later = due + timedelta(days=7)
    assert (await only_pledge_in(database_url))["mail_by"] == later
    assert supporter.reads("pledge.pledged", day=supporter.t.date(later))
    await night()
    days = {
        row["kind"]: clock.now.fromtimestamp(row["due_at"], clock.zone).date()
        for row in await rows_of(database_url, "notices")
    }
    assert days == {"before": later - timedelta(days=3), "after": later + timedelta(days=3)}


@on_sqlite
@pytest.mark.parametrize("day", ["20990101", "20160101", "20261399"])
async def test_a_forged_day_changes_nothing(
    ann: Supporter, bot: Running, database_url: str, day: str
) -> None:
    code = (await ann.promises()).replace("-", "")
    before = await only_pledge_in(database_url)
    press = Own(f"by-{day}", code, bot.engine.context.vault.mac(ann.phone.person.id, code))
    ann.phone.person.forges(ann.phone.screen(), press.data)
    await ann.phone.settles()
    assert await only_pledge_in(database_url) == before


@on_sqlite
@pytest.mark.parametrize("wish", ["reminded", "told", "not-reminded", "mailed", "withdraw", "by-20261231"])
async def test_nobody_presses_a_button_of_somebody_elses_card(
    ann: Supporter, phone: Callable[..., Phone], database_url: str, wish: str, night: Night
) -> None:
    await reminded(ann)
    _, button = ann.phone.find("Withdraw")
    await night()
    before = (await only_pledge_in(database_url), await rows_of(database_url, "contacts"))
    stranger = phone("Ivan", "en")
    await stranger.opens()
    forged = (button.callback_data or "").replace("withdraw", wish)
    stranger.person.forges(stranger.screen(), forged)
    await stranger.settles()
    await night()
    assert (await only_pledge_in(database_url), await rows_of(database_url, "contacts")) == before


@pytest.mark.parametrize("typed", ["{code}", "{bare}", "{small}", "{look_alike}", "{spaced}"])
async def test_whoever_types_a_code_sees_the_letter_and_no_person(
    phone: Callable[..., Phone], ann: Supporter, typed: str, database_url: str, night: Night
) -> None:
    code = await reminded(ann)
    await night()
    forms = {
        "code": code,
        "bare": code.replace("-", ""),
        "small": code.lower(),
        "look_alike": code.replace("0", "O").replace("1", "l"),
        "spaced": code.replace("-", " "),
    }
    somebody = Supporter(phone("Ivan", "en"), "en")
    await somebody.types(typed.format(**forms))
    pledge = await only_pledge_in(database_url)
    assert code in somebody.phone.sees()
    assert somebody.reads("pledge.pledged", day=somebody.t.date(pledge["mail_by"]))
    assert not somebody.reads("pledge.reminded")
    assert somebody.offers("pledge.button.mailed")


async def reminded(somebody: Supporter) -> str:
    """Has promised within two weeks and wishes to be reminded; the code."""
    code = await somebody.promises(14)
    await somebody.presses("pledge.button.remind")
    await somebody.presses("pledge.button.yes-reminded")
    return code


async def hour_kept(bot: Running, database_url: str) -> int:
    (contact,) = await rows_of(database_url, "contacts")
    opened = contacts.open_contact(bot.engine.context.vault, contact["code"], contact["sealed"])
    assert opened is not None
    return opened.hour


async def told(somebody: Supporter) -> None:
    await somebody.presses("pledge.button.tell")
    await somebody.presses("pledge.button.yes-told")


def newest_undo(somebody: Supporter) -> tuple[Message, Button]:
    return somebody.phone.find(somebody.t.plain("pledge.button.undo"))
