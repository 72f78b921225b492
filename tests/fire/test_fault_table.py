"""Every fault at every moment: whoever is owed something has all of it soon after the fault's end."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import pytest

from bot.config import Config
from bot.playground import Playground
from bot.playground.api_calls import Call
from bot.playground.faults import Trouble, blocked, dropped_after, dropped_before, flood, server_error
from tests.conftest import polling_bot
from tests.support.figures import figure
from tests.support.organizer import Organizer
from tests.support.phone import Phone
from tests.support.records import pledges_in
from tests.support.sheets import PRINTED, kind

PROMISE = "review.button.promise"
LATEST_SECONDS = 10.0  # after the fault's end
SILENCE = 30.0  # longer than we wait for any answer
METHODS = ("sendMessage", "editMessageText", "sendDocument", "answerCallbackQuery", "sendChatAction")


@dataclass(frozen=True)
class Fault:
    """What happens to calls of one method to one chat: once, or for so many seconds."""

    name: str
    trouble: Trouble
    seconds: float = 0.0

    @property
    def longest(self) -> float:
        """From the first call it strikes until nothing of it is left."""
        return max(self.seconds, self.trouble.seconds, float(self.trouble.retry_after or 0))


QUICK = (
    Fault("connection lost before", dropped_before()),
    Fault("connection lost after", dropped_after()),
    Fault("500 once", server_error()),
    Fault("500 for 3 s", server_error(), 3),
    Fault("429 of 2 s", flood(2)),
    Fault("garbage", Trouble(body="<html>")),
    Fault("403", blocked()),
)
SLOW = (
    *QUICK,
    Fault("time-out before", Trouble(seconds=SILENCE, drop="before")),
    Fault("time-out after", Trouble(seconds=SILENCE)),
    Fault("500 for a minute", server_error(), 60),
    Fault("429 of 20 s", flood(20)),
    Fault("429 of 130 s", flood(130)),
)


class Struck:
    """Somebody whose chat has a fault of its own at one moment."""

    def __init__(self, who: Organizer, method: str, fault: Fault) -> None:
        self.who = who
        self.method = method
        self.fault = fault
        self.is_struck = False
        self.ends_at = float("inf")  # until the first call

    @property
    def name(self) -> str:
        return f"{self.method}, {self.fault.name}"

    def trouble(self, call: Call) -> Trouble:
        if not self.is_struck or call.method.lower() != self.method.lower() or not self._is_about(call):
            return Trouble()
        now = time.monotonic()
        if self.ends_at == float("inf"):
            self.ends_at = now + self.fault.longest
        elif not self.fault.seconds or now > self.ends_at:
            return Trouble()
        return self.fault.trouble

    def _is_about(self, call: Call) -> bool:
        person = self.who.phone.person.id
        if query := self.who.phone.playground.telegram.queries.get(call.text("callback_query_id")):
            return query.user.id == person
        return call.text("chat_id") == str(person)

    def has_all(self) -> bool:
        """The letter, what to do with it, in one language, and a way on."""
        labels = {one.text for message in self.who.phone.messages for one in message.buttons}
        wanted = ("pledge.button.mailed", "paper.button.print", "finished.button.another")
        return bool(self.who.letters()) and {self.who.t.plain(key) for key in wanted} <= labels

    def has_files(self) -> bool:
        """Every file of the letter."""
        return set(PRINTED) <= {kind(file) for file in self.who.phone.files()}


def tap(one: Struck, key: str) -> None:
    """The button, without waiting for what it does."""
    one.who.phone.person.taps(*one.who.phone.find(one.who.t.plain(key, day="").strip()))


@dataclass(frozen=True)
class Moment:
    """Where somebody stands, what they tap there, and whether what is owed then has arrived."""

    name: str
    comes: Callable[[Organizer], Awaitable[str]]
    button: str
    has_all: Callable[[Struck], bool]
    is_late: bool = False  # the fault strikes once the letter's words have arrived


MOMENTS = (
    Moment(
        "at the letter",
        lambda who: who.comes_to("sender"),
        "button.skip",
        lambda one: one.who.is_asked("review"),
    ),
    Moment("at the promise", lambda who: who.comes_to("review"), PROMISE, Struck.has_all),
    Moment("in the parcel", lambda who: who.comes_to("review"), PROMISE, Struck.has_all, True),
    Moment("at the files", lambda who: who.promises(), "paper.button.print", Struck.has_files),
    Moment(
        "at an export",
        lambda who: who.types("/stats"),
        "stats.button.export",
        lambda one: {file.name.rpartition(".")[2] for file in one.who.phone.files()} == {"xlsx", "csv"},
    ),
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("moment", MOMENTS, ids=lambda one: one.name)
async def test_whatever_fails_once_everything_arrives(
    moment: Moment, config: Config, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _everything_arrives(moment, QUICK, config, playground, monkeypatch)


@pytest.mark.soak
@pytest.mark.parametrize("moment", MOMENTS, ids=lambda one: one.name)
async def test_whatever_fails_however_long_everything_arrives(
    moment: Moment, config: Config, playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _everything_arrives(moment, SLOW, config, playground, monkeypatch)


async def _everything_arrives(
    moment: Moment,
    faults: Sequence[Fault],
    config: Config,
    playground: Playground,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    struck: list[Struck] = []
    for method in METHODS:
        for fault in faults:
            phone = Phone(playground, playground.person("Olena", "uk"), timeout=60)
            struck.append(Struck(Organizer(phone, "uk"), method, fault))

    def trouble(call: Call) -> Trouble:
        return next((one for one in (each.trouble(call) for each in struck) if one != Trouble()), Trouble())

    monkeypatch.setattr(playground, "trouble", trouble)
    people = frozenset(one.who.phone.person.id for one in struck)
    everybody = config.model_copy(
        update={"organizer_ids": people if moment.name == "at an export" else frozenset()}
    )
    async with polling_bot(everybody) as bot:
        for one in struck:
            await moment.comes(one.who)
        late = await asyncio.gather(*(_lateness(one, moment) for one in struck))
        stored = [pledge["code"] for pledge in await pledges_in(bot.config.database_url)]
    missing = [
        f"{one.name}: {seconds:.1f} s"
        for one, seconds in zip(struck, late, strict=True)
        if seconds > LATEST_SECONDS
    ]
    assert missing == [], "\n".join(missing)
    assert (
        len(stored)
        == len(set(stored))
        == (len(struck) if moment.has_all in (Struck.has_all, Struck.has_files) else 0)
    )
    figure(f"{moment.name}: {len(struck)} faults, the latest part {max(late):.1f} s after its fault's end")


async def _lateness(one: Struck, moment: Moment) -> float:
    """Seconds from the fault's end until everything owed is there; 0 before it, endless if it never comes."""
    one.is_struck = not moment.is_late
    tap(one, moment.button)
    if moment.is_late:
        await one.who.phone.playground.until(lambda: one.who.letters() or None)
        one.is_struck = True
    if one.fault.name == "403":  # nobody is there any more: nothing is owed
        return 0.0
    end = time.monotonic() + one.fault.longest + LATEST_SECONDS + 10
    while not moment.has_all(one):
        if time.monotonic() > end:
            return float("inf")
        await asyncio.sleep(0.05)
    return max(0.0, time.monotonic() - one.ends_at)
