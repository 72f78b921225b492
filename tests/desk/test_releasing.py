"""Release: off the list, on a friendly page, told to whoever asked, undoable; the figures keep everything."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.jobs.reminders import say_due
from bot.run import Running
from tests.conftest import Night, on_sqlite
from tests.support.clock import Clock
from tests.support.organizer import Organizer, an_organizer, rows_of
from tests.support.phone import Phone
from tests.support.records import TODAY, a_pledge, connected, keep, pledges_in
from tests.support.supporter import Supporter


async def test_a_released_person_leaves_the_list_and_the_link_leads_to_a_friendly_page(
    oksana: Organizer, ann: Supporter, clock: Clock
) -> None:
    await oksana.types("/release")
    await oksana.taps_person("chiygoz")
    day = clock.today
    assert oksana.reads("release.confirm", name=oksana.name("chiygoz"), day=oksana.t.date(day))
    await ann.comes_to("prisoner")
    assert any("Chiygoz" in label for label in ann.phone.buttons())  # not yet

    await oksana.presses("release.button.yes")
    assert oksana.reads("release.done", name=oksana.name("chiygoz"), day=oksana.t.date(day))
    await ann.types("/start")
    await ann.presses("home.button.continue")
    assert ann.is_asked("prisoner")
    assert not any("Chiygoz" in label for label in ann.phone.buttons())
    for link in ("chiygoz", "chiygoz_poster"):
        await ann.starts(link)
        assert ann.reads("person.released", name="Ahtem Chiygoz", day=ann.t.date(day))

    await oksana.presses("desk.button.undo")
    await ann.starts("chiygoz")
    assert ann.offers("person.button.write")


async def test_the_day_of_the_release_can_be_typed(oksana: Organizer, ann: Supporter, clock: Clock) -> None:
    day = clock.today - timedelta(days=30)
    await oksana.types("/release")
    await oksana.taps_person("asanov")
    await oksana.types(day.isoformat())
    await oksana.presses("release.button.yes")
    await ann.starts("asanov")
    assert ann.reads("person.released", name="Ali Asanov", day=ann.t.date(day))


async def test_a_release_that_was_not_true_is_taken_back_any_time_later(
    oksana: Organizer, ann: Supporter, clock: Clock
) -> None:
    await oksana.types("/release")
    await oksana.taps_person("asanov")
    await oksana.presses("release.button.yes")
    day = clock.today
    clock.passes(days=40)
    await oksana.types("/release")
    await oksana.presses("release.button.free", name=oksana.name("asanov"))
    assert oksana.reads("release.is-free", name=oksana.name("asanov"), day=oksana.t.date(day))
    await oksana.presses("release.button.hold")
    assert oksana.reads("release.held", name=oksana.name("asanov"))
    await ann.starts("asanov")
    assert ann.offers("person.button.write")


async def test_open_pledges_that_asked_are_told_once_and_the_rest_is_not(
    nazar: Organizer,
    supporter: Supporter,
    phone: Callable[..., Phone],
    bot: Running,
    database_url: str,
    clock: Clock,
    night: Night,
) -> None:
    code = await supporter.promises(person="chiygoz")
    await supporter.presses("pledge.button.tell")
    await supporter.presses("pledge.button.yes-told")
    silent = Supporter(phone("Boris", "en"), "en")
    await silent.promises(person="chiygoz")
    other = Supporter(phone("Vira", "en"), "en")
    await other.promises(person="asanov")
    await other.presses("pledge.button.tell")
    await other.presses("pledge.button.yes-told")
    await night()

    await nazar.types("/release")
    await nazar.taps_person("chiygoz")
    assert nazar.counted("desk.told", 1) in await nazar.presses("release.button.yes")
    before = [len(one.said()) for one in (silent, other)]
    clock.passes(minutes=10)
    assert [await say_due(bot.engine) for _ in range(2)] == [1, 0]
    name, day = chiygoz_in(supporter), supporter.t.date(clock.today)
    assert supporter.text("notice.released", name=name, day=day, code=code) in supporter.said()
    assert [len(one.said()) for one in (silent, other)] == before
    await night()
    assert len(await rows_of(database_url, "contacts")) == 1  # the other one's


async def test_good_news_that_was_undone_is_told_to_nobody(
    nazar: Organizer, ann: Supporter, bot: Running, database_url: str, clock: Clock, night: Night
) -> None:
    await ann.promises(person="chiygoz")
    await ann.presses("pledge.button.tell")
    await ann.presses("pledge.button.yes-told")
    await night()
    await nazar.types("/release")
    await nazar.taps_person("chiygoz")
    await nazar.presses("release.button.yes")
    await nazar.presses("desk.button.undo")
    clock.passes(hours=1)
    assert await say_due(bot.engine) == 0
    await night()
    assert len(await rows_of(database_url, "contacts")) == 1


async def test_nobody_is_reminded_to_post_a_letter_to_somebody_free(
    nazar: Organizer, ann: Supporter, bot: Running, database_url: str, clock: Clock, night: Night
) -> None:
    await ann.promises(14, person="chiygoz")
    await ann.presses("pledge.button.remind")
    await ann.presses("pledge.button.yes-reminded")
    await night()
    await nazar.types("/release")
    await nazar.taps_person("chiygoz")
    await nazar.presses("release.button.yes")
    before = len(ann.said())
    clock.passes(days=30)
    await say_due(bot.engine)
    assert len(ann.said()) == before
    await night()
    assert await rows_of(database_url, "contacts") == []


async def test_the_pledges_keep_everything(nazar: Organizer, database_url: str, clock: Clock) -> None:
    await keep(database_url, a_pledge("chiygoz", received_on=clock.today), a_pledge("chiygoz"))
    before = await pledges_in(database_url)
    await nazar.types("/release")
    await nazar.taps_person("chiygoz")
    await nazar.presses("release.button.yes")
    assert await pledges_in(database_url) == before


@on_sqlite
async def test_the_card_of_an_open_pledge_says_who_is_free(
    nazar: Organizer, ann: Supporter, clock: Clock
) -> None:
    await ann.promises(person="chiygoz")
    await nazar.types("/release")
    await nazar.taps_person("chiygoz")
    await nazar.presses("release.button.yes")
    await ann.presses("pledge.button.remind")  # an old button: it redraws the card
    assert ann.reads("pledge.free", day=ann.t.date(clock.today))
    assert not ann.offers("pledge.button.remind")
    assert not ann.offers("pledge.button.tell")


def chiygoz_in(somebody: Supporter) -> str:
    from_campaign = {"uk": "Ахтем Чийгоз", "en": "Ahtem Chiygoz", "crh": "Ahtem Çiygoz"}
    return from_campaign[somebody.language]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_more_letters_than_a_statement_takes_values_are_handed_over_and_their_person_released(
    nazar: Organizer, database_url: str
) -> None:
    many = 33_000
    async with connected(database_url) as connection:
        rows = text(
            "INSERT INTO pledges (code, prisoner, greeting, letter_language, pledged_on,"
            " mail_by, received_on) SELECT lpad(n::text, 8, '0'), 'asanov', 'support', 'en', :day,"
            " :day, CASE WHEN n % 2 = 0 THEN CAST(:day AS date) END FROM generate_series(1, 2 * :many) n"
        )
        await connection.execute(rows, {"day": TODAY, "many": many})
    await nazar.types("/handover")
    await nazar.taps_person("asanov")
    assert "33000 letters" in await nazar.presses("handover.button.yes")
    await nazar.presses("desk.button.undo")
    assert nazar.counted("handover.list", many) in nazar.phone.sees()
    await nazar.types("/release")
    await nazar.taps_person("asanov")
    await nazar.presses("release.button.yes")
    assert nazar.offers("desk.button.undo")


async def test_who_wished_for_news_is_told_of_a_release_and_of_a_handover_before_the_night(
    phone: Callable[..., Phone], bot: Running, clock: Clock, night: Night
) -> None:
    ann, ben = (Supporter(phone(name, "en"), "en") for name in ("Ann", "Ben"))
    codes = [await ann.promises(person="chiygoz"), await ben.promises(person="asanov")]
    await night()
    for who in (ann, ben):
        await who.presses("pledge.button.tell")
        await who.presses("pledge.button.yes-told")
    oksana, day = an_organizer(phone, "en"), ann.t.date(clock.today)
    await oksana.types("/release")
    await oksana.taps_person("chiygoz")
    await oksana.presses("release.button.yes")
    await oksana.receives(codes[1])
    await oksana.types("/handover")
    await oksana.taps_person("asanov")
    await oksana.presses("handover.button.yes")
    await night()
    clock.passes(minutes=11)
    await say_due(bot.engine)
    for who, kind, person, code in zip(
        (ann, ben), ("released", "handed-over"), ("chiygoz", "asanov"), codes, strict=True
    ):
        text = who.text(f"notice.{kind}", name=oksana.name(person), day=day, code=code)
        assert text in who.said()
