"""The night mail: carries everything once, whatever kills it, and leaves no order behind."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.chat.state import Conversation
from bot.chat.state_storage import every_conversation, row_of
from bot.jobs import night as mail
from bot.run import Running
from db import conversations
from db.figure_sums import recount
from db.night import prepare
from db.notes import Note, Noted
from db.pledges import Pledge
from db.public_figures import facts
from db.renewing import renew
from db.tables import early_receipts, figures, nights
from tests.conftest import Night, on_sqlite
from tests.support.clock import Clock
from tests.support.figures import figure
from tests.support.organizer import an_organizer, rows_of
from tests.support.phone import Phone
from tests.support.records import TODAY, a_pledge, carried_in, connected, keep, pledges_in
from tests.support.statements import KilledError, killed_before
from tests.support.states import states
from tests.support.supporter import Supporter


async def test_until_the_night_the_tables_know_nothing_and_then_everything(
    ann: Supporter, bot: Running, database_url: str, night: Night
) -> None:
    code = (await ann.promises()).replace("-", "")
    await ann.presses("pledge.button.mailed")
    assert await carried_in(database_url) == []
    assert [one["code"] for one in await pledges_in(database_url)] == [code]
    await night()
    (carried,) = await carried_in(database_url)
    assert (carried["code"], carried["prisoner"]) == (code, "chiygoz")
    assert carried["mailed_on"] == bot.engine.context.today()
    assert (await states(bot))[ann.phone.person.id].notes == ()


async def test_a_letter_of_yesterday_is_changed_in_the_own_row_until_the_next_night(
    ann: Supporter, database_url: str, night: Night
) -> None:
    await ann.promises()
    await night()
    await ann.presses("pledge.button.withdraw")
    assert ann.reads("pledge.withdrawn", day=ann.t.date((await carried_in(database_url))[0]["pledged_on"]))
    assert (await carried_in(database_url))[0]["withdrawn_on"] is None
    await night()
    assert (await carried_in(database_url))[0]["withdrawn_on"] is not None


async def test_forgetting_leaves_the_promise_without_a_person(
    ann: Supporter, bot: Running, database_url: str, night: Night
) -> None:
    code = (await ann.promises()).replace("-", "")
    await ann.types("/forget")
    await ann.presses("forget.button.yes")
    left = [one async for one in every_conversation(bot.database, bot.engine.context.vault)]
    assert {one.user_id for one in left} == {0}
    assert [note.code for one in left for note in one.notes] == [code]
    await night()
    assert [one["code"] for one in await carried_in(database_url)] == [code]
    everybody = every_conversation(bot.database, bot.engine.context.vault)
    counts = [one.counts.pledged_today async for one in everybody]
    assert counts == [1], "only the count of today"


async def test_the_limit_of_a_day_holds_through_forget_and_is_gone_the_next_day(
    ann: Supporter, bot: Running, clock: Clock, night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.supporter.limits.PLEDGES_A_DAY", 1)
    await ann.promises()
    await ann.types("/forget")
    await ann.presses("forget.button.yes")
    await ann.starts()
    await ann.presses("home.button.write")
    assert ann.reads("limit.reached", number=1)
    clock.passes(days=1)
    await night()
    await ann.promises()
    assert ann.offers("pledge.button.mailed"), ann.phone.sees()


async def test_the_office_receives_a_letter_of_today_and_the_night_joins_them(
    ann: Supporter, phone: Callable[..., Phone], database_url: str, night: Night
) -> None:
    oksana = an_organizer(phone, "en")
    code = await ann.promises()
    await ann.presses("pledge.button.tell")
    await ann.presses("pledge.button.yes-told")
    await oksana.receives(code)
    assert oksana.reads("receive.received", code=code, name=oksana.name("chiygoz"))
    assert oksana.counted("receive.today", 1) in oksana.phone.sees()
    await oksana.presses("receive.button.undo")
    assert oksana.counted("receive.today", 0) in oksana.phone.sees()
    await oksana.types(code)
    await night()
    (carried,) = await carried_in(database_url)
    assert carried["received_on"] is not None
    assert [row["kind"] for row in await rows_of(database_url, "notices")] == ["received"]
    async with connected(database_url) as connection:
        assert (await connection.execute(select(early_receipts))).all() == []


@on_sqlite
async def test_it_comes_at_three_and_at_the_start_after_one_was_missed(bot: Running, clock: Clock) -> None:
    async def day() -> date | None:
        async with bot.database.read() as connection:
            return await connection.scalar(select(nights.c.day))

    first = clock.today
    assert await mail.carry_if_due(bot.engine)
    assert await day() == first
    clock.shows(first + timedelta(days=1), 2, 59)
    await mail.carry_if_due(bot.engine)
    assert await day() == first
    clock.shows(first + timedelta(days=1), 3)
    await mail.carry_if_due(bot.engine)
    assert await day() == first + timedelta(days=1)


async def test_killed_before_a_statement_nothing_is_lost_and_nothing_is_doubled(
    bot: Running, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_slices_of(2, monkeypatch)
    await killed_before_every(bot, database_url, people=3, step=17)


@pytest.mark.soak
@pytest.mark.timeout(3600)
async def test_killed_before_every_statement(
    bot: Running, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_slices_of(1, monkeypatch)
    kills = await killed_before_every(bot, database_url, people=10, step=1)
    kind = bot.database.url.partition(":")[0]
    figure(f"{kills} deaths of the night, before each of its statements, {kind}: all codes once, none lost")


def in_slices_of(number: int, patch: pytest.MonkeyPatch) -> None:
    """It dies between two of them, too."""
    patch.setattr("db.night.CODES_AT_ONCE", number)
    patch.setattr("db.renewing.ROWS_AT_ONCE", number)


async def killed_before_every(bot: Running, database_url: str, *, people: int, step: int) -> int:
    """The night dies at one statement after the other, and begins again, until it lives on; its deaths."""
    expected: dict[str, Pledge] = {}
    number = kills = done = 0
    while number < 600 and not done:
        number += step
        for person in range(1, people + 1):
            await _promised(bot, person, expected)
        with killed_before(number) as sent:
            try:
                await mail.carry(bot.engine)
                done = len(sent)
            except KilledError:
                kills += 1
        assert await mail.carry(bot.engine)
        found = {one["code"]: one for one in await carried_in(database_url)}
        assert found.keys() == expected.keys(), f"killed before {number}"
        assert all(found[code]["mailed_on"] == one.mailed_on for code, one in expected.items())
        assert [one.notes for one in (await states(bot)).values()] == [()] * people
        await _figures_are_a_recounts(bot)
    assert done > 10, "it was killed at every statement"
    return kills


async def _promised(bot: Running, person: int, expected: dict[str, Pledge]) -> None:
    """One new letter of this person, and the last one posted."""
    today = bot.engine.context.today()
    made = replace(a_pledge("asanov"), pledged_on=today, mail_by=today + timedelta(days=7))
    state = (await states(bot)).get(person) or Conversation(user_id=person).changed(
        language="uk", active_on=today
    )
    state = state.noting(Note(code=made.code, pledge=made, remind=True, language="uk", until=made.mail_by))
    for code in state.codes[-1:]:
        state = state.noting(Note(code=code).changing(mailed_on=today))
        expected[code] = replace(expected[code], mailed_on=today)
    expected[made.code] = made
    async with bot.database.write() as connection:
        row = row_of(state)
        await conversations.keep(connection, bot.engine.context.vault, {person: row})


async def _figures_are_a_recounts(bot: Running) -> None:
    seen = []
    async with bot.database.write() as connection:
        for _ in range(2):
            seen.append(sorted(tuple(row) for row in await connection.execute(select(figures))))
            await recount(connection)
    assert seen[0] == seen[1]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_nothing_in_postgresqls_tables_tells_who_came_when(bot: Running, database_url: str) -> None:
    async with connected(database_url) as elsewhere:  # a transaction that somebody has left open
        await elsewhere.execute(text("SELECT pg_current_xact_id()"))
        for person in range(1, 41):
            await _promised(bot, person, {})
        assert await mail.carry(bot.engine)
    async with connected(database_url) as connection:
        rows = (
            await connection.execute(text("SELECT key, age(xmin) FROM conversations ORDER BY ctid"))
        ).all()
        assert [row.key for row in rows] == sorted(row.key for row in rows)
        ages = [row.age for row in rows]
        assert ages == sorted(ages, reverse=True), "written in the order of the keys, too"
        carried = (await connection.execute(text("SELECT code, age(xmin) FROM pledges ORDER BY ctid"))).all()
        assert [row.code for row in carried] == sorted(row.code for row in carried)
        assert len({row.age for row in carried}) == 1, "of one transaction"
        assert carried[0].age not in ages, "in which no conversation was written"


@on_sqlite
async def test_who_is_in_which_slice_is_drawn_by_lot(bot: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.night.CODES_AT_ONCE", 1)
    codes = [a_pledge("asanov").code for _ in range(40)]
    noted = [Noted(chat_id=number, note=Note(code=code)) for number, code in enumerate(codes)]
    async with bot.database.read() as connection:
        prepared = await prepare(connection, noted, mail._almanac(bot.engine.context))
    drawn = [one.note.code for some in prepared.slices for one in some]
    assert sorted(drawn) == sorted(codes)
    later = sum(codes.index(one) < codes.index(other) for one, other in combinations(drawn, 2))
    assert 0.2 < later / (40 * 39 / 2) < 0.8, "five deviations"


async def test_what_is_said_while_the_night_writes_is_carried_by_the_next_one(
    ann: Supporter, database_url: str, night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def after_a_tap(*given: Any) -> bool:
        await ann.presses("pledge.button.mailed")
        return await renew(*given)

    await ann.promises()
    with monkeypatch.context() as patch:
        patch.setattr("bot.jobs.night.renew", after_a_tap)
        await night()
    assert (await carried_in(database_url))[0]["mailed_on"] is None
    await night()
    assert (await carried_in(database_url))[0]["mailed_on"] is not None


@on_sqlite
async def test_a_column_keeps_only_what_five_letters_of_the_month_share(
    bot: Running, database_url: str
) -> None:
    await _noted(bot, [("PL", "poster")] * 5 + [("AU", "poster")] + [("UA", None)] * 4)
    assert await mail.carry(bot.engine)
    kept = Counter((one["country"], one["source"]) for one in await carried_in(database_url))
    assert kept == {("PL", "poster"): 5, (None, None): 5}


async def _noted(bot: Running, kinds: Sequence[tuple[str, str | None]]) -> None:
    today = bot.engine.context.today()
    rows = {}
    for person, (country, source) in enumerate(kinds, start=1):
        made = replace(a_pledge("asanov", country=country, source=source), pledged_on=today, mail_by=today)
        state = Conversation(user_id=person, active_on=today).noting(Note(code=made.code, pledge=made))
        rows[person] = row_of(state)
    async with bot.database.write() as connection:
        await conversations.keep(connection, bot.engine.context.vault, rows)


@on_sqlite
async def test_public_figures_move_by_night_and_in_steps_of_five(
    bot: Running, database_url: str, clock: Clock, ann: Supporter
) -> None:
    async def shown() -> tuple[int, dict[str, int]]:
        async with bot.database.read() as connection:
            found = await facts(connection)
        return found.total[0], dict(found.countries)

    await keep(database_url, *(a_pledge("asanov", country="PL", mailed_on=TODAY) for _ in range(7)))
    assert await shown() == (0, {}), "not before the night"
    for _ in range(5):
        assert (await shown())[1] == {}, "named after five nights"
        await mail.carry(bot.engine)
        await mail.carry(bot.engine)  # a second time in one night counts no night
        assert (await shown())[0] == 5
        clock.passes(days=1)
    assert await shown() == (5, {"PL": 5})
    await keep(database_url, *(a_pledge("asanov", mailed_on=TODAY) for _ in range(2)))
    await mail.carry(bot.engine)
    assert (await shown())[0] == 5, "a smaller change waits"
    assert re.search(r"^Promised: 5 letters", await ann.types("/progress"), re.MULTILINE)


async def test_who_is_forgotten_is_spoken_to_no_more_though_the_night_has_not_come(
    ann: Supporter, bot: Running, clock: Clock, night: Night
) -> None:
    from bot.jobs.reminders import say_due  # noqa: PLC0415

    await ann.promises(14)
    await ann.presses("pledge.button.remind")
    await ann.presses("pledge.button.yes-reminded")
    await night()
    await ann.types("/forget")
    await ann.presses("forget.button.yes")
    said = ann.said()
    clock.passes(days=12)
    await say_due(bot.engine)
    assert ann.said() == said


async def test_a_code_that_another_letter_has_is_not_promised(
    ann: Supporter, bot: Running, database_url: str
) -> None:
    await ann.comes_to("review")
    draft = (await states(bot))[ann.phone.person.id].writing.draft
    assert draft is not None
    await keep(database_url, a_pledge("asanov", code=draft.code))
    await ann.promises_within(7)
    assert ann.is_asked("review")
    await ann.promises_within(7)
    assert len(await pledges_in(database_url)) == 2
    assert draft.code in {one["code"] for one in await carried_in(database_url)}
