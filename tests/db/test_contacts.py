"""Contacts are sealed, kept beside their pledge alone, erased with their person, resealed under a new key."""

import json
from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from bot.jobs.reminders import say_due
from bot.run import Running
from db import contacts
from db.pledges import shown
from db.tables import contacts as contacts_table
from db.vault import FORMAT, HEAD_BYTES, NONCE_BYTES, USUAL_BYTES, Vault
from tests.conftest import Night, on_sqlite
from tests.support.clock import Clock
from tests.support.organizer import rows_of
from tests.support.phone import Phone
from tests.support.records import connected
from tests.support.supporter import Supporter
from tests.supporter.test_pledge_card import hour_kept, reminded, told


async def test_a_contact_names_nobody_and_shows_no_hour(
    ann: Supporter, database_url: str, clock: Clock, night: Night
) -> None:
    await reminded(ann)
    await night()
    (contact,) = await rows_of(database_url, "contacts")
    number = str(ann.phone.person.id).encode()
    assert number not in contact["sealed"]
    sizes = {HEAD_BYTES + NONCE_BYTES + times * USUAL_BYTES + 16 for times in (1, 2)}  # by chance
    assert len(contact["sealed"]) in sizes
    await night()
    for row in await rows_of(database_url, "notices"):
        midnight = clock.now.fromtimestamp(row["due_at"], clock.zone)
        assert (midnight.hour, midnight.minute, midnight.second) == (0, 0, 0)


@on_sqlite
async def test_a_contact_opens_only_beside_its_own_pledge(
    ann: Supporter, bot: Running, database_url: str, night: Night
) -> None:
    await reminded(ann)
    await night()
    (contact,) = await rows_of(database_url, "contacts")
    vault = bot.engine.context.vault
    opened = contacts.open_contact(vault, contact["code"], contact["sealed"])
    assert opened is not None
    assert opened.chat_id == ann.phone.person.id
    assert contacts.open_contact(vault, "00000000", contact["sealed"]) is None
    assert contact["sealed"].startswith(FORMAT)
    assert contacts.open_contact(vault, contact["code"], b"\2" + contact["sealed"][1:]) is None, "unknown yet"


async def test_the_hour_goes_with_the_last_reminder_though_news_are_wished(
    ann: Supporter, bot: Running, database_url: str, clock: Clock, night: Night
) -> None:
    await reminded(ann)
    await told(ann)
    await night()
    clock.passes(days=11)
    assert await say_due(bot.engine) == 1
    assert await hour_kept(bot, database_url) == clock.now.hour
    clock.passes(days=6)
    assert await say_due(bot.engine) == 1
    assert await hour_kept(bot, database_url) == contacts.ANY_HOUR


async def test_the_hour_goes_when_the_letter_is_posted(
    ann: Supporter, bot: Running, database_url: str, clock: Clock, night: Night
) -> None:
    await reminded(ann)
    await told(ann)
    await ann.presses("pledge.button.mailed")
    await night()
    assert await hour_kept(bot, database_url) == contacts.ANY_HOUR


async def test_forget_me_erases_every_contact_of_mine_and_nobody_elses(
    ann: Supporter, phone: Callable[..., Phone], database_url: str, night: Night
) -> None:
    boris = Supporter(phone("Boris", "uk"), "uk")
    kept = await reminded(boris)
    await reminded(ann)
    await ann.presses("finished.button.another")
    await ann.opens("asanov")
    await told_of_a_second_letter(ann)
    await night()
    assert len(await rows_of(database_url, "contacts")) == 3

    await ann.types("/forget")
    await ann.presses("forget.button.yes")
    await night()
    assert [shown(row["code"]) for row in await rows_of(database_url, "contacts")] == [kept]
    assert {shown(row["code"]) for row in await rows_of(database_url, "notices")} == {kept}


async def test_who_blocks_the_bot_is_neither_reminded_nor_told(
    ann: Supporter, database_url: str, night: Night
) -> None:
    await reminded(ann)
    ann.phone.blocks_the_bot()
    await ann.phone.playground.settled()
    await night()
    assert await rows_of(database_url, "contacts") == await rows_of(database_url, "notices") == []


async def test_contacts_are_sealed_anew_in_batches_under_a_new_secret(
    ann: Supporter, database_url: str, night: Night
) -> None:
    await reminded(ann)
    await night()
    new = Vault(b"n" * 32, [bytes(range(32))])
    async with connected(database_url) as connection:
        assert await contacts.reseal(connection, new, 10) == 1
        assert await contacts.reseal(connection, new, 10) == 0
        code, sealed = (
            await connection.execute(select(contacts_table.c.code, contacts_table.c.sealed))
        ).one()
    opened = contacts.open_contact(Vault(b"n" * 32), code, sealed)
    assert opened is not None
    assert opened.chat_id == ann.phone.person.id


async def test_a_contact_whose_secret_is_lost_is_erased(
    ann: Supporter, database_url: str, night: Night
) -> None:
    await reminded(ann)
    await night()
    async with connected(database_url) as connection:
        assert await contacts.reseal(connection, Vault(b"l" * 32), 10) == 1
    assert await rows_of(database_url, "contacts") == await rows_of(database_url, "notices") == []


def test_the_seal_holds_what_it_should_and_nothing_else() -> None:
    vault = Vault(bytes(range(32)))
    sealed = contacts.seal_contact(vault, "K7QF2M9X", contacts.Contact(7, "uk", 9))
    opened = json.loads(vault.open(sealed, bound_to=b"contactK7QF2M9X"))
    assert opened == {"chat_id": 7, "language": "uk", "hour": 9, "neutral": False}


def test_a_contact_lives_half_a_year() -> None:
    assert contacts.last_day(date(2016, 1, 1)) == date(2016, 6, 29)


async def told_of_a_second_letter(somebody: Supporter) -> None:
    await somebody.goes_on_to("review")
    await somebody.promises_within(7)
    await told(somebody)
