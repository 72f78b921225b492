"""Greetings: only what fits person and season, read before it is taken, in the language of the letter."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.campaign.model import Campaign
from bot.i18n.translate import Greeting, Translate
from bot.run import Running
from bot.supporter import questions
from bot.supporter.questions import greeting, review
from tests.support.answers import SKIP
from tests.support.phone import Phone
from tests.support.records import only_pledge_in
from tests.support.supporter import CAMPAIGN, Supporter
from tests.support.views import LANGUAGES, a_context, a_view, a_written_view

SPRING, NEW_YEAR = date(2016, 3, 1), date(2015, 12, 1)
ORAZA, QURBAN = date(2016, 7, 5), date(2016, 9, 12)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def offered(person: str, today: date = SPRING, campaign: Campaign = CAMPAIGN) -> list[str]:
    view = a_view("en", context=a_context(campaign, today=today), prisoner=person)
    return [one.id for one in greeting.fitting(view)]


@pytest.mark.parametrize("person", [one.id for one in CAMPAIGN.prisoners])
def test_religious_holidays_are_offered_only_to_whom_they_fit(person: str) -> None:
    is_muslim, month = person != "ilchenko", timedelta(30)
    found = ("oraza" in offered(person, ORAZA - month), "qurban" in offered(person, QURBAN - month))
    assert found == (is_muslim, is_muslim)
    view = a_view("en", today=SPRING, prisoner=person)
    assert ("oraza" in [one.id for one in greeting.later(view)]) == is_muslim


@pytest.mark.parametrize(
    ("days", "is_offered"), [(-71, False), (-70, True), (-21, True), (-20, False), (0, False)]
)
def test_a_holiday_that_moves_is_offered_when_a_letter_comes_in_time(days: int, is_offered: bool) -> None:
    assert ("oraza" in offered("chiygoz", ORAZA + timedelta(days))) == is_offered


def test_when_the_list_of_days_has_come_to_its_end_the_holiday_is_offered_always() -> None:
    last = max(CAMPAIGN.greeting_by_id["oraza"].days)
    assert "oraza" not in offered("chiygoz", last - timedelta(71))
    assert "oraza" in offered("chiygoz", last + timedelta(200))


@pytest.mark.parametrize(
    ("day", "is_season"),
    [
        (date(2015, 10, 31), False),
        (date(2015, 11, 1), True),
        (date(2015, 12, 20), True),
        (date(2015, 12, 21), False),
        (date(2016, 1, 1), False),
        (SPRING, False),
    ],
)
def test_new_year_is_offered_from_1_november_to_20_december(day: date, is_season: bool) -> None:
    assert ("new-year" in offered("ilchenko", day)) == is_season


def test_what_is_in_season_comes_first_but_never_instead_of_the_usual_greeting() -> None:
    # some of the eight do not mark New Year, so it is not the default
    assert offered("chiygoz", NEW_YEAR)[:3] == ["support", "new-year", "strength"]


def with_birthday(day: date) -> Campaign:
    people = [
        one.model_copy(update={"birthday": day}) if one.id == "ilchenko" else one
        for one in CAMPAIGN.prisoners
    ]
    return CAMPAIGN.model_copy(update={"prisoners": tuple(people)})


@pytest.mark.parametrize(
    ("birthday", "today", "is_offered"),
    [
        (date(1978, 6, 10), date(2016, 4, 1), True),
        (date(1978, 6, 10), date(2016, 3, 31), False),
        (date(1978, 6, 10), date(2016, 5, 20), True),
        (date(1978, 6, 10), date(2016, 5, 21), False),
        (date(1978, 1, 31), date(2015, 12, 28), True),
        (date(1976, 2, 29), date(2015, 1, 25), True),
        (date(1976, 2, 29), date(2015, 6, 1), False),
    ],
)
def test_a_birthday_greeting_is_offered_ahead_of_a_known_birthday(
    birthday: date, today: date, is_offered: bool
) -> None:
    assert ("birthday" in offered("ilchenko", today, with_birthday(birthday))) == is_offered


def test_without_a_known_birthday_there_is_no_birthday_greeting() -> None:
    assert all(
        "birthday" not in offered(one.id, date(2016, month, 15))
        for one in CAMPAIGN.prisoners
        if one.born_on is None
        for month in range(1, 13)
    )


async def test_what_is_out_of_season_is_under_more(supporter: Supporter, database_url: str) -> None:
    await supporter.comes_to("greeting")
    assert supporter.t.greetings["qurban"].title not in supporter.phone.buttons()
    await supporter.presses("greeting.button.more")
    assert supporter.reads("greeting.more")
    await supporter.takes("qurban")
    assert supporter.is_past("greeting")


async def test_a_greeting_is_read_before_it_is_taken(supporter: Supporter, database_url: str) -> None:
    await supporter.comes_to("greeting")
    seen = await supporter.looks_at("admiration")
    assert CAMPAIGN.by_id["chiygoz"].address[supporter.language] in seen
    assert "…" in seen
    await supporter.looks_at("support")
    assert supporter.is_asked("greeting")
    await supporter.presses("greeting.button.take")
    assert supporter.is_past("greeting")
    await supporter.goes_on_to("review", own=SKIP, sender=SKIP)
    assert any(
        line in supporter.phone.sees()
        for text in supporter.t.greetings["support"].texts
        for line in text.splitlines()
        if "{" not in line
    )


async def test_another_text_of_the_same_kind_comes_by_a_button_and_is_the_one_that_is_taken(
    supporter: Supporter, database_url: str
) -> None:
    await supporter.comes_to("greeting")
    seen = [supporter.phone.sees()]
    for _ in range(3):
        await supporter.presses("greeting.button.another")
        seen.append(supporter.phone.sees())
    assert len(set(seen)) == 3, "three texts, round and round"
    assert seen[3] == seen[0]
    await supporter.presses("greeting.button.another")
    chosen = the_text_in(supporter)
    await supporter.presses("greeting.button.take")
    await supporter.goes_on_to("review", own=SKIP, sender=SKIP)
    assert the_text_in(supporter) == chosen
    await supporter.changes("greeting")
    await supporter.presses("greeting.button.take")
    assert the_text_in(supporter) == chosen, "what was taken stays"


def the_text_in(supporter: Supporter, greeting_id: str = "support") -> int:
    """Which text of the greeting is on the screen."""
    [number] = [
        number
        for number, text in enumerate(supporter.t.greetings[greeting_id].texts)
        if all(line in supporter.phone.sees() for line in text.splitlines() if "{" not in line)
    ]
    return number


def test_which_text_comes_first_is_drawn_by_lot() -> None:
    def first(code: str) -> str:
        view = a_view("uk", prisoner="chiygoz")
        draft = replace(view.draft, code=code)
        view = replace(view, conversation=view.conversation.changed(draft=draft))
        return getattr(greeting.preview(view, "support"), "text", "")

    shown = [first(f"code {number}") for number in range(90)]
    assert len(set(shown)) == 3
    assert min(shown.count(one) for one in set(shown)) > 15


@pytest.mark.parametrize(
    ("gender", "begins"),
    [
        ("man", {"Шановний пане", "Добрий день, пане", "Дорогий"}),
        ("woman", {"Шановна пані", "Добрий день, пані", "Дорога"}),
    ],
)
def test_a_ukrainian_letter_speaks_to_a_man_and_to_a_woman(gender: str, begins: set[str]) -> None:
    people = [one.model_copy(update={"gender": gender, "birthday": ORAZA}) for one in CAMPAIGN.prisoners]
    campaign = CAMPAIGN.model_copy(update={"prisoners": tuple(people)})
    context = a_context(campaign, today=ORAZA)
    found = set()
    for one in campaign.greetings:
        for number in range(3):
            view = a_view("uk", context=context, prisoner="chiygoz", greeting=one.id, greeting_text=number)
            found.add(review.letter_text(view).splitlines()[0].partition(" Ахтеме")[0])
    assert found == begins


async def test_the_letter_starts_in_the_language_of_the_interface(supporter: Supporter) -> None:
    await supporter.comes_to("greeting")
    own_name = supporter.t.plain("language.name")
    assert supporter.t.plain("language.chosen", name=own_name) in supporter.phone.buttons()


@pytest.mark.parametrize("other", ["uk", "en", "crh"])
async def test_one_tap_changes_the_language_of_the_letter_and_nothing_else(
    supporter: Supporter, other: str, database_url: str
) -> None:
    await supporter.comes_to("greeting")
    if other != supporter.language:
        await supporter.phone.presses(Translate(other).plain("language.name"))
    assert supporter.is_asked("greeting")
    await supporter.takes("strength")
    await supporter.goes_on_to("review")
    assert CAMPAIGN.by_id["chiygoz"].address[other] in supporter.phone.sees()
    await supporter.promises_within(7)
    pledge = await only_pledge_in(database_url)
    assert pledge["letter_language"] == other


async def test_changing_the_language_keeps_the_greeting(ann: Supporter, database_url: str) -> None:
    await ann.comes_to("review", greeting="admiration")
    await ann.changes("greeting")
    await ann.phone.presses("Українська")
    await ann.presses("greeting.button.take")
    assert ann.is_asked("review")
    assert the_text_in(Supporter(ann.phone, "uk"), "admiration") in (0, 1, 2)
    assert "It snowed here today." in ann.phone.sees()


async def test_a_letter_stays_in_its_language_when_the_interface_changes(
    phone: Callable[..., Phone], database_url: str
) -> None:
    ann = Supporter(phone("Ann", "en"), "en")
    await ann.comes_to("review")
    letter = ann.phone.sees().partition("\n\n")[2].partition("\n\n")[0]
    await ann.types("/language")
    await ann.phone.presses("Українська")
    olena = Supporter(ann.phone, "uk")
    assert olena.is_asked("review")
    assert letter in olena.phone.sees()


async def test_a_greeting_that_does_not_fit_cannot_be_taken(ann: Supporter, database_url: str) -> None:
    await ann.comes_to("greeting", person="ilchenko")
    revision = next(b for b in ann.phone.screen().buttons if b.text == "Українська").callback_data or ""
    ann.phone.person.forges(ann.phone.screen(), revision.split(":")[0] + ":greeting:qurban")
    await ann.phone.settles()
    assert ann.is_asked("greeting")


async def test_another_person_keeps_the_greeting_only_if_it_fits(
    ann: Supporter, bot: Running, database_url: str
) -> None:
    bot.engine.context = replace(bot.engine.context, now=lambda: datetime(2016, 6, 1, 12, tzinfo=UTC))
    await ann.comes_to("review", person="chiygoz", greeting="oraza")
    await ann.changes("prisoner")
    await ann.opens("ilchenko")
    assert ann.is_asked("greeting")
    await ann.takes("support")
    assert ann.is_asked("review")
    assert "It snowed here today." in ann.phone.sees()


def test_a_greeting_the_letters_language_lacks_is_asked_for_again() -> None:
    class Poor(Translate):
        @property
        def greetings(self) -> dict[str, Greeting]:
            return {"support": LANGUAGES["crh"].greetings["support"]}

    context = a_context(languages={**LANGUAGES, "crh": Poor("crh")})
    view = a_written_view("en", context=context, prisoner="chiygoz", greeting="strength")
    assert questions.asked(view) is questions.REVIEW
    view = replace(view, conversation=view.conversation.changed(letter_language="crh"))
    assert questions.asked(view) is greeting.QUESTION
    assert [one.id for one in greeting.fitting(view)] == ["support"]


async def test_in_its_season_new_year_is_on_the_screen(
    supporter: Supporter, bot: Running, database_url: str
) -> None:
    bot.engine.context = replace(bot.engine.context, now=lambda: datetime(2015, 12, 1, 12, tzinfo=UTC))
    await supporter.comes_to("greeting")
    assert supporter.t.greetings["new-year"].title in supporter.phone.buttons()[:4]
