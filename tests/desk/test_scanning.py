"""A pile is counted by photos and a scanner's PDF, as if its codes were typed."""

from bot.desk.receiving import MOST_CODES
from db.pledges import new_code, shown
from tests.conftest import on_sqlite
from tests.support.organizer import Organizer
from tests.support.photos import photo_of, slips_pdf
from tests.support.records import a_pledge, keep, pledges_in
from tests.support.supporter import Supporter


async def received_in(url: str) -> int:
    return sum(one["received_on"] is not None for one in await pledges_in(url))


async def test_a_photo_is_answered_like_typed_codes(oksana: Organizer, database_url: str) -> None:
    await keep(database_url, *(a_pledge("asanov", code=code) for code in ("K7QF2M9X", "ABCDEFGH")))
    oksana.phone.person.sends_photo(photo_of("K7QF2M9X", "ABCDEFGH", "ZZZZZZZZ"))
    seen = await oksana.phone.settles()
    assert oksana.text("scan.read", codes=3, pages=1) in seen
    assert oksana.text("receive.received", code="K7QF-2M9X", name=oksana.name("asanov")) in seen
    assert oksana.text("receive.unknown", code="ZZZZ-ZZZZ") in seen
    assert oksana.counted("receive.today", 2) in seen
    assert oksana.offers("count.button.unknown")
    assert await received_in(database_url) == 2


@on_sqlite
async def test_every_photo_of_an_album_is_read(nazar: Organizer, database_url: str) -> None:
    await keep(database_url, a_pledge("asanov", code="K7QF2M9X"))
    nazar.phone.person.sends_album(2, photo_of("K7QF2M9X"))
    assert "already received" in await nazar.phone.settles()
    assert await received_in(database_url) == 1


@on_sqlite
async def test_a_scan_of_a_sack_is_one_answer_and_says_which_page_has_no_code(
    nazar: Organizer, database_url: str
) -> None:
    codes = [new_code() for _ in range(MOST_CODES + 2)]
    await keep(database_url, *(a_pledge("primov", code=code) for code in codes))
    pages = [codes[at : at + 8] for at in range(0, len(codes), 8)]
    nazar.phone.person.sends_document("scan.pdf", slips_pdf(*pages, ()))
    seen = await nazar.phone.settles()
    assert nazar.counted("receive.today", len(codes)) in seen
    assert nazar.text("scan.empty", pages="7") in seen
    assert shown(codes[0]) not in seen, "what went well is one line"


@on_sqlite
async def test_what_is_no_picture_is_said(nazar: Organizer) -> None:
    nazar.phone.person.sends_document("letter.docx", b"PK hello")
    assert "could not be read" in await nazar.phone.settles()


@on_sqlite
async def test_nobody_elses_photo_is_fetched(ann: Supporter, database_url: str) -> None:
    await keep(database_url, a_pledge("asanov", code="K7QF2M9X"))
    await ann.starts()
    ann.phone.person.sends_photo(photo_of("K7QF2M9X"))
    assert await ann.phone.settles() == ann.text("aside.media")
    assert "getFile" not in {call.method for call, _ in ann.phone.playground.calls}
    assert await received_in(database_url) == 0
