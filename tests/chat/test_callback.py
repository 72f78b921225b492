"""Forged, mutated, stale and foreign buttons: no error, and no row of anybody else is touched."""

import asyncio
import random
import re
import string
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import select

from bot import routes as app
from bot.chat import callback
from bot.chat.callback import Page, Write, read_callback
from bot.chat.event import Event
from bot.chat.screen import Message
from bot.chat.state import Conversation
from bot.chat.state_storage import from_bytes
from bot.config import Config
from bot.engine.engine import Decision, Engine
from bot.jobs.night import carry
from bot.run import started
from bot.supporter.questions import ORDER
from bot.supporter.screens import finished_letter
from db.conversations import open_state
from db.tables import metadata
from tests.conftest import ORGANIZER
from tests.support.answers import answer_to
from tests.support.figures import figure
from tests.support.nasty import NASTY
from tests.support.records import connected
from tests.support.views import VAULT

PAYLOADS, MANY_PAYLOADS = 2_000, 20_000
ATTACKER, VICTIM = 600_001, 600_002


@pytest.mark.parametrize("count", [PAYLOADS, pytest.param(MANY_PAYLOADS, marks=pytest.mark.soak)])
async def test_forged_mutated_stale_and_foreign_buttons_touch_nobody(
    config: Config, database_url: str, count: int, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(2016)
    async with started(config) as bot:
        presses = _Presses(bot.engine)
        foreign = await presses.of_a_whole_letter(VICTIM)
        own_ones = await presses.of_a_whole_letter(ATTACKER)
        desk = await presses.of_a_whole_letter(ORGANIZER)
        before = _of_others(await _rows(database_url))
        forged = _Forger(chance, [*foreign, *own_ones, *desk, *_every_name()])
        errors: list[str] = []
        for start in range(0, count, 50):
            people = (ATTACKER, ATTACKER, ATTACKER, ORGANIZER) if start > count // 2 else (ATTACKER,)
            payloads = [forged.payload() for _ in range(50)]
            outcomes = await asyncio.gather(
                *(presses.press(chance.choice(people), data) for data in payloads), return_exceptions=True
            )
            errors += [
                f"{data!r}: {outcome!r}"
                for data, outcome in zip(payloads, outcomes, strict=True)
                if isinstance(outcome, BaseException)
            ]
        after = await _rows(database_url)
    kept = {name: rows.items() <= after[name].items() for name, rows in before.items()}
    touched = sum(not same for same in kept.values())
    figure(f"{count} forged buttons: {len(errors)} errors, {touched} tables with a foreign row touched")
    assert errors == []
    assert all(kept.values()), kept


async def test_a_foreign_mark_does_nothing_and_the_own_one_does(config: Config, database_url: str) -> None:
    async with started(config) as bot:
        presses = _Presses(bot.engine)
        foreign = await presses.of_a_whole_letter(VICTIM)
        [mailed] = {data for data in foreign if data.startswith("=mailed:")}
        await presses.press(ATTACKER, mailed)
        await carry(bot.engine)
        assert _mailed(await _rows(database_url)) == [None]
        await presses.press(VICTIM, mailed[:-1] + ("A" if mailed[-1] != "A" else "B"))
        await carry(bot.engine)
        assert _mailed(await _rows(database_url)) == [None]
        await presses.press(VICTIM, mailed)
        await carry(bot.engine)
        assert _mailed(await _rows(database_url)) != [None]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_button_of_an_earlier_revision_does_nothing(config: Config, database_url: str) -> None:
    async with started(config) as bot:
        presses = _Presses(bot.engine)
        await presses.say(VICTIM, "/start")
        await presses.press(VICTIM, "0:write")
        seen = [data for data in await presses.press(VICTIM, "/person/chiygoz") if ":prisoner:" in data]
        await presses.press(VICTIM, seen[0])
        chosen = await _state(database_url, VICTIM)
        revision, _, _ = seen[0].partition(":")
        await presses.press(VICTIM, f"{revision}:prisoner:asanov")
        assert await _state(database_url, VICTIM) == chosen


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_page_changes_nothing(config: Config, database_url: str) -> None:
    async with started(config) as bot:
        presses = _Presses(bot.engine)
        await presses.of_a_whole_letter(ORGANIZER)
        await presses.say(ORGANIZER, "/handover")
        before = await _rows(database_url)
        for name in (name for shape, name in app.ROUTE_OF if shape is Page):
            for value in ("", "1", "2", "chiygoz", "strength", "uk", "country_7_2"):
                await presses.press(ORGANIZER, Page(name, value).data)
        assert await _rows(database_url) == before


class _Presses:
    """Buttons pressed at the engine itself, as fast as it takes them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._number = 0

    async def press(self, person: int, data: str) -> list[str]:
        """The callback data of everything that is shown then."""
        return _offered(await self._decided(person, kind="press", callback=data, query_id="1"))

    async def say(self, person: int, text: str) -> list[str]:
        kind = "command" if text.startswith("/") else "text"
        command = text[1:] if kind == "command" else ""
        return _offered(
            await self._decided(person, kind=kind, text=text, command=command, message_id=self._number + 1)
        )

    async def of_a_whole_letter(self, person: int) -> list[str]:
        """Every button this person sees from /start to the card."""
        seen = await self.say(person, "/start")
        seen += await self.press(person, _last(seen, "write"))
        for question in ORDER:
            seen += await self._answer(person, question.name, seen)
        return seen

    async def _answer(self, person: int, question: str, seen: list[str]) -> list[str]:
        buttons = [one for one in map(read_callback, seen) if isinstance(one, Page | Write)]
        answer = answer_to(question, buttons)
        if isinstance(answer, str):
            return await self.say(person, answer)
        fitting = [one for one in buttons if one.value.partition("_")[0] == answer.value]
        # an answer rather than another text to read, and of this question
        pressed = max(fitting, key=lambda one: (isinstance(one, Write), one.name == question))
        offered = await self.press(person, pressed.data)
        if isinstance(pressed, Page):  # a person's card, a greeting
            offered += await self._answer(person, question, offered)
        return offered

    async def _decided(self, person: int, **given: Any) -> Decision:
        self._number += 1
        event = Event(update_id=self._number, user_id=person, chat_id=person, client_language="en", **given)
        return await self._engine.decide(event, app.answer)


class _Forger:
    """What a modified client might send: whatever was seen somewhere, changed in some way, or anything."""

    def __init__(self, chance: random.Random, seen: list[str]) -> None:
        self._chance = chance
        self._seen = sorted(set(seen))

    def payload(self) -> str:
        chance, seen = self._chance, self._chance.choice(self._seen)
        match chance.randrange(7):
            case 0:
                data = seen
            case 1:
                at = chance.randrange(len(seen) + 1)
                data = seen[:at] + chance.choice(string.printable) + seen[at + 1 :]
            case 2:
                data = re.sub(r"^\d+", lambda _: str(chance.randrange(10**9)), seen)
            case 3:
                other = chance.choice(self._seen)
                data = seen.rpartition(":")[0] + ":" + other.rpartition(":")[2]
            case 4:
                data = "".join(chance.choices(string.printable, k=chance.randrange(65)))
            case 5:
                data = chance.choice(NASTY) + seen
            case _:
                data = seen.rpartition("/")[0] + "/" + chance.choice(("9" * 40, "0", "-1", "", "x" * 40, "٣"))
        return data.encode("utf-8", "replace")[:64].decode("utf-8", "ignore")


def _every_name() -> Iterator[str]:
    """Buttons nobody was shown: organizers' pages, every handler with every kind of value."""
    for shape, name in app.ROUTE_OF:
        match shape:
            case callback.Page:
                yield from (f"/{name}", f"/{name}/1", f"/{name}/chiygoz", f"/{name}/all")
            case callback.Write:
                yield from (f"7:{name}", f"7:{name}:1", f"7:{name}:chiygoz", f"0:{name}:yes", f"*:{name}:1")
            case callback.Lasting if name != "forget-me":
                yield from (f"!{name}", f"!{name}:1", f"!{name}:chiygoz", f"!{name}:all")


def _offered(decision: Decision) -> list[str]:
    owed = [part.split(":", 1) for part in decision.screen.owes if not part.startswith("present:")]
    said = [one for name, value in owed for one in finished_letter.part(decision.view, name, value)]
    keyboards = [one.keyboard for one in said if isinstance(one, Message)]
    buttons = [button for rows in (decision.screen.keyboard, *keyboards) for row in rows for button in row]
    return [button.callback.data for button in buttons if button.callback]


def _last(seen: list[str], wanted: str) -> str:
    return [data for data in seen if wanted in data][-1]


Rows = Mapping[str, Mapping[Any, Any]]


async def _rows(url: str) -> Rows:
    """Every row of every table, by its primary key."""
    async with connected(url) as connection:
        return {
            name: {
                tuple(row._mapping[column] for column in table.primary_key): tuple(row)
                for row in await connection.execute(select(table))
            }
            for name, table in metadata.tables.items()
        }


def _of_others(rows: Rows) -> Rows:
    """Without what the attacker and the organizer may change: their own conversations and letters."""
    keys = {person: VAULT.conversation_keys(person)[0] for person in (ATTACKER, ORGANIZER)}
    theirs = [row for key, row in rows["conversations"].items() if key[0] in keys.values()]
    assert len(theirs) == 2
    victims = {key: row for key, row in rows["conversations"].items() if key[0] not in keys.values()}
    codes = {letter.code for state in _states(victims) for letter in state.writing.letters}
    return {
        "conversations": victims,
        "pledges": {key: row for key, row in rows["pledges"].items() if key[0] in codes},
    }


def _states(rows: Mapping[Any, Any]) -> Iterator[Conversation]:
    for (key,), row in rows.items():
        yield from_bytes(open_state(VAULT, key, row[1]))


async def _state(url: str, person: int) -> Conversation:
    found = {state.user_id: state for state in _states((await _rows(url))["conversations"])}
    return found[person].changed(seen=(), newest=0, messages=())


def _mailed(rows: Rows) -> list[Any]:
    at = [column.name for column in metadata.tables["pledges"].columns].index("mailed_on")
    return [row[at] for row in rows["pledges"].values()]
