"""A letter evening: opened by one line, with a kit to print; and many who write by its link on one phone."""

from collections import Counter

import pytest
from sqlalchemy import select

from bot.campaign.sharing import shared_out
from bot.chat.state import PLEDGES_A_DAY
from bot.letter.qr_reading import read
from bot.run import Running
from db.figure_sums import Moment
from db.pledges import read_code, shown
from db.tables import contacts, notices
from tests.conftest import Night, on_sqlite
from tests.support.answers import Tap
from tests.support.clock import Clock
from tests.support.evenings import an_evening, opened
from tests.support.organizer import Organizer, rows_of
from tests.support.paper_reader import pages
from tests.support.photos import photo_of
from tests.support.records import carried_in, connected, pledges_in
from tests.support.states import states
from tests.support.supporter import CAMPAIGN, Supporter

WORD = "lviv-library"
OF_SOMEBODY = (contacts, notices)


async def opens(who: Organizer, line: str) -> str:
    await who.types("/evening")
    await who.types(line)
    return await who.presses("evening.button.open")


async def test_one_line_opens_an_evening_and_brings_its_kit_and_poster(
    oksana: Organizer, clock: Clock, database_url: str
) -> None:
    day = clock.today
    seen = await opens(oksana, f"{WORD} {day.day}.{day.month} 6 uk crh")
    assert f"{oksana.phone.playground.bot.username}?start={WORD}" in "\n".join(oksana.said()), seen
    kit, poster = oksana.phone.files()
    assert (kit.name, poster.name) == (f"{WORD}-kit.pdf", f"{WORD}-poster.pdf")
    codes = {code for text in read(kit.data).texts if (code := read_code(text.partition("start=")[2]))}
    assert len(codes) == 6, "a sheet each"
    assert read(poster.data).texts[0].endswith(f"?start={WORD}")
    (entry,) = await rows_of(database_url, "journal")
    assert (entry["action"], entry["count"], entry["happened_on"]) == ("evening", 6, day)
    assert await pledges_in(database_url) == [], "no row a sheet"


@on_sqlite
async def test_what_is_wrong_in_the_line_is_said_and_a_word_is_used_once(
    nazar: Organizer, clock: Clock
) -> None:
    await nazar.types("/evening")
    day = f"{clock.today.day}.{clock.today.month}"
    for line in ("lviv-library", f"{WORD} {day}", f"{WORD} 30", f"{WORD} {day} 301", f"львів {day} 30"):
        await nazar.types(line)
        assert "was not understood" in nazar.phone.sees(), line
    for word in ("chiygoz", "poster", "chiygoz-poster", "lviv2026"):  # a code could be read so
        await nazar.types(f"{word} {day} 30")
        assert nazar.reads("evening.taken", word=word), word
    await opens(nazar, f"{WORD} {day} 5")
    await nazar.types("/evening")
    await nazar.types(f"{WORD} {day} 7")
    assert nazar.reads("evening.taken", word=WORD)


@on_sqlite
async def test_what_the_host_says_is_kept_and_makes_no_promise(nazar: Organizer, database_url: str) -> None:
    await opened(database_url, an_evening(WORD, sheets=30))
    await nazar.types("/evening")
    await nazar.phone.presses(WORD)
    await nazar.types("27")
    assert "27 written. Received: 0. Missing: 27." in nazar.phone.sees()
    await nazar.types("a few")
    assert "is not a number" in nazar.phone.sees()
    await nazar.types("/journal")
    assert "27 letters written, the host says" in nazar.phone.sees()
    assert await pledges_in(database_url) == []


async def test_thirty_sheets_come_back_by_five_photos_and_count_under_their_evening(
    oksana: Organizer, clock: Clock, database_url: str, night: Night
) -> None:
    evening = an_evening(WORD, sheets=30, day=clock.today)
    await opened(database_url, evening)
    codes = list(evening.codes)
    for at in range(0, 30, 6):
        oksana.phone.person.sends_photo(photo_of(*codes[at : at + 6]))
        seen = await oksana.phone.settles()
    assert oksana.text("evening.came", word=WORD, back=30, out=30) in seen
    await oksana.types("/receive")
    await oksana.types(codes[0])
    assert oksana.text("receive.already", code=shown(codes[0]), name=oksana.name("asanov"),
                       day=oksana.t.date(clock.today)) in oksana.phone.sees()  # fmt: skip
    kept = Counter((one["source"], one["received_on"]) for one in await carried_in(database_url))
    assert kept == {(WORD, clock.today): 30}
    assert await counted(database_url) == 30
    await night()
    assert await counted(database_url) == 30
    async with connected(database_url) as connection:
        for table in OF_SOMEBODY:
            assert not (await connection.execute(select(table))).all(), "nobody is in the database"


async def test_an_undone_sheet_is_promised_by_nobody_and_may_come_again(
    nazar: Organizer, clock: Clock, database_url: str, night: Night
) -> None:
    evening = an_evening(WORD, sheets=6, day=clock.today)
    await opened(database_url, evening)
    first, second, *_ = evening.codes
    await nazar.receives(f"{first} {second.lower()}")
    assert nazar.text("evening.came", word=WORD, back=2, out=6) in nazar.phone.sees()
    await nazar.presses("receive.button.undo")
    assert [one["code"] for one in await carried_in(database_url)] == [first]
    await night()
    await nazar.types("/receive")
    await nazar.presses("receive.button.undo")
    assert await carried_in(database_url) == []
    assert await counted(database_url) == 0
    await nazar.receives(first)
    assert await counted(database_url) == 1
    await nazar.types("/handover")
    await nazar.presses("handover.button.all")
    await nazar.presses("handover.button.yes")
    await nazar.types("/receive")
    await nazar.presses("receive.button.undo")
    assert "Passed on meanwhile" in nazar.phone.sees()
    assert await counted(database_url) == 1


async def counted(url: str) -> int:
    """How many letters organizers' figures have under this evening."""
    async with connected(url) as connection:
        return sum(one.letters for one in await Moment(connection).counted("source") if one.value == WORD)


@on_sqlite
async def test_a_class_of_25_on_one_telephone(
    ann: Supporter, clock: Clock, database_url: str, night: Night
) -> None:
    await opened(database_url, an_evening(WORD, sheets=25, day=clock.today))
    await ann.starts(WORD)
    await ann.presses("home.button.write")
    names = [f"Pupil {chr(65 + number)}" for number in range(25)]
    for number, name in enumerate(names):
        if number:
            await ann.presses("finished.button.writer")
        await ann.goes_on_to("review", own=f"My number is {number}.", sender=f"{name}, Class {number}",
                             greeting=Tap("support"))  # fmt: skip
        await ann.promises_within(7)
    letters = [text for text in ann.letters("My number is") if "Signed" not in text]
    assert len(letters) == 25
    for number, (name, letter) in enumerate(zip(names, letters, strict=True)):
        assert f"My number is {number}." in letter
        assert {other for other in names if f"{other}\n" in f"{letter}\n"} == {name}
        assert f"Class {number}" in letter
    await night()
    assert Counter(one["source"] for one in await carried_in(database_url)) == {WORD: 25}


@on_sqlite
async def test_at_an_evening_the_limit_is_one_for_each_writer_and_holds_through_forget(
    ann: Supporter, bot: Running, clock: Clock, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.supporter.limits.PLEDGES_A_DAY", 2)
    monkeypatch.setattr("bot.supporter.questions.sender.PLEDGES_A_DAY", 2)
    await opened(database_url, an_evening(WORD, sheets=2, day=clock.today))
    await ann.starts(WORD)
    await ann.presses("home.button.write")
    await ann.goes_on_to("review", sender="Olena")
    await ann.promises_within(7)
    for name in ("Taras", "Olena"):
        await ann.presses("finished.button.writer")
        await ann.goes_on_to("sender")
        await ann.types("Bohdan" if name == "Olena" else name)
        if name == "Olena":
            assert ann.reads("limit.signed", name="Bohdan", writers=2, number=2), "a third writer"
            await ann.types(name)
        await ann.promises_within(7)
    await ann.presses("finished.button.writer")
    await ann.goes_on_to("sender")
    await ann.types("Olena")
    assert ann.reads("limit.signed", name="Olena", writers=2, number=2)
    await ann.types("/forget")
    await ann.presses("forget.button.yes")
    await ann.starts(WORD)
    await ann.presses("home.button.write")
    await ann.goes_on_to("sender")
    await ann.types("olena")
    assert ann.reads("limit.signed", name="olena", writers=2, number=2)
    await ann.types("Taras")
    await ann.goes_on_to("review")
    await ann.promises_within(7)
    assert len(await pledges_in(database_url)) == 4
    await ann.starts()
    await ann.presses("home.button.write")
    assert ann.reads("limit.reached", number=4), "told before a letter is begun"
    (state,) = (await states(bot)).values()
    assert not any("ras" in mark or "lena" in mark for mark in state.counts.signed)


@on_sqlite
async def test_without_an_evening_or_on_another_day_the_usual_limit_holds(
    ann: Supporter, clock: Clock, database_url: str, bot: Running
) -> None:
    await opened(database_url, an_evening(WORD, sheets=30, day=clock.today))
    await ann.starts(WORD)
    clock.passes(days=2)
    state = (await states(bot))[ann.phone.person.id]
    assert (state.choices.source, state.choices.writers) == (WORD, 30)
    await ann.starts("poster")
    state = (await states(bot))[ann.phone.person.id]
    assert (state.choices.source, state.choices.writers) == ("poster", 0)
    assert PLEDGES_A_DAY < 30


def test_sheets_are_shared_out_so_that_who_has_few_letters_gets_more() -> None:
    letters = {one.id: 60 for one in CAMPAIGN.held} | {"asanov": 0, "primov": 0}
    sheets = shared_out(CAMPAIGN.held, letters, ("uk", "en"), 60)
    given = Counter(one.prisoner for one in sheets)
    others = [given[one.id] for one in CAMPAIGN.held if one.id not in ("asanov", "primov")]
    assert min(given["asanov"], given["primov"]) > 5 * max(others)
    assert set(given) == {one.id for one in CAMPAIGN.held}, "nobody goes without"
    assert Counter(one.language for one in sheets) == {"uk": 30, "en": 30}


async def test_one_page_for_the_pile_says_what_came_and_what_is_missing(
    oksana: Organizer, clock: Clock, database_url: str
) -> None:
    evening = an_evening(WORD, sheets=6, day=clock.today)
    await opened(database_url, evening)
    await oksana.receives(" ".join(list(evening.codes)[:4]))
    await oksana.types("/handover")
    await oksana.taps_person("asanov")
    await oksana.presses("handover.button.yes")
    await oksana.receives(f"3 {oksana.name('primov').rpartition(' ')[2]}")
    await oksana.types("/handover")
    await oksana.presses("pile.button")
    (page,) = pages(oksana.phone.files()[-1].data)
    said = " ".join(line.text.strip() for line in page)
    t = oksana.t
    assert f"{t.plain('pile.total')} 7 2 5" in said
    assert f"{oksana.name('asanov')} 2 2 0" in said
    assert f"{oksana.name('primov')} 5 0 5" in said
    assert f"{WORD}, {t.date(clock.today)} 6 4 2" in said


@on_sqlite
async def test_the_figures_have_a_table_of_evenings(
    nazar: Organizer, clock: Clock, database_url: str
) -> None:
    evening = an_evening(WORD, sheets=3, day=clock.today)
    await opened(database_url, evening)
    await nazar.receives(" ".join(evening.codes))
    await nazar.types("/stats")
    await nazar.presses("stats.button.evening")
    assert WORD in nazar.phone.sees(), "organizers see a small one too"
