"""Handing over: what waits, marked for one or for all, with a day, a question and an undo."""

import asyncio
from datetime import date, timedelta

import pytest

from bot.desk.journal import NEWS_AFTER
from bot.jobs.reminders import say_due
from bot.run import Running
from db import arrivals as office
from tests.conftest import Night, on_sqlite
from tests.support.clock import Clock
from tests.support.organizer import Organizer, rows_of
from tests.support.records import a_pledge, connected, keep, pledges_in
from tests.support.supporter import Supporter


async def test_what_waits_is_shown_per_prisoner_with_and_without_a_code(
    oksana: Organizer, database_url: str, clock: Clock
) -> None:
    await three_wait(database_url, clock.today)
    await five_came_without_a_code(oksana, "primov")
    seen = await oksana.types("/handover")
    assert oksana.counted("handover.list", 8) in seen
    assert oksana.text("desk.line", name=oksana.name("primov"), number=6) in seen
    assert oksana.text("desk.line", name=oksana.name("asanov"), number=2) in seen
    assert oksana.name("chiygoz") not in seen  # promised, but not received


async def test_one_prisoners_letters_are_handed_over_after_a_question_and_back_again(
    oksana: Organizer, database_url: str, clock: Clock
) -> None:
    await three_wait(database_url, clock.today)
    await oksana.types("/handover")
    await oksana.taps_person("asanov")
    today = oksana.t.date(clock.today)
    assert oksana.counted("handover.confirm", 2, name=oksana.name("asanov"), day=today) in oksana.phone.sees()
    assert await handed_over(database_url) == {}

    await oksana.presses("handover.button.yes")
    assert oksana.counted("handover.done", 2, name=oksana.name("asanov"), day=today) in oksana.phone.sees()
    assert await handed_over(database_url) == {"AAAAAAA1": clock.today, "AAAAAAA2": clock.today}

    await oksana.presses("desk.button.undo")
    assert await handed_over(database_url) == {}
    assert oksana.counted("handover.list", 3) in oksana.phone.sees()


async def test_all_are_handed_over_on_a_day_that_is_typed(
    oksana: Organizer, database_url: str, clock: Clock
) -> None:
    await three_wait(database_url, clock.today - timedelta(days=9))
    await five_came_without_a_code(oksana, "ilchenko")
    await oksana.types("/handover")
    await oksana.presses("handover.button.all")
    day = clock.today - timedelta(days=2)
    await oksana.types(f"{day:%d.%m.%Y}")
    await oksana.presses("handover.button.yes")
    assert set((await handed_over(database_url)).values()) == {day}
    assert len(await handed_over(database_url)) == 3
    (arrival,) = await rows_of(database_url, "arrivals")
    assert arrival["handed_over_on"] == day
    await oksana.presses("handover.button.list")
    assert oksana.reads("handover.nothing")


async def test_an_undo_takes_back_its_own_handing_over_only(
    nazar: Organizer, database_url: str, clock: Clock
) -> None:
    await three_wait(database_url, clock.today)
    await nazar.types("/handover")
    await nazar.taps_person("asanov")
    await nazar.presses("Yes, mark as passed on")
    message, undo = nazar.phone.find("Undo")
    await keep(database_url, a_pledge("asanov", code="AAAAAAA3", received_on=clock.today))
    await nazar.types("/handover")
    await nazar.taps_person("asanov")
    await nazar.presses("Yes, mark as passed on")
    nazar.phone.person.forges(message, undo.callback_data or "")
    await nazar.phone.settles()
    assert await handed_over(database_url) == {"AAAAAAA3": clock.today}
    nazar.phone.person.forges(message, undo.callback_data or "")
    assert "Already undone" in await nazar.phone.settles()


async def test_a_letter_that_came_meanwhile_is_asked_about_first(
    nazar: Organizer, database_url: str, clock: Clock
) -> None:
    await three_wait(database_url, clock.today)
    await nazar.types("/handover")
    await nazar.taps_person("asanov")
    await keep(database_url, a_pledge("asanov", code="AAAAAAA3", received_on=clock.today))
    assert "The number has changed" in await nazar.presses("Yes, mark as passed on")
    assert "3 letters" in nazar.phone.sees()
    assert await handed_over(database_url) == {}
    await nazar.presses("Yes, mark as passed on")
    assert len(await handed_over(database_url)) == 3


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_of_two_organizers_who_say_yes_at_once_one_is_asked_again(
    nazar: Organizer, database_url: str, clock: Clock
) -> None:
    await three_wait(database_url, clock.today)
    await nazar.types("/handover")
    await nazar.taps_person("asanov")
    async with connected(database_url) as another_replica:
        await office.lock(another_replica)
        await office.hand_over(another_replica, "asanov", clock.today, handover=1)
        yes = asyncio.create_task(nazar.presses("Yes, mark as passed on"))
        await asyncio.sleep(0.3)
        assert not yes.done()
    assert "The number has changed" in await yes
    assert await rows_of(database_url, "journal") == []


async def test_a_yes_of_another_visit_only_redraws(nazar: Organizer, database_url: str, clock: Clock) -> None:
    await three_wait(database_url, clock.today)
    await nazar.types("/handover")
    await nazar.taps_person("asanov")
    message, yes = nazar.phone.find("Yes, mark as passed on")
    await nazar.types("/handover")
    await nazar.taps_person("primov")
    nazar.phone.person.forges(message, yes.callback_data or "")  # of the question about Asanov
    await nazar.phone.settles()
    assert await handed_over(database_url) == {}
    assert "Primov" in nazar.phone.sees()

    _, yes = nazar.phone.find("Yes, mark as passed on")
    for _ in range(3):
        nazar.phone.person.forges(message, yes.callback_data or "")
    await nazar.phone.settles()
    assert set(await handed_over(database_url)) == {"PPPPPPP1"}


@on_sqlite
@pytest.mark.parametrize("typed", ["tomorrow", "31.02.2026", "01.01.2014", "1.1.2099", "7"])
async def test_no_day_but_one_of_the_campaign_is_taken(
    nazar: Organizer, database_url: str, clock: Clock, typed: str
) -> None:
    await three_wait(database_url, clock.today)
    await nazar.types("/handover")
    await nazar.taps_person("asanov")
    assert f"“{typed}” is not a date" in await nazar.types(typed)
    assert f"Day: {nazar.t.date(clock.today)}" in nazar.phone.sees()


async def test_whoever_asked_is_told_once_and_the_contact_is_erased(
    nazar: Organizer, supporter: Supporter, bot: Running, database_url: str, clock: Clock, night: Night
) -> None:
    code = await supporter.promises()
    await supporter.presses("pledge.button.tell")
    await supporter.presses("pledge.button.yes-told")
    await night()
    day = supporter.t.date(clock.today)
    await nazar.receives(code)
    assert await say_due(bot.engine) == 0  # the organizer may still undo
    clock.passes(seconds=NEWS_AFTER.total_seconds())
    assert await say_due(bot.engine) == 1
    assert supporter.text("notice.received", code=code, day=day) in supporter.said()

    await nazar.types("/handover")
    await nazar.presses("All of them")
    assert nazar.counted("desk.told", 1) in await nazar.presses("Yes, mark as passed on")
    clock.passes(seconds=NEWS_AFTER.total_seconds())
    assert [await say_due(bot.engine) for _ in range(2)] == [1, 0]
    assert supporter.said().count(supporter.text("notice.handed-over", code=code, day=day)) == 1
    await night()
    assert await rows_of(database_url, "contacts") == await rows_of(database_url, "notices") == []

    await supporter.presses("notice.button.card")
    assert supporter.reads("pledge.handed-over", day=day)


async def test_news_without_names_show_nothing_but_the_code(
    nazar: Organizer, supporter: Supporter, bot: Running, clock: Clock, night: Night
) -> None:
    code = await supporter.promises()
    await supporter.presses("pledge.button.tell")
    await supporter.presses("pledge.button.yes-told")
    await night()
    await supporter.presses("pledge.button.tell-not")  # another mind, on the same day
    await supporter.presses("pledge.button.tell")
    await supporter.presses("pledge.button.yes-neutral")
    before = len(supporter.said())
    await nazar.receives(code)
    clock.passes(seconds=NEWS_AFTER.total_seconds())
    assert await say_due(bot.engine) == 1
    await night()
    await nazar.types("/release")
    await nazar.taps_person("chiygoz")
    await nazar.presses("release.button.yes")
    clock.passes(seconds=NEWS_AFTER.total_seconds())
    assert await say_due(bot.engine) == 1
    assert supporter.said()[before:] == [supporter.text("notice.neutral", code=code)] * 2
    await supporter.presses("notice.button.card")
    assert code in supporter.phone.sees()


async def test_an_undone_handing_over_is_not_told(
    nazar: Organizer, ann: Supporter, bot: Running, database_url: str, clock: Clock, night: Night
) -> None:
    code = await ann.promises()
    await ann.presses("pledge.button.tell")
    await ann.presses("pledge.button.yes-told")
    await night()
    await nazar.receives(code)
    await nazar.presses("Pass on")
    await nazar.presses("All of them")
    await nazar.presses("Yes, mark as passed on")
    await nazar.presses("Undo")
    clock.passes(hours=1)
    assert await say_due(bot.engine) == 1  # received it was
    assert not any("passed it on" in text for text in ann.said())
    await night()
    assert len(await rows_of(database_url, "contacts")) == 1


async def three_wait(url: str, day: date) -> None:
    """Two letters to Asanov, one to Primov; one to Chiygoz is only promised."""
    await keep(
        url,
        a_pledge("asanov", code="AAAAAAA1", received_on=day),
        a_pledge("asanov", code="AAAAAAA2", received_on=day),
        a_pledge("primov", code="PPPPPPP1", received_on=day),
        a_pledge("chiygoz", code="CCCCCCC1"),
    )


async def five_came_without_a_code(organizer: Organizer, person: str) -> None:
    await organizer.types("/receive")
    await organizer.presses("receive.button.count")
    await organizer.taps_person(person)
    await organizer.types("5")


async def handed_over(url: str) -> dict[str, date]:
    return {one["code"]: one["handed_over_on"] for one in await pledges_in(url) if one["handed_over_on"]}
