"""Silent promises expire by themselves, contacts are erased, and no file keeps them."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.jobs.night import carry
from bot.jobs.reminders import say_due
from bot.run import Running
from tests.conftest import Night, on_sqlite
from tests.support.clock import Clock
from tests.support.organizer import rows_of
from tests.support.records import a_pledge, keep, only_pledge_in, pledges_in
from tests.support.supporter import Supporter
from tests.supporter.test_pledge_card import reminded


async def test_a_silent_promise_expires_thirty_days_after_its_day_and_the_card_revives_it(
    ann: Supporter, bot: Running, database_url: str, clock: Clock
) -> None:
    await ann.promises()
    due = (await only_pledge_in(database_url))["mail_by"]
    clock.shows(due + timedelta(days=29), 12)
    await carry(bot.engine)
    assert (await only_pledge_in(database_url))["expired_on"] is None
    clock.shows(due + timedelta(days=30), 12)
    await carry(bot.engine)
    assert (await only_pledge_in(database_url))["expired_on"] == clock.today
    card, posted = ann.phone.find("I have posted it")
    await ann.phone.taps(card, posted)
    pledge = await only_pledge_in(database_url)
    assert (pledge["mailed_on"], pledge["expired_on"]) == (clock.today, None)


@pytest.mark.parametrize("fact", ["mailed_on", "received_on", "handed_over_on", "withdrawn_on"])
async def test_a_promise_of_which_something_was_heard_does_not_expire(
    bot: Running, database_url: str, clock: Clock, fact: str
) -> None:
    heard = {fact: date(2016, 1, 6)}
    await keep(database_url, a_pledge("primov", **heard), a_pledge("primov"))
    await carry(bot.engine)
    expired = {one[fact]: one["expired_on"] for one in await pledges_in(database_url)}
    assert expired == {date(2016, 1, 6): None, None: clock.today}


async def test_a_contact_is_erased_after_half_a_year(
    ann: Supporter, bot: Running, database_url: str, clock: Clock, night: Night
) -> None:
    await ann.promises()
    await ann.presses("pledge.button.mailed")
    await ann.presses("pledge.button.tell")
    await ann.presses("pledge.button.yes-told")
    clock.passes(days=179)
    await carry(bot.engine)
    await night()
    assert len(await rows_of(database_url, "contacts")) == 1
    clock.passes(days=1)
    await carry(bot.engine)
    await night()
    assert await rows_of(database_url, "contacts") == []


@on_sqlite
async def test_nothing_of_an_erased_contact_stays_in_the_files(
    ann: Supporter, bot: Running, database_url: str, clock: Clock, night: Night
) -> None:
    await reminded(ann)
    await night()
    (contact,) = await rows_of(database_url, "contacts")
    sealed, path = contact["sealed"][-64:], database_url.partition(":///")[2]
    assert sealed in files(path)
    clock.passes(days=30)
    await say_due(bot.engine)
    assert sealed not in files(path)


def files(path: str) -> bytes:
    """What the database's file and its log hold."""
    return b"".join(one.read_bytes() for one in (Path(path), Path(f"{path}-wal")) if one.exists())
