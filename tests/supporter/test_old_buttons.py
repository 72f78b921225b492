"""Buttons that are old, unknown, forged, foreign or pressed twice change nothing and redraw the present."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.callback import Lasting, Own, Page, Write, read_callback
from bot.playground.api_types import Message
from bot.run import Running
from bot.supporter.questions import ORDER
from tests.conftest import on_sqlite
from tests.support.phone import Phone
from tests.support.records import only_pledge_in, pledges_in
from tests.support.supporter import Supporter

JUNK = [
    "/",
    "//",
    "/nowhere",
    "/person/nobody",
    "/person/" + "x" * 40,
    "/people/999999999999999999999999999999999999999",
    "/people/-1",
    "/example/0",
    "/example/x",
    "/idea/99999999999999999999",
    "/greeting/nothing",
    "/greeting/oraza",
    "/language/ru",
    "!language:ru",
    "!language",
    "!language:ru_chiygoz",
    "!language:",
    "!nothing:x",
    "!",
    "0:write",
    "999999999:drop",
    "999999999:forget",
    "-1:drop",
    "1:nothing:x",
    "{revision}:nothing",
    "{revision}:own:keep",
    "{revision}:own:anything",
    "{revision}:sender:keep",
    "{revision}:review:promise",
    "{revision}:review:x",
    "{revision}:country:UA",
    "{revision}:country:skip",
    "{revision}:country:XX",
    "{revision}:review:20000101",
    "{revision}:review:99991231",
    "{revision}:prisoner:nobody",
    "{revision}:greeting:oraza",
    "{revision}:greeting:nothing",
    "{revision}:letter-language:ru",
    "{revision}:change:everything",
    "=mailed:K7QF2M9X:AAAAAAAAAAAAAAAA",
    "=erase:K7QF2M9X:AAAAAAAAAAAAAAAA",
    "=nothing:K7QF2M9X:AAAAAAAAAAAAAAAA",
    "=mailed:short:AAAAAAAAAAAAAAAA",
    "'; DROP TABLE pledges; --",
    "<b>",
    "🕊",
    "x" * 64,
]


def revision_of(supporter: Supporter) -> str:
    """The revision of the screen, as its writing buttons carry it; "0" where there is none."""
    data = [button.callback_data or "" for button in supporter.phone.screen().buttons]
    revisions = [one.partition(":")[0] for one in data if one[:1].isdigit()]
    return revisions[0] if revisions else "0"


async def forge(supporter: Supporter, data: str, message: Message | None = None) -> str:
    query = supporter.phone.person.forges(message or supporter.phone.screen(), data)
    seen = await supporter.phone.settles()
    assert query.answer is not None, "every tap is answered"
    return seen


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR] == []


@on_sqlite
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("question", [question.name for question in ORDER])
async def test_unknown_and_forged_buttons_make_no_pledge_and_skip_nothing(
    ann: Supporter, question: str, database_url: str
) -> None:
    await ann.comes_to(question, person="ilchenko")
    present = ann.phone.sees()
    for data in JUNK:
        its_own = f"{{revision}}:{question}:"
        if data.startswith(its_own) and not data.endswith((":anything", ":x", ":700", ":nobody", ":nothing")):
            continue  # that is the question's own button
        await forge(ann, data.format(revision=revision_of(ann)) if "{revision}" in data else data)
        await forge(ann, "/")
        assert ann.phone.sees() == present, data
    assert await pledges_in(database_url) == []


@on_sqlite
@pytest.mark.usefixtures("quiet")
async def test_junk_does_no_harm_to_somebody_nobody_knows(ann: Supporter, database_url: str) -> None:
    await ann.starts()
    for data in JUNK:
        if data in ("0:write", "/"):
            continue
        await forge(ann, data.format(revision="0") if "{revision}" in data else data)
        await ann.types("/start")
        assert ann.reads("home.text"), data
    assert await pledges_in(database_url) == []


async def test_an_old_button_redraws_the_present_and_changes_nothing(
    supporter: Supporter, database_url: str
) -> None:
    await supporter.comes_to("own")
    message, skip = supporter.phone.find(supporter.t.plain("button.skip"))
    await supporter.types("It snowed.")
    assert supporter.is_past("own")
    await supporter.phone.taps(message, skip)
    assert supporter.is_past("own")
    await supporter.goes_on_to("review")
    assert "It snowed." in supporter.phone.sees()


async def test_an_old_cancel_does_not_drop_the_next_letter(ann: Supporter, database_url: str) -> None:
    await ann.comes_to("review")
    await ann.types("/cancel")
    message, drop = ann.phone.find(ann.t.plain("cancel.button.drop"))
    await ann.phone.presses("No, keep writing")
    await ann.changes("own")
    await ann.types("A new sentence.")
    await forge(ann, drop.callback_data or "", message)
    assert ann.is_asked("review")
    assert "A new sentence." in ann.phone.sees()


async def test_a_double_tap_on_the_promise_makes_one_pledge(supporter: Supporter, database_url: str) -> None:
    await supporter.comes_to("review")
    message, button = supporter.phone.find(supporter.t.plain("review.button.promise", day="").strip())
    for _ in range(5):
        supporter.phone.person.taps(message, button)
    await supporter.phone.settles()
    assert len(await pledges_in(database_url)) == 1
    assert len(supporter.cards(supporter.code())) == 1, "the parcel comes once"


async def test_taps_on_two_dates_at_once_make_one_pledge(
    ann: Supporter, bot: Running, database_url: str
) -> None:
    await ann.comes_to("review")
    for days in (7, 30, 14):
        day = ann.t.date(bot.engine.context.today() + timedelta(days=days))
        ann.phone.person.taps(*ann.phone.find(ann.t.plain("review.button.promise", day=day)))
    await ann.phone.settles()
    pledge = await only_pledge_in(database_url)
    assert (pledge["mail_by"] - pledge["pledged_on"]).days == 7


@on_sqlite
@pytest.mark.parametrize("key", ["home.button.write", "home.button.safe"])
async def test_a_double_tap_anywhere_is_one_tap(ann: Supporter, key: str) -> None:
    await ann.starts()
    message, button = ann.phone.find(ann.t.plain(key))
    ann.phone.person.taps(message, button)
    ann.phone.person.taps(message, button)
    await ann.phone.settles()
    assert ann.is_asked("prisoner") if key == "home.button.write" else ann.reads("safe.text")


async def test_what_a_card_says_twice_is_true_once(ann: Supporter, database_url: str) -> None:
    await ann.promises()
    card, mailed = ann.phone.find(ann.t.plain("pledge.button.mailed"))
    for _ in range(3):
        await forge(ann, mailed.callback_data or "", card)
    assert (await only_pledge_in(database_url))["mailed_on"] is not None
    assert len(await pledges_in(database_url)) == 1


CARD_BUTTONS = (
    "pledge.button.mailed",
    "pledge.button.withdraw",
    "pledge.button.erase",
    "paper.button.print",
    "paper.button.sizes",
)


async def test_nobody_presses_the_buttons_of_another_persons_card(
    ann: Supporter, phone: Callable[..., Phone], database_url: str
) -> None:
    await ann.promises()
    stolen = [ann.phone.find(ann.t.plain(key))[1] for key in CARD_BUTTONS]
    await ann.presses("paper.button.sizes")
    stolen.append(ann.phone.find(ann.t.plain("paper.button.again"))[1])
    before = await only_pledge_in(database_url)
    taras = Supporter(phone("Taras", "en"), "en")
    await taras.starts()
    for button in stolen:
        await forge(taras, button.callback_data or "")
        assert taras.reads("home.text")
    assert not any("snowed" in text for text in taras.said())
    assert await only_pledge_in(database_url) == before
    await ann.presses("paper.button.again")
    assert sum("snowed" in text for text in ann.said()) >= 2, "the owner's words are still there"


async def test_a_card_button_with_another_code_or_a_changed_mark_does_nothing(
    ann: Supporter, database_url: str
) -> None:
    await ann.promises()
    _, mailed = ann.phone.find(ann.t.plain("pledge.button.mailed"))
    own = read_callback(mailed.callback_data or "")
    assert isinstance(own, Own)
    for forged in (
        replace(own, code="0" * 8),
        replace(own, mac=own.mac[::-1]),
        replace(own, mac=("B" if own.mac[0] == "A" else "A") + own.mac[1:]),
        replace(own, name="withdraw", mac="A" * 16),
    ):
        await forge(ann, forged.data)
    pledge = await only_pledge_in(database_url)
    assert (pledge["mailed_on"], pledge["withdrawn_on"]) == (None, None)


async def test_buttons_from_before_forget_me_stay_old(ann: Supporter, database_url: str) -> None:
    await ann.comes_to("review")
    old = [button.callback_data or "" for button in ann.phone.screen().buttons]
    await ann.types("/forget")
    await ann.presses("forget.button.yes")
    for data in old:
        await forge(ann, data)
    assert await pledges_in(database_url) == []
    await ann.types("/start")
    assert ann.offers("home.button.write")


@on_sqlite
async def test_the_same_walk_after_forget_me_does_not_wake_the_old_buttons(
    ann: Supporter, database_url: str
) -> None:
    await ann.comes_to("own")
    old = ann.phone.find(ann.t.plain("button.skip"))[1].callback_data or ""
    await ann.types("/forget")
    await ann.presses("forget.button.yes")
    await ann.comes_to("own")
    await forge(ann, old)
    assert ann.is_asked("own")


async def test_a_button_under_a_deleted_message_is_answered_with_a_new_one(ann: Supporter) -> None:
    await ann.comes_to("own")
    message, skip = ann.phone.find(ann.t.plain("button.skip"))
    ann.phone.playground.telegram.delete(message)
    await forge(ann, skip.callback_data or "", message)
    assert ann.is_past("own")


def test_every_button_is_read_as_it_was_written() -> None:
    for press in (
        Page("home"),
        Page("person", "chiygoz"),
        Page(""),
        Write("own", "skip", 5),
        Write("write"),
        Own("mailed", "K7QF2M9X", "A" * 16),
        Lasting("undo", "12"),
        Lasting("forget-me"),
    ):
        assert read_callback(press.data) == press


@settings(deadline=None)
@given(st.text(max_size=64))
def test_any_text_is_some_button_or_none(data: str) -> None:
    pressed = read_callback(data)
    assert pressed is None or pressed.data == data or ":" in data or data.endswith("/")
