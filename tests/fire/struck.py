"""Who is struck: somebody whose chat has a fault of its own at one moment, and what is owed to them then."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.chat.event import due
from bot.chat.screen import NOTHING, Screen
from bot.chat.state import Conversation
from bot.chat.turn import Turn
from bot.intake.polling import HOLD_SECONDS
from bot.playground import Playground
from bot.playground.api_calls import Call
from bot.playground.faults import Trouble, blocked, dropped_after, dropped_before, flood, server_error
from bot.run import Running
from bot.telegram.transport import ANSWER_SECONDS, UPLOAD_SECONDS
from db.pledges import new_code
from tests.support.organizer import Organizer
from tests.support.phone import Phone
from tests.support.sheets import PRINTED, kind

METHODS = ("sendMessage", "editMessageText", "sendDocument", "answerCallbackQuery", "sendChatAction")
POLL = "getUpdates"
SILENCE = 90.0  # longer than we wait for any answer: a call that hangs ends for us when we give it up
FOR_EVER = float("inf")


@dataclass(frozen=True)
class Fault:
    """What happens to calls of one method to one chat: once, or for so many seconds."""

    name: str
    trouble: Trouble
    seconds: float = 0.0

    def longest(self, method: str) -> float:
        """From the first call it strikes until nothing of it is left."""
        given_up = {"sendDocument": UPLOAD_SECONDS, POLL: HOLD_SECONDS + ANSWER_SECONDS}.get(
            method, ANSWER_SECONDS
        )
        return max(self.seconds, min(self.trouble.seconds, given_up), float(self.trouble.retry_after or 0))


QUICK = (
    Fault("connection lost before", dropped_before()),
    Fault("connection lost after", dropped_after()),
    Fault("500 once", server_error()),
    Fault("500 for 3 s", server_error(), 3),
    Fault("429 of 2 s", flood(2)),
    Fault("garbage", Trouble(body="<html>")),
    Fault("403", blocked()),
)
ALL = (
    *(one for one in QUICK if one.name != "500 for 3 s"),
    Fault("time-out before", Trouble(seconds=SILENCE, drop="before")),
    Fault("time-out after", Trouble(seconds=SILENCE, drop="after")),
    Fault("500 for a minute", server_error(), 60),
    Fault("429 of 20 s", flood(20)),
    Fault("429 of 130 s", flood(130)),
)


@dataclass(frozen=True)
class Moment:
    """Where somebody stands, what they tap there, and whether what is owed then has arrived."""

    name: str
    comes: Callable[[Organizer], Awaitable[str]]
    button: str  # "" where the bot speaks by itself
    has_all: Callable[["Struck"], bool]
    is_late: bool = False  # the fault strikes once the letter's words have arrived
    is_organizers: bool = False


class Struck:
    """Calls of this method to this chat fail so; a question for updates is everybody's."""

    def __init__(self, playground: Playground, moment: Moment, method: str, fault: Fault) -> None:
        self.who = Organizer(Phone(playground, playground.person("Olena", "uk"), timeout=60), "uk")
        self.moment = moment
        self.method = method
        self.fault = fault
        self.is_struck = False
        self.ends_at = FOR_EVER  # until the first call
        self.before = 0  # messages, when it began

    @property
    def name(self) -> str:
        return f"{self.moment.name}, {self.method}, {self.fault.name}"

    @property
    def person(self) -> int:
        return self.who.phone.person.id

    def trouble(self, call: Call) -> Trouble:
        if not self.is_struck or call.method.lower() != self.method.lower() or not self._is_about(call):
            return Trouble()
        now = time.monotonic()
        if self.ends_at == FOR_EVER:
            self.ends_at = now + self.fault.longest(self.method)
        elif not self.fault.seconds or now > self.ends_at:
            return Trouble()
        return self.fault.trouble

    def begins(self) -> None:
        """The button is tapped, without waiting for what it does."""
        self.is_struck = not self.moment.is_late
        self.before = len(self.who.said())
        if self.moment.button:
            self.who.phone.person.taps(
                *self.who.phone.find(self.who.t.plain(self.moment.button, day="").strip())
            )

    def _is_about(self, call: Call) -> bool:
        if self.method == POLL:
            return True
        if query := self.who.phone.playground.telegram.queries.get(call.text("callback_query_id")):
            return query.user.id == self.person
        return call.text("chat_id") == str(self.person)


def has_the_letter(one: Struck) -> bool:
    """The letter, what to do with it, in one language, and a way on."""
    labels = {button.text for message in one.who.phone.messages for button in message.buttons}
    wanted = ("pledge.button.mailed", "paper.button.print", "finished.button.another")
    return bool(one.who.letters()) and {one.who.t.plain(key) for key in wanted} <= labels


def has_the_papers(one: Struck) -> bool:
    """Every file of the letter."""
    return set(PRINTED) <= {kind(file) for file in one.who.phone.files()}


def has_the_files(one: Struck) -> bool:
    """Both files of the figures."""
    return {file.name.rpartition(".")[2] for file in one.who.phone.files()} == {"xlsx", "csv"}


def has_the_reminder(one: Struck) -> bool:
    """A message more, with the code and the buttons of the letter."""
    new = [m for m in one.who.phone.messages if m.buttons][-1:]
    return len(one.who.said()) > one.before and all(one.who.code() in message.text for message in new)


AT_THE_LETTER = Moment(
    "at the letter",
    lambda who: who.comes_to("sender"),
    "button.skip",
    lambda one: one.who.is_asked("review"),
)
AT_THE_PROMISE = Moment(
    "at the promise", lambda who: who.comes_to("review"), "review.button.promise", has_the_letter
)
AT_THE_FILES = Moment("at the files", lambda who: who.promises(), "paper.button.print", has_the_papers)
IN_THE_PARCEL = replace(AT_THE_PROMISE, name="in the parcel", is_late=True)
AT_AN_EXPORT = Moment(
    "at an export", lambda who: who.types("/stats"), "stats.button.export", has_the_files, is_organizers=True
)
AT_A_REMINDER = Moment("at a reminder", lambda who: _wishes_a_reminder(who), "", has_the_reminder)


async def everybody_comes(bot: Running, struck: Sequence[Struck]) -> None:
    """The first of each moment walks there, the others are put there: a letter each, the same words."""
    for moment in {one.moment.name: one.moment for one in struck}.values():
        first, *others = (one for one in struck if one.moment == moment)
        await moment.comes(first.who)
        if not others:
            continue
        if moment in (AT_A_REMINDER, AT_THE_FILES) or moment.is_organizers:
            for one in others:
                await moment.comes(one.who)
            continue
        state = await bot.engine.conversation_of(first.person)
        for one in others:
            await bot.engine.decide(due(one.person), partial(_put, state))
            one.who.phone.person.starts()
        playground = first.who.phone.playground
        await playground.settled(60)
        for one in others:
            one.who.phone.person.taps(*one.who.phone.find(one.who.t.plain("home.button.continue")))
        await playground.settled(60)


async def _put(state: Conversation, turn: Turn) -> Screen:
    assert state.writing.draft
    draft = replace(state.writing.draft, code=new_code())
    turn.conversation = state.changed(user_id=turn.event.user_id, draft=draft, seen=(), messages=())
    return NOTHING


async def _wishes_a_reminder(who: Organizer) -> str:
    await who.promises(14)
    await who.presses("pledge.button.remind")
    return await who.presses("pledge.button.yes-reminded")
