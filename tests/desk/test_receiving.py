"""Receiving letters in seconds: typed, pasted, scanned, counted; each once, each undoable."""

from bot.desk.receiving import MOST_CODES
from db.pledges import new_code
from tests.conftest import Night, on_sqlite
from tests.support.clock import Clock
from tests.support.organizer import Organizer, rows_of
from tests.support.records import a_pledge, keep, pledges_in
from tests.support.supporter import Supporter


async def test_a_code_is_received_once_and_the_second_time_says_when(
    oksana: Organizer, database_url: str, clock: Clock
) -> None:
    await keep(database_url, a_pledge("chiygoz", code="K7QF2M9X"))
    await oksana.types("/receive")
    assert oksana.reads("receive.ask")
    await oksana.types("k7qf 2m9x")
    assert oksana.reads("receive.received", code="K7QF-2M9X", name=oksana.name("chiygoz"))
    assert oksana.counted("receive.today", 1) in oksana.phone.sees()
    first_day = clock.today
    clock.passes(days=3)
    await oksana.types("K7QF-2M9X")
    assert oksana.reads(
        "receive.already", code="K7QF-2M9X", name=oksana.name("chiygoz"), day=oksana.t.date(first_day)
    )
    assert oksana.counted("receive.today", 0) in oksana.phone.sees()
    (pledge,) = await pledges_in(database_url)
    assert pledge["received_on"] == first_day


async def test_several_codes_in_one_message_are_each_answered(oksana: Organizer, database_url: str) -> None:
    codes = ["K7QF2M9X", "00000001", "ABCDEFGH"]
    await keep(database_url, *(a_pledge("asanov", code=code) for code in codes))
    seen = await oksana.receives("k7qf-2m9x, OOOO-OOOl\nABCD EFGH hello ZZZZ-ZZZZ")
    for shown in ("K7QF-2M9X", "0000-0001", "ABCD-EFGH"):
        assert oksana.text("receive.received", code=shown, name=oksana.name("asanov")) in seen
    assert oksana.text("receive.unknown", code="ZZZZ-ZZZZ") in seen
    assert oksana.text("receive.no-code", text="hello", example="K7QF-2M9X") in seen
    assert oksana.counted("receive.today", 3) in seen
    assert oksana.text("desk.line", name=oksana.name("asanov"), number=3) in seen


async def test_scanning_a_slip_receives_it_and_the_next_codes_can_be_typed(
    oksana: Organizer, database_url: str
) -> None:
    await keep(database_url, a_pledge("primov", code="K7QF2M9X"), a_pledge("vaitov", code="ABCDEFGH"))
    await oksana.starts("K7QF2M9X")
    assert oksana.reads("receive.received", code="K7QF-2M9X", name=oksana.name("primov"))
    await oksana.types("abcdefgh")
    assert oksana.counted("receive.today", 2) in oksana.phone.sees()
    assert all(pledge["received_on"] for pledge in await pledges_in(database_url))


async def test_undo_last_takes_back_one_after_the_other(oksana: Organizer, database_url: str) -> None:
    await keep(database_url, a_pledge("primov", code="K7QF2M9X"), a_pledge("vaitov", code="ABCDEFGH"))
    await oksana.receives("K7QF2M9X ABCDEFGH")
    message, undo = oksana.phone.find(oksana.t.plain("receive.button.undo"))
    await oksana.phone.taps(message, undo)
    received = {pledge["code"]: pledge["received_on"] for pledge in await pledges_in(database_url)}
    assert received["ABCDEFGH"] is None
    assert received["K7QF2M9X"] is not None

    oksana.phone.person.forges(message, undo.callback_data or "")  # the same button once more
    await oksana.phone.settles()
    assert oksana.counted("receive.today", 1) in oksana.phone.sees()
    await oksana.presses("receive.button.undo")
    assert [pledge["received_on"] for pledge in await pledges_in(database_url)] == [None, None]
    assert not oksana.offers("receive.button.undo")


async def test_letters_without_a_code_are_counted_with_their_country(
    oksana: Organizer, database_url: str, clock: Clock
) -> None:
    await oksana.types("/receive")
    await oksana.presses("receive.button.count")
    await oksana.taps_person("ilchenko")
    assert oksana.reads("count.how-many", name=oksana.name("ilchenko"))
    assert oksana.text("count.no-number", text="many", most=9999) in await oksana.types("many")
    assert oksana.text("count.no-number", text="0", most=9999) in await oksana.types("0")
    seen = await oksana.types("12")
    assert oksana.counted("count.done", 12, name=oksana.name("ilchenko")) in seen
    assert oksana.counted("receive.today", 12) in seen
    await oksana.presses("count.button.country")
    await oksana.types(oksana.t.country("AU")[:5])
    await oksana.phone.presses(oksana.t.country("AU"))
    (arrival,) = await rows_of(database_url, "arrivals")
    assert (arrival["prisoner"], arrival["count"], arrival["country"]) == ("ilchenko", 12, "AU")
    assert arrival["arrived_on"] == clock.today

    await oksana.presses("receive.button.undo")
    assert await rows_of(database_url, "arrivals") == []


async def test_a_quick_number_counts_once_however_often_it_is_tapped(
    nazar: Organizer, database_url: str
) -> None:
    await nazar.types("/receive")
    await nazar.presses("receive.button.count")
    await nazar.taps_person("primov")
    message, five = nazar.phone.find("5")
    for _ in range(3):
        nazar.phone.person.forges(message, five.callback_data or "")
    await nazar.phone.settles()
    assert [row["count"] for row in await rows_of(database_url, "arrivals")] == [5]


async def test_a_redelivered_number_counts_once(nazar: Organizer, database_url: str) -> None:
    await nazar.types("/receive")
    await nazar.presses("receive.button.count")
    await nazar.taps_person("primov")
    await nazar.types("7")
    assert nazar.phone.last_update is not None
    nazar.phone.playground.redeliver(nazar.phone.last_update)
    await nazar.phone.settles()
    assert [row["count"] for row in await rows_of(database_url, "arrivals")] == [7]


async def test_who_wished_to_be_told_waits_for_the_news_and_an_undo_takes_it_back(
    nazar: Organizer, ann: Supporter, database_url: str, night: Night
) -> None:
    code = await ann.promises()
    await ann.presses("pledge.button.tell")
    await ann.presses("pledge.button.yes-told")
    await night()
    await nazar.receives(code)
    assert [row["kind"] for row in await rows_of(database_url, "notices")] == ["received"]
    await nazar.presses("receive.button.undo")
    assert await rows_of(database_url, "notices") == []


@on_sqlite
async def test_withdrawn_and_expired_letters_that_come_all_the_same_are_received(
    nazar: Organizer, database_url: str, clock: Clock
) -> None:
    gone = {"withdrawn_on": clock.today, "expired_on": clock.today}
    await keep(database_url, a_pledge("primov", code="K7QF2M9X", **gone))
    await nazar.receives("K7QF2M9X")
    await nazar.types("/start")
    assert "K7QF-2M9X" in await nazar.types("K7QF2M9X")
    assert nazar.reads("pledge.received", day=nazar.t.date(clock.today))


@on_sqlite
async def test_a_received_letter_that_is_handed_over_is_not_undone(
    nazar: Organizer, database_url: str
) -> None:
    await keep(database_url, a_pledge("primov", code="K7QF2M9X"))
    await nazar.receives("K7QF2M9X")
    message, undo = nazar.phone.find("Undo last")
    await nazar.presses("Pass on")
    await nazar.presses("All of them")
    await nazar.presses("Yes, mark as passed on")
    nazar.phone.person.forges(message, undo.callback_data or "")
    assert "Passed on meanwhile" in await nazar.phone.settles()
    (pledge,) = await pledges_in(database_url)
    assert pledge["received_on"] is not None


@on_sqlite
async def test_the_undo_of_the_day_before_yesterday_is_too_old(
    nazar: Organizer, database_url: str, clock: Clock
) -> None:
    await keep(database_url, a_pledge("primov", code="K7QF2M9X"))
    await nazar.receives("K7QF2M9X")
    message, undo = nazar.phone.find("Undo last")
    clock.passes(days=2)
    nazar.phone.person.forges(message, undo.callback_data or "")
    assert "Too old to be undone" in await nazar.phone.settles()
    (pledge,) = await pledges_in(database_url)
    assert pledge["received_on"] is not None


@on_sqlite
async def test_the_organizers_day_is_kyivs(nazar: Organizer, database_url: str, clock: Clock) -> None:
    await keep(database_url, a_pledge("primov", code="K7QF2M9X"))
    clock.shows(clock.today, 0, 30)  # yesterday evening, if it were UTC
    await nazar.receives("K7QF2M9X")
    (pledge,) = await pledges_in(database_url)
    assert pledge["received_on"] == clock.today


@on_sqlite
async def test_a_screen_holds_a_whole_sack(nazar: Organizer, database_url: str) -> None:
    codes = [new_code() for _ in range(MOST_CODES + 1)]
    await keep(database_url, *(a_pledge("primov", code=code) for code in codes))
    seen = await nazar.receives(" ".join(codes))
    assert f"Only the first {MOST_CODES} were counted" in seen
    assert nazar.counted("receive.today", MOST_CODES) in seen
    assert nazar.counted("receive.today", MOST_CODES + 1) in await nazar.types(codes[-1])


@on_sqlite
async def test_the_desk_survives_a_sticker_and_is_left_by_done(nazar: Organizer, database_url: str) -> None:
    await keep(database_url, a_pledge("primov", code="K7QF2M9X"))
    await nazar.types("/receive")
    assert nazar.counted("receive.today", 0) in await nazar.phone.sends_sticker()
    await nazar.presses("Done")
    await nazar.types("K7QF2M9X")  # away from the desk it only shows the letter
    (pledge,) = await pledges_in(database_url)
    assert pledge["received_on"] is None


@on_sqlite
async def test_a_link_to_a_prisoner_whose_id_looks_like_a_code_is_no_slip(
    nazar: Organizer, database_url: str
) -> None:
    await keep(database_url, a_pledge("primov", code="11CHENK0"))
    assert "Yuri Ilchenko" in await nazar.starts("ilchenko")
    (pledge,) = await pledges_in(database_url)
    assert pledge["received_on"] is None
