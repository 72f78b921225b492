"""Whom to write to: who has fewest letters first, any spelling of a name, a card before the choice."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import pytest

from bot.chat.state import Conversation
from bot.chat.view import View
from bot.run import Running
from bot.supporter.questions import prisoner
from db.public_figures import Facts
from tests.conftest import Night
from tests.support.phone import Phone
from tests.support.records import TODAY, a_pledge, keep, release
from tests.support.supporter import CAMPAIGN, Supporter
from tests.support.views import a_view
from tests.supporter.test_wrong_moment import FIFTY


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


async def test_the_list_names_everybody_with_year_and_letters_promised(
    supporter: Supporter, database_url: str, night: Night
) -> None:
    await keep(database_url, *(a_pledge("asanov", mailed_on=TODAY) for _ in range(7)), a_pledge("vaitov"))
    await night()
    await supporter.comes_to("prisoner")
    labels = supporter.phone.buttons()
    for one in CAMPAIGN.prisoners:
        name, letters = supporter.t.pick(one.name), supporter.t.plain_count("person.letters", 5)
        assert f"{name}, {one.born}" + (f" · {letters}" if one.id == "asanov" else "") in labels


async def test_a_lot_for_who_has_few_letters_stands_first(supporter: Supporter) -> None:
    await supporter.comes_to("prisoner")
    assert supporter.phone.buttons()[0] == supporter.t.plain("prisoner.button.fewest")
    await supporter.presses("prisoner.button.fewest")
    assert supporter.is_asked("greeting")


def test_among_equals_the_lot_decides_so_that_letters_spread() -> None:
    first = {prisoner.with_fewest(_view_of(user_id)).id for user_id in range(200)}
    assert first == {one.id for one in CAMPAIGN.prisoners}


def test_the_lot_is_the_same_when_the_screen_is_redrawn() -> None:
    assert len({prisoner.with_fewest(_view_of(5)).id for _ in range(20)}) == 1


def test_the_fewer_letters_somebody_has_had_the_likelier_is_the_lot() -> None:
    had = {one.id: 40 for one in CAMPAIGN.prisoners} | {"primov": 0, "ilchenko": 10}
    drawn = Counter(prisoner.with_fewest(_view_of(user_id, received=had)).id for user_id in range(1000))
    (first, most), (second, _) = drawn.most_common(2)
    assert (first, second) == ("primov", "ilchenko")
    assert 800 < most < 1000, "nearly all, and not all"


def test_who_was_flooded_with_promises_is_not_left_out() -> None:
    flooded = {"primov": 100_000}
    drawn = Counter(prisoner.with_fewest(_view_of(user_id, flooded)).id for user_id in range(2000))
    assert drawn["primov"] > 0


@pytest.mark.parametrize("language", ["uk", "en", "crh"])
def test_the_list_is_in_the_order_of_the_alphabet(language: str) -> None:
    view = a_view(language)
    names = [
        button.label.rpartition(",")[0] for row in prisoner.screen(view).keyboard[1:-1] for button in row
    ]
    surnames = [name.rpartition(" ")[2] for name in names]
    expected = {
        "uk": "Асанов Ваїтов Дегерменджі Зейтуллаєв Ільченко Примов Сайфуллаєв Чийгоз",
        "en": "Asanov Chiygoz Degermendzhy Ilchenko Primov Sayfullaev Vaitov Zeytullaev",
        "crh": "Asanov Çiygoz Degirmenci İlçenko Primov Sayfullayev Vaitov Zeytullayev",
    }
    assert surnames == expected[language].split()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Çiygoz", ["chiygoz"]),
        ("ciygoz", ["chiygoz"]),
        ("ÇİYGOZ", ["chiygoz"]),
        ("Chiygoz", ["chiygoz"]),
        ("Чийгоз", ["chiygoz"]),
        ("чийгоз ахтем", ["chiygoz"]),
        ("Ahtem Chiygoz, 1964", ["chiygoz"]),
        ("1964", ["chiygoz"]),
        ("Akhtem", ["chiygoz"]),
        ("CHIYGOZ Ahtem Zeytullaevich", ["chiygoz"]),
        ("Зейтуллаєв", ["zeytullaev"]),
        ("Зейтуллаев", ["zeytullaev"]),
        ("Yuri", ["primov", "ilchenko"]),
        ("Юрій", ["primov", "ilchenko"]),
        ("Yuri Primov", ["primov"]),
        ("Nuri", ["primov"]),
        ("Нурі", ["primov"]),
        ("İlçenko", ["ilchenko"]),
        ("ilcenko", ["ilchenko"]),
        ("ILÇENKO", ["ilchenko"]),
        ("ваітов", ["vaitov"]),
        ("degermen", ["degermendzhy"]),
        ("Ferat Refatovich", ["sayfullaev"]),
        ("Чийгоза", ["chiygoz"]),
        ("Чийгозові", ["chiygoz"]),
        ("Çiygozğa", ["chiygoz"]),
        ("Юрію Ільченку", ["ilchenko"]),
        ("Руслана", ["zeytullaev"]),
        ("Рустема Ваитова", ["vaitov"]),
        ("Мустафою", ["degermendzhy"]),
        ("Chyihoz", ["chiygoz"]),  # Ukraine's official romanisation
        ("Yurii Prymov", ["primov"]),
        ("Dehermendzhi", ["degermendzhy"]),
        ("Saifullaiev Ferat", ["sayfullaev"]),
        ("Чігоз", ["chiygoz"]),  # a wrong letter, a missing one, a doubled one
        ("Чийос", []),  # … but two in so short a name are another name
        ("Чийоз", ["chiygoz"]),
        ("Асаноф", ["asanov"]),
        ("Assanov", ["asanov"]),
        ("Сайфулаева", ["sayfullaev"]),
        ("Дегирменжи", ["degermendzhy"]),
        ("Чийгoз", ["chiygoz"]),  # with a Latin o
        ("Сhiygoz", ["chiygoz"]),  # with a Cyrillic С
        ("Ｃｈｉｙｇｏｚ", ["chiygoz"]),
        ("Prímøv", ["primov"]),
        ("Czijgoz", ["chiygoz"]),
        ("goz", []),
        ("Putin", []),
        ("Petrenko", []),
        ("Чийгоз Примов", []),
        ("…", []),
        ("🕊", []),
    ],
)
def test_a_typed_name_is_found_in_any_spelling(typed: str, found: list[str]) -> None:
    for language in ("uk", "en", "crh"):
        assert [one.id for one in prisoner.search(a_view(language), typed)] == found


def test_what_is_no_name_finds_nobody() -> None:
    view = a_view("en")
    ideas = (idea for t in view.context.languages.values() for idea in t.ideas)
    words = {word for idea in ideas for word in idea.split() if len(word) > 4}
    asked = {one for some in FIFTY.values() for one in some}
    others = ("Kateryna", "Марія", "Petrenko", "Шевченко", "Zelensky", "Sentsov", "qwerty", "ййццуу", "12345")
    found = {one: [who.id for who in prisoner.search(view, one)] for one in (*words, *asked, *others)}
    assert {one: who for one, who in found.items() if who} == {}
    assert prisoner.search(view, "Ахтема " * 5) == [], "a sentence is no name"


async def test_two_yuris_are_never_confused(supporter: Supporter) -> None:
    await supporter.comes_to("prisoner")
    await supporter.types("Юрій")
    assert supporter.reads("prisoner.found")
    people = [CAMPAIGN.by_id[one] for one in ("primov", "ilchenko")]
    for one in people:
        assert any(
            f"{supporter.t.pick(one.name)}, {one.born}" in label for label in supporter.phone.buttons()
        )
    await supporter.opens("ilchenko")
    await supporter.goes_on_to("review")
    assert CAMPAIGN.by_id["ilchenko"].address[supporter.language] in supporter.phone.sees()


async def test_an_unknown_name_is_explained_above_the_list(supporter: Supporter) -> None:
    await supporter.comes_to("prisoner")
    await supporter.types("<b>Nobody & Co</b>")
    assert supporter.reads("prisoner.unknown", name="<b>Nobody & Co</b>")
    assert supporter.is_asked("prisoner")


async def test_a_name_typed_at_the_beginning_finds_the_person_too(ann: Supporter) -> None:
    await ann.starts()
    await ann.types("Çiygoz")
    await ann.opens("chiygoz")
    await ann.presses("person.button.write")
    assert ann.is_past("prisoner")


@pytest.mark.parametrize("person", [one.id for one in CAMPAIGN.prisoners])
async def test_a_card_shows_envelope_year_and_case(phone: Callable[..., Phone], person: str) -> None:
    one = CAMPAIGN.by_id[person]
    for language in ("uk", "en", "crh"):
        supporter = Supporter(phone("Olena", language), language)
        await supporter.starts()
        await supporter.presses("home.button.people")
        seen = await supporter.opens(person)
        envelope = one.envelope.local if language == "uk" else one.envelope.latin
        assert f"{envelope}, {one.born}" in seen
        assert CAMPAIGN.cases[one.case][language] in seen
        assert supporter.offers("person.button.write")


async def test_looking_at_a_card_chooses_nobody(supporter: Supporter) -> None:
    await supporter.comes_to("prisoner")
    await supporter.types("/start")
    await supporter.presses("home.button.people")
    await supporter.opens("asanov")
    await supporter.presses("button.back")
    assert supporter.reads("people.text")
    await supporter.types("/start")
    await supporter.presses("home.button.continue")
    assert supporter.is_asked("prisoner")


async def test_who_was_released_is_not_on_the_list_but_their_card_says_so(
    supporter: Supporter, database_url: str
) -> None:
    await release(database_url, "chiygoz")
    name = CAMPAIGN.by_id["chiygoz"].name[supporter.language]
    await supporter.comes_to("prisoner")
    assert not any(name in label for label in supporter.phone.buttons())
    await supporter.types("chiygoz")
    await supporter.opens("chiygoz")
    assert supporter.reads("person.released", name=name, day=supporter.t.date(TODAY))
    assert not supporter.offers("person.button.write")
    await supporter.starts("chiygoz")
    assert supporter.reads("person.released", name=name, day=supporter.t.date(TODAY))


async def test_a_release_in_the_middle_of_a_letter_is_told_and_another_person_asked(
    ann: Supporter, database_url: str
) -> None:
    await ann.comes_to("review", person="chiygoz")
    await release(database_url, "chiygoz")
    await asyncio.sleep(1.1)  # the numbers beside the names may be a second old
    await ann.promises_within(7)
    name = CAMPAIGN.by_id["chiygoz"].name[ann.language]
    assert ann.reads("person.released", name=name, day=ann.t.date(TODAY))
    assert ann.is_asked("prisoner")
    await ann.opens("asanov")
    assert ann.is_asked("review")
    assert "It snowed here today." in ann.phone.sees()
    assert CAMPAIGN.by_id["asanov"].address[ann.language] in ann.phone.sees()


async def test_when_everybody_is_free_the_bot_says_so(ann: Supporter, database_url: str) -> None:
    for one in CAMPAIGN.prisoners:
        await release(database_url, one.id)
    await ann.starts()
    await ann.presses("home.button.write")
    assert ann.reads("prisoner.nobody")
    await ann.presses("button.home")
    assert ann.reads("home.text")


async def test_a_long_list_has_pages(ann: Supporter, bot: Running) -> None:
    context = bot.engine.context
    one = CAMPAIGN.by_id["asanov"]
    many = tuple(
        one.model_copy(update={"id": f"person-{n}", "name": {"en": f"Person Number{n:02}"}})
        for n in range(23)
    )
    bot.engine.context = replace(context, campaign=context.campaign.model_copy(update={"prisoners": many}))
    await ann.comes_to("prisoner")
    assert not ann.offers("button.previous")
    await ann.presses("button.next")
    await ann.presses("button.next")
    assert not ann.offers("button.next")
    await ann.phone.presses("Person Number22, 1982")
    assert ann.is_past("prisoner")


def _view_of(
    user_id: int,
    promised: Mapping[str, int] = MappingProxyType({}),
    received: Mapping[str, int] = MappingProxyType({}),
) -> View:
    view = a_view("en")
    return replace(view, conversation=Conversation(user_id=user_id), facts=Facts(promised, {}, received))
