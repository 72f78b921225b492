"""A restart in mid-conversation loses nothing: all state is in the database, sealed, as JSON."""

import json
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.screen import Screen
from bot.chat.state import PART_OF, PARTS, Conversation, Draft, Letter
from bot.chat.state_storage import from_bytes, to_bytes
from bot.config import Config
from bot.playground import Playground
from bot.supporter import questions
from db.notes import DATES, Note
from db.pledges import Pledge
from tests.conftest import polling_bot
from tests.support.answers import QUESTIONS
from tests.support.phone import Phone
from tests.support.records import pledges_in, sealed_in
from tests.support.supporter import Supporter
from tests.support.views import CAMPAIGN, a_view


async def test_a_restart_before_every_question_goes_unnoticed(
    config: Config, playground: Playground, database_url: str
) -> None:
    ann = Supporter(Phone(playground, playground.person("Ann", "en")), "en")
    async with polling_bot(config):
        await ann.starts()
        await ann.presses("home.button.write")
    for question in QUESTIONS:
        async with polling_bot(config):
            assert ann.is_asked(question)
            await ann.answers(question)
    async with polling_bot(config):
        await ann.presses("pledge.button.mailed")
        await ann.presses("paper.button.sizes")
        await ann.presses("paper.button.again")
    (pledge,) = await pledges_in(database_url)
    assert pledge["mailed_on"] is not None
    assert sum("It snowed here today." in text for text in ann.said()) >= 2


async def test_what_was_sent_while_the_bot_was_down_is_answered_when_it_is_back(
    config: Config, playground: Playground
) -> None:
    ann = Supporter(Phone(playground, playground.person("Ann", "en")), "en")
    async with polling_bot(config):
        await ann.comes_to("own")
    said = len(ann.said())
    ann.phone.person.sends("It snowed here today.")
    ann.phone.person.sends_sticker()
    async with polling_bot(config):
        await ann.phone.settles()
        assert len(ann.said()) == said + 2
        assert ann.reads("aside.media")
        await ann.presses("button.back")
        assert ann.is_past("own")


async def test_the_stored_state_shows_no_word(ann: Supporter, database_url: str) -> None:
    await ann.comes_to("review")
    (sealed,) = await sealed_in(database_url)
    for word in (b"snowed", b"Olena", b"Lviv", b"chiygoz", str(ann.phone.person.id).encode()):
        assert word not in sealed


def _built(kind: type[Any], known: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values of this kind; what is not known is tried by its type."""
    return st.builds(kind, **{one.name: known.get(one.name, ...) for one in fields(kind)})


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
DATE = st.dates(min_value=date(2015, 1, 1), max_value=date(2030, 1, 1))
SOME = st.sampled_from
PEOPLE = [one.id for one in CAMPAIGN.prisoners]
GREETINGS = [one.id for one in CAMPAIGN.greetings]
DRAFT: dict[str, Any] = {
    "code": SOME(["K7QF2M9X"]),
    "prisoner": SOME([None, "gone", *PEOPLE]),
    "greeting": SOME([None, "gone", *GREETINGS]),
    "own": st.none() | TEXT | SOME(["olena@example.org"]),
    "sender": st.none() | TEXT,
    "place": st.none() | TEXT,
}
LETTERS = st.builds(
    Letter,
    code=SOME(["K7QF2M9X", "00000000"]),
    prisoner=SOME(["gone", *PEOPLE]),
    language=SOME(["uk", "en", "crh"]),
    text=TEXT,
    written_on=DATE,
    mail_by=DATE,
)
PLEDGES = st.builds(
    Pledge,
    code=st.just("K7QF2M9X"),
    prisoner=SOME(["gone", *PEOPLE]),
    greeting=SOME(["gone", *GREETINGS]),
    letter_language=SOME(["uk", "en", "crh"]),
    country=SOME([None, "UA"]),
    source=SOME([None, "poster"]),
    pledged_on=DATE,
    mail_by=DATE,
)
NOTES = st.builds(
    Note,
    code=st.just("K7QF2M9X"),
    pledge=st.none() | PLEDGES,
    changes=st.dictionaries(SOME(DATES), st.none() | DATE) | st.just({"country": "PL"}),
    remind=SOME([None, True, False]),
    news=SOME([None, True, False]),
    hour=st.integers(0, 23),
    language=SOME(["", "uk"]),
    until=st.none() | DATE,
)
STATE: dict[str, Any] = {
    "user_id": st.integers(1, 2**52),
    "language": SOME([None, "uk", "en", "crh", "gone"]),
    "letter_language": SOME([None, "uk", "en", "crh", "gone"]),
    "revision": st.integers(0, 999_999_999),
    "draft": st.none() | _built(Draft, DRAFT),
    "asking": SOME([None, "gone", *QUESTIONS]),
    "letters": st.lists(LETTERS, max_size=3).map(tuple),
    "sender": st.none() | TEXT,
    "place": st.none() | TEXT,
    "country": SOME([None, "", "UA", "XX"]),
    "source": SOME([None, "poster"]),
    "large_print": st.booleans(),
    "seen": st.lists(st.integers(0, 2**31), max_size=5).map(tuple),
    "messages": st.lists(st.tuples(st.integers(700_000, 800_000), st.integers(1, 2**31))).map(tuple),
    "notes": st.lists(NOTES, max_size=3).map(tuple),
    "codes": st.lists(st.just("K7QF2M9X"), max_size=2).map(tuple),
    "active_on": DATE,
    "pledged_on": DATE,
    "pledged_today": st.integers(0, 10),
}
CONVERSATIONS = _built(Conversation, STATE | {part: _built(kind, STATE) for part, kind in PARTS.items()})


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CONVERSATIONS)
def test_any_state_is_the_same_after_a_journey_through_json(conversation: Conversation) -> None:
    assert from_bytes(to_bytes(conversation)) == conversation


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CONVERSATIONS, st.sets(SOME(PEOPLE)), SOME(["uk", "en", "crh"]))
def test_any_state_has_a_present_screen(
    conversation: Conversation, released: set[str], language: str
) -> None:
    view = a_view(language, conversation=conversation, released=dict.fromkeys(released, date(2016, 1, 1)))
    screen = questions.current(view)
    assert isinstance(screen, Screen)
    assert screen.text
    assert screen.keyboard


def test_all_parts_are_stored_side_by_side() -> None:
    stored = b'{"user_id":7,"language":"uk","pledged_on":"2016-06-01","seen":[5],"owed":["a"]}'
    conversation = from_bytes(stored)
    assert (conversation.choices.language, conversation.marks.seen, conversation.owed) == ("uk", (5,), ("a",))
    assert json.loads(to_bytes(conversation)) == json.loads(stored)
    assert not PART_OF.keys() & {one.name for one in fields(Conversation)}


def test_fields_of_another_version_do_no_harm() -> None:
    newer = b'{"user_id":7,"language":"uk","mood":"good","draft":{"code":"K7QF2M9X","colour":"blue"}}'
    assert from_bytes(newer) == Conversation(user_id=7).changed(language="uk", draft=Draft(code="K7QF2M9X"))


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"7",
        b"{}",
        b"\xff\xfe",
        b'{"user_id":7,"draft":"x"}',
        b'{"user_id":7,"draft":[]}',
        b'{"user_id":7,"letters":["x"]}',
        b'{"user_id":7,"letters":7}',
        b'{"user_id":7,"active_on":"yesterday"}',
        b'{"user_id":7,"draft":{}}',
    ],
)
def test_what_is_no_state_is_told_apart(junk: bytes) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        from_bytes(junk)


def test_an_empty_conversation_is_worth_no_row() -> None:
    assert to_bytes(Conversation(user_id=7)) == b'{"user_id":7}'
    assert to_bytes(Conversation(user_id=7).changed(language="uk")) == b'{"user_id":7,"language":"uk"}'
