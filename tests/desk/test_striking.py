"""Promises that are none: held by a night, counted in or struck out in two taps, undone; and bounded."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.state import PLEDGES_A_DAY, Conversation
from bot.chat.state_storage import row_of
from bot.run import Running
from db import conversations
from db.figure_sums import Moment, by_state
from db.notes import Note
from db.pledges_apart import LEAST
from db.public_figures import facts
from tests.conftest import Night, on_sqlite
from tests.support.clock import Clock
from tests.support.organizer import Organizer, an_organizer, rows_of
from tests.support.phone import Phone
from tests.support.records import a_pledge, carried_in, keep
from tests.support.supporter import Supporter

MANY = LEAST + 5


@pytest.fixture
def oksana(phone: Callable[..., Phone]) -> Organizer:
    """In the campaign's language, in which all are told."""
    return an_organizer(phone, "en")


async def noted(bot: Running, number: int, *, first: int = 100, prisoner: str = "chiygoz") -> None:
    """So many promises of today, each of a conversation that began today."""
    today, rows = bot.engine.context.today(), {}
    for person in range(first, first + number):
        made = replace(
            a_pledge(prisoner, source="poster"), pledged_on=today, mail_by=today + timedelta(days=7)
        )
        state = Conversation(user_id=person, begun_on=today, active_on=today).noting(
            Note(code=made.code, pledge=made)
        )
        rows[person] = row_of(state)
    async with bot.database.write() as connection:
        await conversations.keep(connection, bot.engine.context.vault, rows)


async def counted(bot: Running) -> tuple[int, int]:
    """Letters in the figures, and those that everybody may see."""
    async with bot.database.read() as connection:
        return sum((await by_state(Moment(connection))).values()), (await facts(connection)).total[0]


async def test_a_day_out_of_line_is_told_held_and_counted_in_by_a_tap(
    bot: Running, oksana: Organizer, night: Night, clock: Clock
) -> None:
    await oksana.types("/journal")
    await noted(bot, MANY)
    await noted(bot, 5, first=500, prisoner="asanov")
    await night()
    said = oksana.counted(
        "strike.out-of-line", MANY, name=oksana.name("chiygoz"), day=oksana.t.date(clock.today), fresh=MANY
    )
    assert said in oksana.said()
    assert await counted(bot) == (5, 5), "the others count"
    await oksana.presses("strike.button.count")
    assert oksana.counted("strike.counted", MANY) in oksana.phone.sees()
    assert (await counted(bot))[0] == MANY + 5
    await oksana.presses("desk.button.undo")
    assert (await counted(bot))[0] == 5, "held again"
    assert oksana.counted("strike.counted", MANY) not in oksana.phone.sees()
    held = next(one for one in oksana.phone.buttons() if str(MANY) in one)
    await oksana.phone.presses(held)
    await oksana.presses("strike.button.count")
    assert (await counted(bot))[0] == MANY + 5
    clock.passes(days=1)
    await night()
    assert await counted(bot) == (MANY + 5, MANY + 5)


async def test_a_group_is_struck_out_in_two_taps_and_undone(
    bot: Running, oksana: Organizer, night: Night, clock: Clock, database_url: str
) -> None:
    await noted(bot, LEAST)
    await noted(bot, 6, first=500, prisoner="asanov")
    await night()
    assert (await counted(bot))[0] == LEAST + 6, "not out of line"
    await oksana.types("/strike")
    await oksana.phone.presses(next(one for one in oksana.phone.buttons() if str(LEAST) in one))
    await oksana.presses("strike.button.yes")
    assert oksana.counted("strike.done", LEAST) in oksana.phone.sees()
    assert (await counted(bot))[0] == 6
    (entry,) = await rows_of(database_url, "journal")
    assert (entry["action"], entry["prisoner"], entry["count"]) == ("struck", "chiygoz", LEAST)
    await oksana.presses("desk.button.undo")
    assert (await counted(bot))[0] == LEAST + 6
    assert f"struck out: {LEAST} promises" in await oksana.types("/journal")


async def test_one_is_struck_out_by_its_code_and_its_letter_counts_when_it_comes(
    ann: Supporter, bot: Running, oksana: Organizer, night: Night
) -> None:
    code = await ann.promises()
    await night()
    await oksana.types("/strike")
    await oksana.types("K7QF-2M9X")
    assert oksana.reads("strike.unknown", text="K7QF-2M9X")
    await oksana.types(code)
    await oksana.presses("strike.button.yes")
    assert (await counted(bot))[0] == 0
    await ann.types(code)
    assert ann.reads("pledge.state.pledged") or "Promised" in ann.phone.sees(), "its owner is told nothing"
    await oksana.receives(code)
    assert oksana.reads("receive.received", code=code, name=oksana.name("chiygoz"))
    assert (await counted(bot))[0] == 1


@on_sqlite
async def test_one_account_that_forgets_itself_and_ten_accounts_stay_bounded(
    phone: Callable[..., Phone],
    bot: Running,
    night: Night,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.supporter.limits.PLEDGES_A_DAY", 2)
    trolls = [Supporter(phone(f"Troll {number}", "en"), "en") for number in range(2)]
    for troll in trolls:
        for _ in range(2):
            await troll.promises()
            await troll.types("/forget")
            await troll.presses("forget.button.yes")
        await troll.starts()
        await troll.presses("home.button.write")
        assert troll.reads("limit.reached", number=2)
    await night()
    assert len(await carried_in(database_url)) == 2 * len(trolls)
    assert PLEDGES_A_DAY * 10 > LEAST, "ten accounts for one person are held"
    await noted(bot, PLEDGES_A_DAY * 10 - 4)
    await night()
    assert (await counted(bot))[0] <= LEAST


@on_sqlite
async def test_where_many_write_each_day_many_are_no_doubt(
    bot: Running, night: Night, clock: Clock, database_url: str
) -> None:
    before = (clock.today - timedelta(days=day) for day in range(1, 15))
    await keep(
        database_url,
        *(
            a_pledge("asanov", pledged_on=day, mail_by=day + timedelta(days=40))
            for day in before
            for _ in range(10)
        ),
    )
    await noted(bot, MANY)
    await night()
    assert (await counted(bot))[0] == 140 + MANY
