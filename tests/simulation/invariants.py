"""What must hold, each with its name: looked for in the database's file, by code that is not the bot's."""

import html
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from bot.chat.event import Event
from bot.jobs.night import HOUR
from db.vault import SealBrokenError, Vault
from tests.simulation.people import LEAST_OF_A_LINE, WORD, Known
from tests.simulation.watching import Watch, demand

LOST = "no pledge is lost"
DOUBLED = "no pledge is doubled"
OWED = "what is owed arrives, or its person is gone"
WORDS = "no word is older than 48 hours anywhere in the file"
FIGURES = "figures equal a recount"
FOREIGN = "nothing of one person in another's chat"
COMMITTED = "every update confirmed was committed"
WAY_ON = "the present screen has a way on"
CONTACT = "a contact never outlives its purpose"
BALANCE = "journal and undo balance"
UNEXPECTED = "nothing breaks that nobody expects"
ANSWERED = "every update is taken in time"
NAMES = (
    LOST, DOUBLED, OWED, WORDS, FIGURES, FOREIGN, COMMITTED, WAY_ON, CONTACT, BALANCE, UNEXPECTED, ANSWERED
)  # fmt: skip

Json = dict[str, Any]
Row = Mapping[str, Any]
EVER = "2000-01-01"
BEGINNING = 400  # characters
SILENT_SECONDS = 24 * 3600.0
MOST_HEARD = 16  # of the newest updates of a person; the bot remembers some more


@dataclass
class Look:
    """One look into the file: rows of the tables, and what the sealed rows hold."""

    tables: sqlite3.Connection
    states: dict[int, Json] = field(default_factory=dict)  # by the row's key

    def rows(self, query: str, *values: Any) -> list[Row]:
        return [dict(row) for row in self.tables.execute(query, values)]

    @property
    def people(self) -> Iterator[tuple[int, Json]]:
        for state in self.states.values():
            yield state.get("user_id", 0), state

    @property
    def notes(self) -> list[tuple[int, Json]]:
        return [(person, note) for person, state in self.people for note in state.get("notes", ())]


class Invariants:
    """Remembers what was seen, and demands that the next look agrees with it."""

    def __init__(self, vault: Vault, watch: Watch, zone: tzinfo) -> None:
        self._vault = vault
        self._zone = zone
        self._watch = watch
        self._opened: dict[bytes, Json] = {}
        self._owner: dict[str, int] = {}  # every pledge ever seen, and whose row it was first seen in
        self._made = Counter[int]()  # pledges of each person
        self._promised: dict[str, float] = {}  # pledges whose letter has not been seen in the chat
        self._letters: dict[str, str] = {}  # their texts
        self._heard: dict[int, list[Event]] = {}

    @property
    def pledges(self) -> int:
        """How many there have been."""
        return len(self._owner)

    @property
    def known(self) -> Known:
        return self._watch.known

    def look(self, file: Path, now: float, check: "Callable[[Look], None] | None" = None) -> None:
        """What must hold at every moment, also in the very file a crash has left; then `check`."""
        with closing(sqlite3.connect(file)) as tables:
            tables.row_factory = sqlite3.Row
            found = Look(tables, self.states(tables))
            self._pledges(found, now)
            self._committed(found, now)
            if check:
                check(found)

    def states(self, tables: sqlite3.Connection) -> dict[int, Json]:
        """What the sealed rows hold, by their keys."""
        opened: dict[bytes, Json] = {}
        states: dict[int, Json] = {}
        for key, sealed in tables.execute("SELECT key, sealed FROM conversations"):
            state = self._opened.get(sealed)
            if state is None:
                try:
                    plain = self._vault.open(sealed, bound_to=b"conversation" + key.to_bytes(8, "big"))
                except SealBrokenError:
                    demand(False, LOST, "a sealed row does not open")
                state = json.loads(plain)
            opened[sealed] = states[key] = state
        self._opened = opened
        return states

    def _pledges(self, found: Look, now: float) -> None:
        kept = [row["code"] for row in found.rows("SELECT code FROM pledges")]
        new = [(person, note["code"]) for person, note in found.notes if note.get("pledge")]
        there = {*kept, *(code for _, code in new)}
        lost = self._owner.keys() - there
        demand(not lost, LOST, f"{len(lost)} of {len(self._owner)}: {sorted(lost)[:3]}")
        shown = self.known.codes.keys() - there
        demand(not shown, LOST, f"shown in a chat and not stored: {sorted(shown)[:3]}")
        twice = [code for code, times in Counter(code for _, code in new).items() if times > 1]
        if self._done(found, datetime.fromtimestamp(now, self._zone) - timedelta(hours=HOUR)):
            twice += {code for _, code in new} & set(kept)
        demand(not twice, DOUBLED, f"stored twice: {twice[:3]}")
        for person, code in new:
            if code not in self._owner:
                self._owner[code] = person
                self._made[person] += bool(person)
                if person:
                    self._promised[code] = now
        for _, state in found.people:
            for letter in state.get("letters", ()):
                if letter["code"] in self._promised:
                    self._letters[letter["code"]] = _beginning(letter["text"])
        for person, made in self._made.items():
            taps = self.known.promises.get(person, 0)
            demand(made <= taps, DOUBLED, f"{made} pledges of {taps} promises")

    def _committed(self, found: Look, now: float) -> None:
        """What was confirmed to Telegram and changed something is known to the file."""
        for event in self._watch.confirmed:
            self._heard.setdefault(event.user_id, []).append(event)
        self._watch.confirmed.clear()
        states = dict(found.people)
        for person, events in self._heard.items():
            if self.known.silent.get(person, 0.0) > now - SILENT_SECONDS:  # a row may be gone, and begun anew
                continue
            marks = states.get(person, {})
            for event in events[-MOST_HEARD:]:
                knows = event.update_id in marks.get("seen", ()) or (
                    event.own_message_id is not None and event.own_message_id <= marks.get("newest", 0)
                )
                demand(knows, COMMITTED, f"{event.kind} of {person} is not in the file")
        self._heard.clear()

    # once a day, when all is quiet

    def quiet(self, found: Look, now: float, night: datetime, raw: bytes) -> None:
        """What must hold once the night, which began at that moment, is over and all owed had its time."""
        today = night.date()
        self._owed(found, now)
        self._words(found, today, raw)
        self._no_residue(found, night.timestamp(), raw)
        self._watch.sealed.clear()
        self._contacts(found, now, today)
        self._balance(found)
        self._night(found, night)
        self._screens()

    def _night(self, found: Look, night: datetime) -> None:
        demand(self._done(found, night), ANSWERED, "the night was not carried")

    def _done(self, found: Look, night: datetime) -> bool:
        done = [(row["day"], row["finished"]) for row in found.rows("SELECT day, finished FROM nights")]
        return done == [(f"{night:%Y-%m-%d}", 1)]

    def _screens(self) -> None:
        for chat, message_id in self._watch.screens.items():
            there = self._watch.telegram.chats[chat]
            message = there.history.get(message_id)
            if message and not there.blocked:
                ways = [button for button in message.buttons if button.callback_data]
                demand(ways, WAY_ON, f"no button in {chat}: {message.text[:60]!r}")

    def _owed(self, found: Look, now: float) -> None:
        for person, state in found.people:
            owed = [part for part in state.get("owed", ()) if person not in self.known.silent]
            demand(not owed, OWED, f"{owed[:3]} in {person}")
        for code, since in list(self._promised.items()):
            owner = self._owner[code]
            if self.known.silent.get(owner, 0) < since - 3600:
                has = self.known.codes.get(code) == owner
                demand(has, OWED, f"the card of {code} never came to {owner}")
                text, said = self._letters.get(code, ""), self._watch.letters.get(owner, ())
                came = any(text in _beginning(one) for one in said)
                demand(came or not text, OWED, f"the letter {code} never came to {owner}")
            del self._promised[code]
        self._letters.clear()
        self._watch.letters.clear()

    def _words(self, found: Look, today: date, raw: bytes) -> None:
        newest = (today - timedelta(days=2)).isoformat()
        for person, state in found.people:
            for letter in state.get("letters", ()):
                demand(letter["written_on"] > newest, WORDS, f"a letter of {letter['written_on']}")
            held = any(state.get(name) for name in ("draft", "sender", "place"))
            demand(
                not held or state["active_on"] > newest,
                WORDS,
                f"a draft, idle since {state.get('active_on')}",
            )
            rest = {k: v for k, v in state.items() if k not in ("draft", "sender", "place", "letters")}
            demand(not WORD.search(json.dumps(rest)), WORDS, f"words in {person} outside of letters")
        demand(not WORD.search(raw.decode("latin-1")), WORDS, "words in the open")

    def _no_residue(self, found: Look, night: float, raw: bytes) -> None:
        """No version of a row from before the night is left in the file."""
        tables = ("conversations", "contacts")
        current = {row["sealed"][5:17] for one in tables for row in found.rows(f"SELECT sealed FROM {one}")}
        for place in _found(raw, self._vault.current_head):
            nonce = raw[place + 5 : place + 17]
            is_old = self._watch.sealed.get(nonce, night) < night and nonce not in current
            demand(not is_old, WORDS, "a version from before the night is still in the file")

    def _contacts(self, found: Look, now: float, today: date) -> None:
        pledges = {row["code"]: row for row in found.rows("SELECT * FROM pledges")}
        waiting = Counter(row["code"] for row in found.rows("SELECT code FROM notices"))
        contacts = found.rows("SELECT * FROM contacts")
        for row in contacts:
            code, pledge = row["code"], pledges.get(row["code"])
            demand(pledge is not None, CONTACT, f"{code} has no pledge")
            demand(row["forget_on"] > today.isoformat(), CONTACT, f"{code} until {row['forget_on']}")
            assert pledge is not None
            is_over = pledge["handed_over_on"] or pledge["withdrawn_on"]
            purpose = waiting[code] or (row["news"] and not is_over)
            demand(purpose, CONTACT, f"nothing will ever be said about {code}")
            person = self._chat(code, row["sealed"])
            forgot = self.known.forgot.get(person, 0.0)
            wished = self.known.asked.get(person, 0.0)
            demand(not forgot or wished > forgot, CONTACT, f"{code} of {person}, who is forgotten")
        alone = waiting.keys() - {row["code"] for row in contacts}
        demand(not alone, CONTACT, f"something is to be said to nobody: {sorted(alone)[:3]}")

    def _chat(self, code: str, sealed: bytes) -> int:
        plain = json.loads(self._vault.open(sealed, bound_to=b"contact" + code.encode()))
        return int(plain["chat_id"])

    def _balance(self, found: Look) -> None:
        entries = found.rows("SELECT * FROM journal")
        undone = {one["undoes"] for one in entries if one["undoes"]}
        stand = [one for one in entries if one["id"] not in undone and one["action"] != "undone"]
        received = Counter(one["subject"] for one in stand if one["action"] == "received")
        there = {
            *(one["code"] for one in found.rows("SELECT code FROM pledges WHERE received_on IS NOT NULL")),
            *(one["code"] for one in found.rows("SELECT code FROM early_receipts")),
        }
        demand(set(received) == there, BALANCE, f"received: {sorted(set(received) ^ there)[:3]}")
        demand(max(received.values(), default=1) == 1, BALANCE, "a letter was received twice")
        counted = Counter({one["subject"]: one["count"] for one in stand if one["action"] == "counted"})
        stored = Counter({one["id"]: one["count"] for one in found.rows("SELECT id, count FROM arrivals")})
        demand(counted == stored, BALANCE, f"counted: {sorted(set(counted) ^ set(stored))[:3]}")
        lines = Counter((one["prisoner"], one["count"]) for one in entries if one["action"] == "counted")
        twice = [line for line in lines - self.known.lines if line[1] >= LEAST_OF_A_LINE]
        demand(not twice, BALANCE, f"counted more often than it was told: {twice[:3]}")
        over = Counter[int]()
        for table, letters in (("pledges", "1"), ("arrivals", "count")):
            for row in found.rows(f"SELECT handover, sum({letters}) AS n FROM {table} GROUP BY handover"):
                if row["handover"]:
                    over[row["handover"]] += row["n"]
        said = Counter({one["id"]: one["count"] for one in stand if one["action"] == "handed-over"})
        demand(over == said, BALANCE, f"handed over: {over - said} more, {said - over} fewer than said")

    def figures(self, found: Look) -> None:
        """The sums of the last night are those of the pledges as they were then."""
        sums = Counter[tuple[str, str, str, str]]()
        touched = {row["code"]: row for row in found.rows("SELECT * FROM changed")}
        for row in found.rows("SELECT * FROM pledges"):
            for key in _counted(touched.get(row["code"], row)):
                sums[key] += 1
        kept = Counter(
            {
                (row["kind"], row["value"], row["day"], row["state"]): row["letters"]
                for row in found.rows("SELECT * FROM figures")
                if row["kind"] in COUNTED
            }
        )
        demand(
            sums == kept,
            FIGURES,
            f"{dict(list((sums - kept).items())[:2])} {dict(list((kept - sums).items())[:2])}",
        )


COUNTED = ("recipient", "country", "greeting", "received", "handed-over", "due")


def _counted(row: Row) -> Iterator[tuple[str, str, str, str]]:
    came = row["received_on"] or row["handed_over_on"]
    if row["apart"] is not None and not came:
        return
    state, country = _state(row), row["country"] or ""
    yield "recipient", row["prisoner"], EVER, state
    yield "country", country, row["pledged_on"], state
    yield "greeting", row["greeting"], row["pledged_on"], state
    yield "due", country, row["mail_by"], state
    if came:
        yield "received", country, came, state
    if row["handed_over_on"]:
        yield "handed-over", country, row["handed_over_on"], state


def _state(row: Row) -> str:
    for fact, state in (
        ("handed_over_on", "handed-over"),
        ("received_on", "received"),
        ("withdrawn_on", "withdrawn"),
        ("mailed_on", "mailed"),
        ("expired_on", "expired"),
    ):
        if row[fact]:
            return state
    return "pledged"


def _beginning(text: str) -> str:
    """What two copies of a letter have in common, whatever their spaces and marks."""
    return "".join(filter(str.isalnum, html.unescape(text)))[:BEGINNING]


def _found(raw: bytes, head: bytes) -> Iterator[int]:
    place = raw.find(head)
    while place >= 0:
        yield place
        place = raw.find(head, place + 1)
