"""The supporters: people simulated inside the stand-in, who read the screen they are shown and tap on."""

import asyncio
import json
import random
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

PATIENCE = 20.0  # seconds without an answer after which a person taps again
BOT = '{"id":123456789,"is_bot":true,"first_name":"Bench","username":"bench_bot"}'
FIRST_ID = 5_000_000_000  # today's user ids do not fit 32 bits


@dataclass(slots=True, eq=False)
class Supporter:
    id: int
    screen: str = ""  # the message in front of them, as JSON
    pattern: str = ""  # what they look for on it
    choices: list[str] = field(default_factory=list)  # callback data they may tap
    asked: float = 0.0  # when the open tap was made; 0 while nothing is open
    taps: int = 0
    files: int = 0  # still to come


@dataclass(frozen=True)
class Habit:
    """How people of one contestant tap: some button with the first of these in its callback data.

    A message with no such button is not a screen to them, nor is one with the button `waits`; they read it
    and wait for the next. The tap `prints` brings so many files below the screen, which stays; after the last
    one they tap on.
    """

    taps: tuple[str, ...] = ("",)
    waits: str = ""
    prints: str = ""
    files: int = 0

    def choices(self, buttons: list[str], *, printed: bool = False) -> tuple[str, list[str]]:
        """The pattern that is found first, and the buttons that have it."""
        if self.waits and any(self.waits in data for data in buttons):
            return "", []
        for pattern in self.taps[self.taps.index(self.prints) + 1 :] if printed else self.taps:
            if fitting := [data for data in buttons if pattern in data]:
                return pattern, fitting
        return "", []


class Crowd:
    """Everybody at once. `send` takes the JSON of an update, without its id, and the person's id."""

    def __init__(
        self,
        habit: Habit,
        send: Callable[[str, int], None],
        *,
        rate: float = 0.0,  # taps a second of an open loop; 0: everybody taps as soon as a screen is there
        stay: int = 0,  # a person leaves after so many taps and a new one comes; 0: they stay
        first: int = 0,  # the first person's number
    ) -> None:
        self._habit = habit
        self._send = send
        self._rate = rate
        self._stay = stay
        self._first = FIRST_ID + first
        self._people: dict[int, Supporter] = {}
        self._ready: deque[Supporter] = deque()
        self._random = random.Random(2016)
        self._message = 100
        self.seen = 0  # different people so far
        self.greeted = 0  # different people who have been shown a screen
        self._awaited: dict[int, asyncio.Event] = {}
        self.taken: list[float] = []  # seconds from update to answer
        self.answers = 0
        self.impatient = 0
        self.tapped: Counter[str] = Counter()

    def comes(self) -> None:
        """One more person opens the chat."""
        person = Supporter(self._first + self.seen)
        self.seen += 1
        self._people[person.id] = person
        if self._rate:
            self._ready.append(person)
        else:
            self._types(person, "/start")

    def shows(self, chat: int, text: str, markup: str, message_id: int = 0) -> str:
        """A text reached a chat, new or in place of an older one: returns the message it became."""
        self._message += 1
        keyboard = f',"reply_markup":{markup}' if markup else ""
        message = (
            f'{{"message_id":{message_id or self._message},"from":{BOT},'
            f'"chat":{{"id":{chat},"first_name":"Olena","type":"private"}},"date":1767000000,'
            f'"text":{json.dumps(text)}{keyboard}}}'
        )
        person = self._people.get(chat)
        if person is not None and markup:
            self._looks(person, message, json.loads(markup))
        return message

    def brings(self, chat: int) -> str:
        """A file reached a chat: returns the message it became."""
        person = self._people.get(chat)
        if person is not None and person.files:
            person.files -= 1
            if not person.files:
                self._looks(person, person.screen, json.loads(person.screen)["reply_markup"], printed=True)
        return self.shows(chat, "", "")

    def _looks(
        self, person: Supporter, message: str, markup: dict[str, Any], *, printed: bool = False
    ) -> None:
        pattern, choices = self._habit.choices(list(_buttons(markup)), printed=printed)
        if choices:
            if not person.screen:
                self._greets()
            person.screen, person.pattern, person.choices = message, pattern, choices
            self._answered(person)

    async def until_greeted(self, people: int) -> None:
        """Waits until so many different people have been shown a screen."""
        if self.greeted < people:
            await self._awaited.setdefault(people, asyncio.Event()).wait()

    def tick(self) -> None:
        """An open loop's next tap, whoever is ready."""
        if self._ready:
            self._acts(self._ready.popleft())
        else:
            self.impatient += 1  # nobody was ready: the contestant cannot keep the rate

    def again(self) -> None:
        """Whoever lost patience taps again."""
        now = time.perf_counter()
        for person in self._people.values():
            if person.asked and now - person.asked > PATIENCE:
                self.impatient += 1
                self._acts(person)

    def _greets(self) -> None:
        self.greeted += 1
        if awaited := self._awaited.pop(self.greeted, None):
            awaited.set()

    def _answered(self, person: Supporter) -> None:
        if not person.asked:
            return
        self.taken.append(time.perf_counter() - person.asked)
        self.answers += 1
        person.asked = 0.0
        person.taps += 1
        if self._stay and person.taps >= self._stay:
            del self._people[person.id]
            self.comes()
        elif self._rate:
            self._ready.append(person)
        else:
            self._acts(person)

    def _acts(self, person: Supporter) -> None:
        if person.choices:
            self.tapped[person.pattern] += 1
            person.files = self._habit.files if person.pattern == self._habit.prints else 0
            self._taps(person, self._random.choice(person.choices))
        else:
            self._types(person, "/start")

    def _taps(self, person: Supporter, data: str) -> None:
        person.asked = time.perf_counter()
        self._message += 1
        self._send(
            f'"callback_query":{{"id":"{person.id * 10_000 + self._message}","from":{_user(person.id)},'
            f'"message":{person.screen},"chat_instance":"-4{person.id}","data":{json.dumps(data)}}}',
            person.id,
        )

    def _types(self, person: Supporter, text: str) -> None:
        person.asked = time.perf_counter()
        self._message += 1
        entities = ',"entities":[{"offset":0,"length":6,"type":"bot_command"}]' if text == "/start" else ""
        self._send(
            f'"message":{{"message_id":{self._message},"from":{_user(person.id)},'
            f'"chat":{{"id":{person.id},"first_name":"Olena","type":"private"}},"date":1767000000,'
            f'"text":{json.dumps(text)}{entities}}}',
            person.id,
        )


def _user(user_id: int) -> str:
    return f'{{"id":{user_id},"is_bot":false,"first_name":"Olena","language_code":"uk"}}'


def _buttons(markup: dict[str, Any]) -> Iterator[str]:
    for row in markup.get("inline_keyboard", ()):
        for button in row:
            if "callback_data" in button:
                yield button["callback_data"]
