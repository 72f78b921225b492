"""A dictionary says what a conversation and a pledge's card must be; the real bot in the simulation agrees.

`EXAMPLES=2000 .venv/bin/python -m pytest tests/simulation/test_model.py` walks so often, each time otherwise.
"""

import os
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.chat.cards import UNDO_DAYS
from bot.chat.state import WORDS_LIVE_DAYS
from bot.playground.api_types import Update
from tests.simulation.invariants import Look
from tests.simulation.simulation import Simulation

WALKS = int(os.environ.get("EXAMPLES", "2"))
TAPS = 25  # of one walk
NIGHTS = 3  # before the first reminder is due
PERSON = 2001
WAKING_SECONDS = 60.0  # after which a machine that slept has asked for updates again
ANSWER_SECONDS = 3.0  # on a network without trouble
PEOPLE = ("asanov", "chiygoz", "primov")
LOOKS = ""  # the card is only looked at
WORDS = ("skip", "It snowed here today.", "A second sentence of mine.")
NAMES = ("skip", "Olena, Lviv", "Ahtem")


class Conversation(RuleBasedStateMachine):
    """One person and the bot, with crashes, nights, and updates that come again."""

    def __init__(self) -> None:
        super().__init__()
        self.simulation = Simulation(1, crash_every=0, is_alone=True).__enter__()
        self.person = self.simulation.world.playground.person("Ann", "en", PERSON)
        self.draft: dict[str, str] | None = None
        self.letters: dict[str, dict[str, Any]] = {}
        self.active = self.today
        self.nights = 0
        self.last: Update | None = None
        self.simulation.world.walking = 1
        self._sends("/start")

    def teardown(self) -> None:
        self.simulation.__exit__(None, None, None)

    @property
    def today(self) -> date:
        return self.simulation.line.moment().astimezone(self.simulation.world.zone).date()

    @property
    def is_whole(self) -> bool:
        return self.draft is not None and len(self.draft) == len(("prisoner", "greeting", "own", "sender"))

    def asks(self, question: str) -> bool:
        """Whether this is the first question of the draft without an answer."""
        order = ("prisoner", "greeting", "own", "sender")
        return (
            self.draft is not None and next((one for one in order if one not in self.draft), "") == question
        )

    # what the person does

    @rule()
    def starts(self) -> None:
        self._sends("/start")

    @precondition(lambda self: self.draft is None)
    @rule()
    def writes(self) -> None:
        self._sends("/start")
        self._presses(":write")
        self.draft, self.active = {}, self.today

    @precondition(lambda self: self.asks("prisoner"))
    @rule(who=st.sampled_from(PEOPLE))
    def chooses(self, who: str) -> None:
        self._looks()
        self._presses(f":prisoner:{who}")
        self._answered("prisoner", who)

    @precondition(lambda self: self.asks("greeting"))
    @rule()
    def takes_the_greeting(self) -> None:
        self._looks()
        taken = self._presses(":greeting:").rpartition(":")[2].partition("_")[0]
        self._answered("greeting", taken)

    @precondition(lambda self: self.asks("own"))
    @rule(words=st.sampled_from(WORDS))
    def says(self, words: str) -> None:
        self._tells("own", words)

    @precondition(lambda self: self.asks("sender"))
    @rule(name=st.sampled_from(NAMES))
    def signs(self, name: str) -> None:
        self._tells("sender", name)

    @precondition(lambda self: self.is_whole)
    @rule(words=st.sampled_from(WORDS[1:]))
    def changes_the_words(self, words: str) -> None:
        self._looks()
        self._presses("/changes")
        self._presses(":change:own")
        self._sends(words)
        self._answered("own", words)

    @precondition(lambda self: self.draft is not None)
    @rule()
    def drops_it(self) -> None:
        self._sends("/cancel")
        self._presses(":drop")
        self.draft, self.active = None, self.today

    @precondition(lambda self: self.is_whole)
    @rule()
    def promises(self) -> None:
        code = self._state()["draft"]["code"]
        self._looks()
        self._presses(":review:")
        self.letters[code] = {"mailed": None, "withdrawn": None, "reminded": False}
        self.draft, self.active = None, self.today

    @precondition(lambda self: self.letters)
    @rule(data=st.data())
    def does_something_with_a_card(self, data: st.DataObject) -> None:
        code = data.draw(st.sampled_from(sorted(self.letters)))
        letter = self.letters[code]
        action = data.draw(st.sampled_from(self._possible(letter)))
        self._sends(f"{code[:4]}-{code[4:]}")
        if action == LOOKS:
            return
        self.active = self.today
        if action == "reminded":
            self._presses(f"=ask-reminded:{code}")
        self._presses(f"={action}:{code}")
        said: dict[str, dict[str, Any]] = {
            "mailed": {"mailed": self.today},
            "not-mailed": {"mailed": None},
            "withdraw": {"withdrawn": self.today},
            "not-withdrawn": {"withdrawn": None},
            "reminded": {"reminded": True},
            "not-reminded": {"reminded": False},
        }
        letter |= said[action]

    # what happens

    @rule()
    def crashes(self) -> None:
        self.simulation.crashes()
        self._waits()

    @precondition(lambda self: self.last is not None)
    @rule()
    def something_comes_again(self) -> None:
        assert self.last
        self.simulation.world.playground.redeliver(self.last)
        self._waits()

    @precondition(lambda self: self.nights < NIGHTS)
    @rule()
    def a_night_passes(self) -> None:
        self.nights += 1
        line, world = self.simulation.line, self.simulation.world
        world.walking = 0
        self.simulation.lets_pass(line.until(5, 0, world.zone))
        world.walking = 1  # nothing is jumped over
        self.simulation.lets_pass(WAKING_SECONDS)
        if self.today - self.active >= timedelta(days=WORDS_LIVE_DAYS):
            self.draft = None

    @invariant()
    def they_agree(self) -> None:
        with closing(sqlite3.connect(self.simulation.disk.file)) as tables:
            tables.row_factory = sqlite3.Row
            found = Look(tables, self.simulation.must.states(tables))
            state = dict(found.people).get(PERSON, {})
            stored = {row["code"]: row for row in found.rows("SELECT * FROM pledges")}
            waiting = {row["code"] for row in found.rows("SELECT code FROM notices")}
        draft = state.get("draft")
        shown = {"prisoner": "prisoner", "greeting": "greeting", "own": "own", "sender": "sender"}
        real = draft and {name: draft[name] for name in shown if draft.get(name) is not None}
        assert real == (
            self.draft and {name: "" if one == "skip" else one for name, one in self.draft.items()}
        )
        notes = {note["code"]: note for note in state.get("notes", ())}
        assert self.letters.keys() == stored.keys() | {
            one["code"] for one in notes.values() if one.get("pledge")
        }
        for code, letter in self.letters.items():
            note = notes.get(code, {})
            facts = {**dict(stored.get(code, {})), **(note.get("pledge") or {}), **note.get("changes", {})}
            for name in ("mailed", "withdrawn"):
                day = letter[name] and letter[name].isoformat()
                assert facts.get(f"{name}_on") == day, (code, name)
            if letter["mailed"] is letter["withdrawn"] is None:
                assert note.get("remind", code in waiting) == letter["reminded"], code

    def _possible(self, letter: dict[str, Any]) -> list[str]:
        """The buttons of the card."""
        newest = self.today - timedelta(days=UNDO_DAYS)
        if letter["withdrawn"]:
            return ["not-withdrawn"] if letter["withdrawn"] > newest else [LOOKS]
        if letter["mailed"]:
            return ["not-mailed"] if letter["mailed"] > newest else [LOOKS]
        return ["mailed", "withdraw", "not-reminded" if letter["reminded"] else "reminded"]

    def _tells(self, question: str, text: str) -> None:
        self._looks()
        if text == "skip":
            self._presses(f":{question}:skip")
        else:
            self._sends(text)
        self._answered(question, text)

    def _answered(self, question: str, value: str) -> None:
        assert self.draft is not None
        self.draft[question] = value
        self.active = self.today

    def _looks(self) -> None:
        """The present question, drawn anew."""
        self.person.forges(self.person.chat.messages[-1], "/")
        self._waits()

    def _sends(self, text: str) -> None:
        self.last = self.person.sends(text)
        self._waits()

    def _presses(self, beginning: str) -> str:
        """The newest button whose data has this in it; its data."""
        for message in sorted(self.person.chat.messages, key=lambda one: -one.revision):
            for button in message.buttons:
                if button.callback_data and beginning in button.callback_data:
                    self.person.taps(message, button)
                    self._waits()
                    return button.callback_data
        raise AssertionError(f"there is no button {beginning}")

    def _waits(self) -> None:
        self.simulation.lets_pass(ANSWER_SECONDS)

    def _state(self) -> Any:
        with closing(sqlite3.connect(self.simulation.disk.file)) as tables:
            return dict(Look(tables, self.simulation.must.states(tables)).people)[PERSON]


TestConversation = Conversation.TestCase
TestConversation.settings = settings(
    max_examples=WALKS,
    stateful_step_count=TAPS,
    deadline=None,
    derandomize="EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
