"""Hostile texts come out harmless: in the chat, in the database, in the letter."""

import functools
import json
import random
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import tdjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.screen import Message, Screen
from bot.chat.state import Conversation
from bot.chat.state_storage import from_bytes, row_of
from bot.chat.text_cleaning import MOST_MARKS, clean, length
from bot.chat.view import View
from bot.intake.updates import read_event
from bot.playground.html_parser import parse_html
from bot.supporter.questions import PARTS, current, review
from bot.supporter.questions.question import Question
from bot.supporter.screens import finished_letter
from db import conversations
from db.database import Database
from tests.support.answers import ANSWERS
from tests.support.nasty import NASTY
from tests.support.views import VAULT, a_letter, a_written_view

TEXTS, MANY_TEXTS = 500, 5_000
TYPED = [question for question in PARTS if isinstance(ANSWERS.get(question.name), str)]

HOSTILE = st.lists(
    st.one_of(
        st.sampled_from(NASTY),
        st.text(st.characters(codec=None, categories=["L", "M", "N", "P", "S", "Z", "Cc", "Cf", "Cs", "Co"])),
    ),
    max_size=8,
).map("".join)


@pytest.mark.parametrize("texts", [TEXTS, pytest.param(MANY_TEXTS, marks=pytest.mark.soak)])
def test_a_hostile_text_comes_out_valid_through_chat_and_letter(texts: int) -> None:
    hostile = given(HOSTILE, st.sampled_from(TYPED), st.sampled_from(["en", "uk", "crh"]))
    many = settings(max_examples=texts, deadline=None, suppress_health_check=list(HealthCheck))
    many(hostile(_comes_out_valid))()


def _comes_out_valid(text: str, question: Question, language: str) -> None:
    event = read_event({"update_id": 1, "message": _message(text)})
    assert event is not None
    _is_clean(event.text)
    _is_readable(_written(language), question, event.text)


async def test_what_is_taken_is_stored_as_it_is(database_url: str) -> None:
    """Every nasty text, and combinations of them, through the sealed row of each kind of database."""
    chance = random.Random(2016)
    texts = [clean("".join(chance.choices(NASTY, k=chance.randrange(1, 6)))) for _ in range(300)]
    states = {
        at: Conversation(user_id=at).changed(language="en", sender=text, revision=1)
        for at, text in enumerate(texts, 1)
    }
    assert await _through_database(database_url, states) == states


@pytest.mark.parametrize("text", NASTY)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_length_is_counted_as_telegram_counts() -> None:
    assert (length("Ğ"), length("🕊"), length("e\u0301")) == (1, 2, 2)


@pytest.fixture(autouse=True, scope="module")
def quiet_tdlib() -> None:
    tdjson.td_execute(b'{"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}')


@functools.cache
def _written(language: str) -> View:
    """One letter of each language for all: its fonts are opened once."""
    return a_written_view(language, prisoner="chiygoz", own="", sender="", place="")


def _message(text: str) -> dict[str, Any]:
    person = {"id": 7, "is_bot": False, "first_name": "Olena", "language_code": "en"}
    return {"message_id": 5, "from": person, "chat": {"id": 7, "type": "private"}, "date": 1, "text": text}


def _is_clean(text: str) -> None:
    assert unicodedata.is_normalized("NFC", text)
    text.encode()
    assert not [one for one in text if unicodedata.category(one) in ("Cc", "Cs") and one not in "\n\t"]
    assert not [one for one in text if unicodedata.bidirectional(one) in ("LRE", "RLE", "LRO", "RLO", "PDF")]
    assert not [one for one in text if unicodedata.bidirectional(one) in ("LRI", "RLI", "FSI", "PDI")]
    marks = 0
    for one in text:
        marks = marks + 1 if unicodedata.category(one) in ("Mn", "Me") else 0
        assert marks <= MOST_MARKS


def _is_readable(view: View, question: Question, text: str) -> None:
    """Heard by the question, shown for review, sent as a letter: each screen is one Telegram takes."""
    assert question.hear is not None
    heard = question.hear(view, text)
    if isinstance(heard, Screen):
        _is_valid(heard)
        return
    view = replace(view, conversation=heard)
    present = current(view)  # the review, or a word on what looks risky
    _is_valid(question.screen(view))
    letter = a_letter("chiygoz", "en", review.letter_text(view), view.today)
    _is_valid(present)
    _is_valid(Screen(finished_letter.text_of(view, letter).text))


def _is_valid(screen: Screen) -> None:
    for html in (screen.text, *(one.text for one in screen.after if isinstance(one, Message))):
        request = {"@type": "parseTextEntities", "text": html, "parse_mode": {"@type": "textParseModeHTML"}}
        answer = json.loads(tdjson.td_execute(json.dumps(request).encode()) or b"")
        assert answer["@type"] != "error", f"{answer['message']}: {html!r}"
        assert answer["text"] == parse_html(html)[0], "TDLib and the playground agree"
        assert 0 < length(answer["text"]) <= 4096


async def _through_database(url: str, states: Mapping[int, Conversation]) -> Mapping[int, Conversation]:
    database = Database(url)
    await database.migrate()
    rows = {at: row_of(state) for at, state in states.items()}
    async with database.write() as connection:
        await conversations.keep(connection, VAULT, rows)
    async with database.write() as connection:
        stored = await conversations.lock(connection, VAULT, list(states), date(2016, 1, 1))
    await database.close()
    return {at: from_bytes(stored[at]) for at in states}
