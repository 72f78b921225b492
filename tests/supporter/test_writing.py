"""A supporter writes a letter and pledges to post it: the whole way, in each language, on both databases."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bot.run import Running
from bot.supporter import promising
from bot.supporter.questions import warning
from tests.support.answers import SKIP, Tap
from tests.support.phone import Phone
from tests.support.records import a_pledge, keep, only_pledge_in, pledges_in
from tests.support.supporter import CAMPAIGN, Supporter


async def test_the_whole_way_in_each_language(supporter: Supporter, bot: Running, database_url: str) -> None:
    olena, today = supporter, bot.engine.context.today()
    await olena.starts()
    assert olena.reads("home.text")

    await olena.presses("home.button.write")
    assert olena.is_asked("prisoner")
    await olena.opens("degermendzhy")
    assert CAMPAIGN.by_id["degermendzhy"].name[olena.language] in olena.phone.sees()
    assert olena.is_past("prisoner")
    own = "За вікном сніг. It snows."
    await olena.goes_on_to("review", greeting=Tap("support"), own=own, sender="Olena, Lviv")
    letter = olena.phone.sees()
    assert CAMPAIGN.by_id["degermendzhy"].address[olena.language] in letter
    assert own in letter
    assert "Olena" in letter
    assert await pledges_in(database_url) == []
    await olena.promises_within(14)

    pledge = await only_pledge_in(database_url)
    code = f"{pledge['code'][:4]}-{pledge['code'][4:]}"
    said = olena.said()
    text, card = said[said.index(olena.text("finished.text")) + 1 :]
    address = card
    assert own in text
    assert text in letter
    assert "DEGERMENDZHY Mustafa Bakir ogly, 1989" in address
    assert "Дегерменджі Мустафа Бакир огли, 1989" in address
    assert "UKRAINE" in address
    assert code in card
    assert olena.t.date(today + timedelta(days=14)) in card
    assert olena.code() == code
    expected = {
        "prisoner": "degermendzhy",
        "greeting": "support",
        "letter_language": olena.language,
        "country": None,
        "source": None,
        "pledged_on": today,
        "mail_by": today + timedelta(days=14),
        "mailed_on": None,
        "withdrawn_on": None,
    }
    assert {name: pledge[name] for name in expected} == expected


async def test_everything_that_may_be_skipped_is_skipped(supporter: Supporter, database_url: str) -> None:
    olena = supporter
    await olena.comes_to("own", greeting="everyday")
    await olena.goes_on_to("review", own=SKIP, sender=SKIP)
    assert not {"{", "}", "None"} & set(olena.phone.sees())
    await olena.promises_within(30)
    assert (await only_pledge_in(database_url))["greeting"] == "everyday"


@pytest.mark.parametrize("client", ["uk", "en", "crh"])
async def test_the_first_screen_speaks_the_clients_language(phone: Callable[..., Phone], client: str) -> None:
    olena = Supporter(phone("Olena", client), client)
    await olena.starts()
    assert olena.reads("home.text")
    assert olena.t.plain("language.chosen", name=olena.t.plain("language.name")) in olena.phone.buttons()


@pytest.mark.parametrize("client", ["ru", "de", "tr", "", "uk-UA", "en-gb"])
async def test_any_other_client_starts_in_english_with_the_languages_in_sight(
    phone: Callable[..., Phone], client: str
) -> None:
    language = {"uk-UA": "uk"}.get(client, "en")
    somebody = Supporter(phone("Somebody", client), language)
    await somebody.starts()
    assert somebody.reads("home.text")
    seen = " ".join(somebody.phone.buttons())
    assert all(name in seen for name in ("Українська", "English", "Qırımtatarca"))


async def test_the_first_screen_warns_people_in_occupied_crimea_and_in_russia(supporter: Supporter) -> None:
    await supporter.starts()
    await supporter.presses("home.button.safe")
    assert supporter.reads("safe.text")
    await supporter.presses("button.back")
    assert supporter.reads("home.text")


async def test_a_chosen_language_is_spoken_from_then_on(ann: Supporter, bot: Running) -> None:
    await ann.starts()
    await ann.phone.presses("Qırımtatarca")
    zarema = Supporter(ann.phone, "crh")
    assert zarema.reads("home.text")
    await zarema.types("/help")
    assert zarema.reads("help.text")
    await zarema.types("/language")
    await zarema.phone.presses("Українська")
    assert Supporter(ann.phone, "uk").reads("home.text")
    playground = ann.phone.playground
    menu = playground.telegram.commands_for(ann.phone.chat, "en")
    assert menu[0]["description"] == Supporter(ann.phone, "uk").t.plain("command.start")


async def test_a_deep_link_goes_straight_to_a_person(supporter: Supporter) -> None:
    await supporter.starts("chiygoz")
    assert supporter.reads("person.arrived")
    assert CAMPAIGN.by_id["chiygoz"].name[supporter.language] in supporter.phone.sees()
    await supporter.presses("person.button.write")
    assert supporter.is_past("prisoner")


async def test_the_card_behind_a_link_stays_when_another_language_is_chosen(ann: Supporter) -> None:
    await ann.starts("chiygoz")
    await ann.phone.presses("Українська")
    assert "Ахтем Чийгоз" in ann.phone.sees()


@pytest.mark.parametrize("payload", ["nobody", "K7QF-2M9X", "chiygoz2", "_", "group", "poster_", "a" * 64])
async def test_an_unknown_link_is_ignored_politely(ann: Supporter, payload: str) -> None:
    await ann.starts(payload)
    assert ann.reads("home.text")


async def test_where_somebody_came_from_is_counted_with_the_pledge(ann: Supporter, database_url: str) -> None:
    await ann.starts("chiygoz_poster")
    assert ann.reads("person.arrived")
    await ann.promises()
    assert (await only_pledge_in(database_url))["source"] == "poster"


async def test_dates_are_days_of_the_organizers(ann: Supporter, bot: Running, database_url: str) -> None:
    await ann.promises(30)
    pledge = await only_pledge_in(database_url)
    assert (type(pledge["pledged_on"]), pledge["mail_by"]) == (
        date,
        bot.engine.context.today() + timedelta(days=30),
    )


async def test_a_code_that_another_letter_has_is_never_shared(
    ann: Supporter, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = a_pledge("asanov", code="00000000")
    await keep(database_url, taken)
    codes = iter(("00000000", "11111111"))
    for module in (promising, warning):
        monkeypatch.setattr(module, "new_code", lambda: next(codes))
    await ann.comes_to("review")
    await ann.promises_within(7)
    assert ann.is_asked("review")
    await ann.promises_within(7)
    assert ann.offers("pledge.button.mailed")
    by_code = {one["code"]: one["prisoner"] for one in await pledges_in(database_url)}
    assert by_code == {"00000000": "asanov", "11111111": "chiygoz"}
