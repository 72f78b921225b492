"""The journal: every act of an organizer, when, and by whom, without saying who that is."""

from collections.abc import Callable
from dataclasses import replace

from bot.chat.prisoner_lists import LINES, ROWS, rows_of, tally
from bot.desk.journal import ENTRIES
from bot.run import Running
from tests.conftest import ORGANIZER, on_sqlite
from tests.support.clock import Clock
from tests.support.organizer import Organizer, an_organizer
from tests.support.organizer import rows_of as database_rows
from tests.support.phone import Phone
from tests.support.records import a_pledge, keep
from tests.support.supporter import CAMPAIGN
from tests.support.views import a_context, a_view


async def test_the_journal_shows_every_act_the_newest_first_and_what_was_undone(
    oksana: Organizer, database_url: str, clock: Clock
) -> None:
    await keep(database_url, a_pledge("primov", code="K7QF2M9X"))
    assert await oksana.types("/journal") == oksana.text("journal.empty")
    await oksana.receives("K7QF2M9X")
    await oksana.presses("receive.button.undo")
    await oksana.types("K7QF2M9X")
    await oksana.presses("receive.button.count")
    await oksana.taps_person("primov")
    await oksana.types("4")
    await oksana.presses("receive.button.handover")
    await oksana.presses("handover.button.all")
    await oksana.presses("handover.button.yes")
    await oksana.types("/release")
    await oksana.taps_person("asanov")
    await oksana.presses("release.button.yes")

    seen = await oksana.types("/journal")
    day, primov = oksana.t.date(clock.today), oksana.name("primov")
    received = oksana.counted("journal.received", 1, code="K7QF-2M9X", name=primov)
    acts = [
        oksana.counted("journal.released", 1, day=day, name=oksana.name("asanov")),
        oksana.counted("journal.handed-over", 5, day=day, name=oksana.t.plain("desk.all")),
        oksana.counted("journal.counted", 4, name=primov),
        received,
        oksana.text("undo.done", what=received),
        oksana.text("journal.line-undone", organizer="", what=received).removeprefix(": "),
    ]
    lines = [line.partition(": ")[2] for line in seen.splitlines()[-6:]]
    assert lines == acts
    struck = [entity for entity in oksana.phone.screen().entities if entity.type == "strikethrough"]
    assert len(struck) == 1  # the receipt that was undone


async def test_two_organizers_have_two_names_and_none_is_a_number(
    phone: Callable[..., Phone], bot: Running, database_url: str, clock: Clock
) -> None:
    bot.engine.context = replace(bot.engine.context, organizers=frozenset({ORGANIZER, 2002}))
    await keep(database_url, a_pledge("primov", code="K7QF2M9X"), a_pledge("primov", code="ABCDEFGH"))
    oksana, petro = an_organizer(phone, "en"), Organizer(phone("Petro", "en", 2002), "en")
    await oksana.receives("K7QF2M9X")
    await petro.receives("ABCDEFGH")
    entries = await database_rows(database_url, "journal")
    assert len({one["organizer"] for one in entries}) == 2
    seen = await petro.types("/journal")
    assert f"You appear here as {entries[1]['organizer']}." in seen
    for one in entries:
        assert one["organizer"] in seen
        assert one["day"] == clock.today
    assert "1001" not in repr(entries)
    assert "2002" not in repr(entries)


@on_sqlite
async def test_an_organizer_undoes_what_another_one_did_and_both_stand_in_the_journal(
    phone: Callable[..., Phone], bot: Running, database_url: str, clock: Clock
) -> None:
    bot.engine.context = replace(bot.engine.context, organizers=frozenset({ORGANIZER, 2002}))
    await keep(database_url, a_pledge("primov", code="K7QF2M9X"))
    oksana, petro = an_organizer(phone, "en"), Organizer(phone("Petro", "en", 2002), "en")
    await oksana.receives("K7QF2M9X")
    _, undo = oksana.phone.find("Undo last")
    await petro.types("/receive")
    assert not petro.offers("receive.button.undo")  # his own last act is none
    petro.phone.person.forges(petro.phone.screen(), undo.callback_data or "")
    assert "Undone: received K7QF-2M9X" in await petro.phone.settles()
    first, second = await database_rows(database_url, "journal")
    assert (first["action"], second["action"], second["undoes"]) == ("received", "undone", first["id"])
    assert first["organizer"] != second["organizer"]


@on_sqlite
async def test_a_long_journal_has_pages(phone: Callable[..., Phone], database_url: str, clock: Clock) -> None:
    codes = [f"AAAAAA{number:02}" for number in range(ENTRIES + 1)]
    await keep(database_url, *(a_pledge("primov", code=code) for code in codes))
    nazar = an_organizer(phone, "en")
    await nazar.receives(" ".join(codes))
    assert "page 1 of 2" in await nazar.types("/journal")
    assert "AAAA-AA00" not in nazar.phone.sees()
    assert "AAAA-AA00" in await nazar.presses("button.next")
    await nazar.presses("button.previous")
    assert "page 1 of 2" in nazar.phone.sees()


def test_a_long_list_of_people_has_pages_and_a_short_tally() -> None:
    people = [CAMPAIGN.prisoners[0].model_copy(update={"id": f"p{number}"}) for number in range(ROWS * 2 + 1)]
    view = a_view("en", context=a_context(CAMPAIGN.model_copy(update={"prisoners": tuple(people)})))
    shown: list[str] = []
    for page in (1, 2, 3):
        *rows, arrows = rows_of(view, "count", people, page, lambda one: one.id)
        shown += [button.label for row in rows for button in row]
        assert [button.label for button in arrows] == {
            1: ["Next page"],
            2: ["Previous page", "Next page"],
            3: ["Previous page"],
        }[page]
    assert sorted(shown) == sorted(one.id for one in people)

    lines = tally(view, {one.id: 1 for one in people}).splitlines()
    assert len(lines) == LINES + 1
    assert lines[-1] == f"others: {len(people) - LINES}"
