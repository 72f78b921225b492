"""What may harm is said where it shows, never as a block; ordinary words stay quiet."""

import re

import pytest

from bot.run import Running
from bot.supporter.danger import Kind, kind_of
from tests.support.records import pledges_in
from tests.support.states import states
from tests.support.supporter import CAMPAIGN, Supporter


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


DANGER = CAMPAIGN.danger

# One beside the other, with | or a new line between them.
PLACES: dict[Kind, str] = {
    "region": """
Сімферополь | у Сімферополі | Симферополь | Simferopol | Aqmescit | Aqmescitte | Севастополя | Ялта
Ялті | Керчі | Керчь | Kerch | Bağçasaray | Бахчисарай | Canköy | Джанкой | Crimea | окупований Крим
Крыму | Qırımda | QIRIM | Olena, Yalta | Eski Qırım | Старому Криму | Євпаторія | Феодосии | Sudak
Судак | Алушта
""",
    "country": """
Росія | в Росії | Russia | Россия | из России | Rusiye | Rusiyede | Ростов-на-Дону | Москва
в Москве | Krasnodar | РФ | Российской Федерации
""",
}
OWN: dict[Kind, str] = {
    "people": """
I live in Simferopol and my neighbours Ali and Refat say hello. | Живу в Сімферополі, у нас сніг.
Привіт із Ялти! | Я з Бахчисарая. | Мы из Керчи, у нас тепло. | Мои соседи в Крыму передают привет.
Men Aqmescitte yaşayım. | Qomşularım Bağçasarayda. | Greetings from Crimea! | Пишу з Росії.
Petrenko and Kovalenko from Yalta greet you. | Іваненко з Судака вітає Вас. | We live in Russia now.
""",
    "contact": """
see https://example.org/x | www.example.org | my page is t.me/olena | example.com
write to olena@example.org | call +380 44 123 45 67 | тел. 044-123-45-67-8 | 00380441234567
мій нік @olena_writes
""",
    "slogan": """
Glory to Ukraine, NATO will free you, the FSB are murderers. | Слава Україні! | Слава Украине!
Героям слава | Окупанти за все заплатять. | Путін вас боїться. | Путина накажут. | НАТО допоможе.
Bular qatil. | İşğalciler ketecek. | Убийцы ответят. | the occupiers will leave
""",
}
ORDINARY = """
It snowed here today. I was born in 1964 and have 3 cats. | Народився 18.05.1944.
It is -12.5 outside, at 10:30. | Перше. Друге.Третє | Book: 451 degrees, page 12, 13, 14.
Selâm! Qalay yaşaysıñız? | Crimea waits for you. | Крим чекає на Вас. | Крым ждёт Вас.
Qırım sizni bekley. | I was in Yalta as a child: the sea was warm. | Ми з Вами! Крим памʼятає.
Памʼятаю Ялту й Судак, там гарно. | My neighbour has a cat. I have never seen Crimea.
Живу у Львові. Мрію побачити Крим. | Мої сусіди співають. | Працюю в школі, вчу дітей музики.
My occupation is nursing; I nominate books. | Натомість маю путівник.
Пане Асанов, Ялта Вам сниться? | Men Lvovda yaşayım. Qırım aqqında oquyım.
I live in Warsaw, near the river. | Ваша родина в Криму Вас любить. | Живу в Києві.
Россыпь звёзд над морем. | Kyivde qar yağa.
"""
NAMES = """
Olena | Львів | Lviv, Ukraine | Варшава | Kyiv | Крістіна | Рим | Christchurch | Kraków
Олена з Одеси | Petrenko
"""


def each(many: str) -> list[str]:
    return [one.strip() for one in re.split(r"[|\n]", many) if one.strip()]


@pytest.mark.parametrize(
    ("text", "kind"), [(one, kind) for kind, many in PLACES.items() for one in each(many)]
)
def test_a_place_under_occupation_is_noticed_in_a_short_line(text: str, kind: Kind) -> None:
    assert kind_of(text, DANGER, is_short=True) == kind


@pytest.mark.parametrize(("text", "kind"), [(one, kind) for kind, many in OWN.items() for one in each(many)])
def test_danger_is_noticed_in_words_of_ones_own(text: str, kind: Kind) -> None:
    assert kind_of(text, DANGER, is_short=False) == kind


@pytest.mark.parametrize("text", each(ORDINARY))
def test_ordinary_words_stay_quiet(text: str) -> None:
    assert kind_of(text, DANGER, is_short=False, known=["asanov", "асанов"]) is None


@pytest.mark.parametrize("text", each(NAMES))
def test_ordinary_names_and_places_stay_quiet(text: str) -> None:
    assert kind_of(text, DANGER, is_short=True) is None


@pytest.mark.parametrize(
    ("question", "given", "kind"),
    [
        ("own", "Слава Україні! У нас сніг.", "slogan"),
        ("sender", "+380 44 123 45 67", "contact"),
        ("place", "Aqmescit", "region"),
    ],
)
async def test_the_same_screen_at_each_field_and_out_with_it(
    supporter: Supporter, bot: Running, question: str, given: str, kind: str
) -> None:
    await supporter.comes_to("sender" if question == "place" else question)
    await supporter.types(f"Olena, {given}" if question == "place" else given)
    assert supporter.reads(f"danger.{kind}", given=given)
    for key in ("danger.button.out", "danger.button.erase", "button.keep", "danger.button.trace"):
        assert supporter.offers(key), key
    await supporter.presses("danger.button.out")
    draft = (await states(bot))[supporter.phone.person.id].writing.draft
    assert draft is not None
    assert getattr(draft, question) == {"own": "У нас сніг.", "sender": "", "place": ""}[question]


async def test_kept_once_it_is_not_asked_about_again_and_what_is_typed_anew_is(ann: Supporter) -> None:
    await ann.comes_to("own")
    await ann.types("olena@example.org")
    await ann.presses("button.keep")
    assert ann.is_past("own")
    await ann.presses("button.back")
    await ann.types("call 044 123 45 67 89")
    assert ann.reads("danger.contact", given="call 044 123 45 67 89")
    await ann.types("It snows.")
    assert ann.is_past("own"), "typed again at the warning"


async def test_a_warning_is_no_promise_and_its_letter_can_be_erased(
    ann: Supporter, bot: Running, database_url: str
) -> None:
    await ann.comes_to("sender")
    await ann.types("Olena, Yalta")
    await ann.presses("danger.button.erase")
    assert ann.reads("danger.erased")
    assert await pledges_in(database_url) == []
    assert (await states(bot))[ann.phone.person.id].writing.draft is None


async def test_leave_no_trace_does_what_forget_does(ann: Supporter, bot: Running) -> None:
    await ann.comes_to("sender")
    await ann.types("Olena, Yalta")
    await ann.presses("danger.button.trace")
    assert ann.reads("forget.ask")
    await ann.presses("forget.button.yes")
    assert await states(bot) == {}
    assert "both sides" in ann.phone.sees()
    await ann.presses("button.home")
    assert ann.offers("danger.button.trace"), "on the first screen too"


async def to_russia(ann: Supporter) -> None:
    await ann.comes_to("country")
    await ann.types("Russia")
    await ann.phone.presses(ann.t.country("RU"))
    assert ann.reads("danger.country", given=ann.t.country("RU"))


async def test_from_russia_no_envelope_comes_by_itself(ann: Supporter, database_url: str) -> None:
    await to_russia(ann)
    await ann.presses("button.keep")
    await ann.promises_within(7)
    assert [one["country"] for one in await pledges_in(database_url)] == ["RU"]
    assert ann.text("danger.thanks") in ann.said()
    card = ann.phone.screen()
    assert "01014" not in card.text, "no address"
    assert not [button for button in card.buttons if button.copy_text and "01014" in button.copy_text]
    await ann.presses("paper.button.print")
    assert [file.name.partition("-")[0] for file in ann.phone.files()] == ["letter"]
    await ann.presses("paper.button.sizes")
    await ann.presses("paper.button.envelope")
    assert ann.reads("danger.envelope")
    assert len(ann.phone.files()) == 1
    await ann.presses("danger.button.anyway")
    assert [file.name.partition("-")[0] for file in ann.phone.files()[1:]] == ["envelope"]


async def test_the_country_can_be_taken_out_or_the_letter_erased(
    ann: Supporter, bot: Running, database_url: str
) -> None:
    await to_russia(ann)
    await ann.presses("danger.button.out")
    assert ann.is_asked("review")
    await ann.types("/forget")
    await ann.presses("forget.button.yes")
    await to_russia(ann)
    await ann.presses("danger.button.erase")
    state = (await states(bot))[ann.phone.person.id]
    assert (state.writing.draft, state.choices.country) == (None, "")
    assert await pledges_in(database_url) == []
