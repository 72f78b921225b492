"""What people type at the wrong moment: fifty things, each with its answer; and nothing typed is lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.supporter.small_talk import kind_of
from tests.support.clock import Clock
from tests.support.phone import Phone
from tests.support.supporter import Supporter

FIFTY = {
    "help": ("help", "Help!", "?", "how", "What now?", "I don't understand", "допомога", "Допоможіть",
             "що робити", "не розумію", "помощь", "Что делать?", "не понимаю", "yardım", "Yardim!",
             "añlamadım"),
    "printer": ("no printer", "I have no printer.", "I don't have a printer", "немає принтера",
                "у мене немає принтера", "нет принтера", "у меня нет принтера", "как распечатать",
                "printer yoq"),
    "stamp": ("stamp", "Which stamp?", "where do I get a stamp", "марка", "Яка марка?", "где купить марку",
              "marka"),
    "cost": ("how much", "How much does it cost?", "is it free", "скільки коштує", "Сколько стоит?",
             "qaç para"),
    "thanks": ("thank you", "Thanks!", "ok", "дякую", "Дуже дякую!", "спасибо", "sağ oluñız", "Sağ ol"),
    "number": ("5", "12.", "3)", "1"),
}  # fmt: skip
LETTERS = (
    "Thank you for your courage.",
    "It is free here",
    "Марка моєї машини — Таврія",
    "5 years ago",
    "Olena",
)
WORDS = "Today the first snow fell in our street."


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def test_fifty_things_are_known_by_what_they_ask_for() -> None:
    assert sum(map(len, FIFTY.values())) == 50
    assert {text: kind_of(text) for some in FIFTY.values() for text in some} == {
        text: kind for kind, some in FIFTY.items() for text in some
    }
    assert [text for text in LETTERS if kind_of(text)] == []


@pytest.mark.parametrize("question", ["prisoner", "greeting", "own", "sender", "country", "review"])
async def test_a_request_gets_its_sentence_and_the_question_stays(
    supporter: Supporter, question: str
) -> None:
    present = await supporter.comes_to(question)
    for kind, some in FIFTY.items():
        await supporter.types(some[0])
        assert supporter.phone.sees() == supporter.text(f"aside.{kind}"), "one sentence, not the letter again"
    assert await supporter.presses("button.back") == present


@pytest.mark.parametrize("question", ["newcomer", "prisoner", "greeting"])
async def test_words_typed_too_early_are_kept_and_offered(ann: Supporter, question: str) -> None:
    await (ann.starts() if question == "newcomer" else ann.comes_to(question))
    await ann.types(WORDS)
    assert ann.reads("aside.kept")
    if question != "newcomer":
        await ann.presses("button.back")
    while not ann.reads("own.offered", own=WORDS):
        await ann.answers(ann.asked())
    await ann.presses("own.button.take")
    assert ann.is_past("own")
    assert WORDS in await ann.goes_on_to("review")


async def test_words_typed_at_the_review_may_replace_the_earlier_ones_or_not(ann: Supporter) -> None:
    await ann.comes_to("review")
    await ann.types(WORDS)
    assert ann.reads("own.offered", own=WORDS)
    await ann.presses("own.button.leave")
    assert "It snowed here today." in ann.phone.sees()
    await ann.types(WORDS)
    await ann.presses("own.button.take")
    assert ann.is_asked("review")
    assert WORDS in ann.phone.sees()


async def test_the_same_words_sent_twice_are_asked_about_once(ann: Supporter) -> None:
    await ann.comes_to("review")
    review, button = ann.phone.find("I promise: by")
    await ann.types("It snowed here today.")
    assert ann.is_asked("review")
    await ann.phone.taps(review, button)
    assert ann.code()


async def test_a_keyboard_further_up_says_so_and_leaves_the_newest_question_alone(ann: Supporter) -> None:
    await ann.comes_to("own")
    older, button = ann.phone.find(ann.t.plain("button.skip"))
    await ann.types("It snowed here today.")
    seen = [message.text for message in ann.phone.messages]
    await ann.phone.taps(older, button)
    assert ann.phone.toast == ann.t.plain("aside.older")
    assert [message.text for message in ann.phone.messages] == seen


@pytest.mark.parametrize("typed", ["\u200b\u200d", "\u2800", "\u3164\u3164", " \u00ad\ufeff "])
@pytest.mark.parametrize("question", ["own", "sender"])
async def test_what_cannot_be_seen_is_no_answer(ann: Supporter, question: str, typed: str) -> None:
    await ann.comes_to(question)
    await ann.types(typed)
    assert ann.reads("aside.media")
    await ann.presses("button.back")
    assert ann.is_asked(question)


async def test_too_long_words_are_told_by_how_much(ann: Supporter) -> None:
    await ann.comes_to("own")
    await ann.types("x" * 4096)
    assert ann.reads("own.too-long", length=4096, longest=1500, over=2596)


@pytest.mark.parametrize("link", ["CHIYGOZ", "chiygoz-poster", "Chiygoz_poster", "chiygoz\u200b "])
async def test_a_link_is_understood_however_it_was_typed(ann: Supporter, link: str) -> None:
    await ann.types(f"/start {link}")
    assert ann.reads("person.arrived")


async def test_a_link_nobody_knows_says_so(ann: Supporter) -> None:
    await ann.starts("nobody")
    assert ann.reads("start.unknown")
    assert ann.reads("home.text")


@pytest.mark.parametrize(
    ("client", "language"), [("uk_UA", "uk"), ("UA", "uk"), ("crh-Latn", "crh"), ("en_GB", "en")]
)
async def test_a_client_speaks_the_language_it_means(
    phone: Callable[..., Phone], client: str, language: str
) -> None:
    somebody = Supporter(phone("Olena", client), language)
    await somebody.starts()
    assert somebody.reads("home.text")


async def test_a_button_keeps_its_day_through_midnight(ann: Supporter, clock: Clock) -> None:
    clock.shows(clock.today, 23, 59)
    await ann.comes_to("review")
    due = clock.today + timedelta(days=7)
    label = ann.t.plain("review.button.promise", day=ann.t.date(due))
    clock.passes(minutes=2)
    await ann.phone.presses(label)
    assert ann.text("pledge.pledged", day=ann.t.date(due)) in ann.phone.sees()
