"""People who write one letter after the other, each tap counted, each answer awaited."""

import asyncio
import random
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Self

from bot.chat.callback import read_callback
from bot.i18n.translate import Translate
from bot.playground import Playground
from bot.playground.api_types import Message
from bot.playground.chats import Query
from bot.playground.html_parser import parse_html
from bot.playground.user_actions import Person
from tests.support.answers import ANSWERS, QUESTIONS
from tests.support.watching import newest, until_in_chat

CARD = re.compile(r"Letter ([0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4})\b")
PROMISE = "I promise: by"
WAY_ON = "Write another"
OFFERED = "Shall these be your own words?"  # whoever skips in a trouble, and then types, is asked
# Buttons that lead on, the first that is there; else what a question offers first.
LEADING = (
    PROMISE,
    "Write to this person",
    "Take this one",
    "Continue my letter",
    WAY_ON,
    "Write a letter",
    "Support",
    "Skip",
)
ENGLISH = Translate("en")
# What is typed, by the first line of the question.
TYPED = {
    parse_html(ENGLISH.plain(f"{question}.ask", longest=1500, date=""))[0].partition("\n")[0]: answer
    for question, answer in ANSWERS.items()
    if isinstance(answer, str)
}
LETTERS_A_PERSON = 4
TAPS_A_LETTER = 60  # many more than it takes
LOOK_SECONDS = 0.03
CLOCK_SECONDS = 3.0


@dataclass
class Walkers:
    """So many people at once until `finish`; each then comes to the end of the letter at hand."""

    playground: Playground
    count: int
    seed: int = 2016
    patience: float = 15.0
    typed: dict[str, str] = field(default_factory=lambda: TYPED)
    taps: int = 0
    promises: int = 0
    unanswered: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    stopping: bool = False
    disturbed: int = 0  # how often the bot was killed: whoever waits has patience with each life anew
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        chances = [random.Random(self.seed + number) for number in range(self.count)]
        self._tasks = [asyncio.create_task(self._walk(chance)) for chance in chances]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def check(self) -> None:
        """Raises what made somebody stop."""
        for task in self._tasks:
            if task.done():
                task.result()

    async def finish(self) -> None:
        """Everybody comes to the end of a letter."""
        self.stopping = True
        await asyncio.gather(*self._tasks)

    def codes(self) -> list[str]:
        """The codes people can see in their chats; one seen in two chats is there twice."""
        seen: list[str] = []
        for person in self.people:
            seen += [code.replace("-", "") for code in self._codes_of(person)]
        return seen

    async def _walk(self, chance: random.Random) -> None:
        while not self.stopping:
            person = self.playground.person("Olena", "en")
            self.people.append(person)
            await self._does(person, partial(person.sends, "/start"), "/start")
            for _ in range(LETTERS_A_PERSON):
                if not self.stopping:
                    await self._writes(person, chance)

    async def _writes(self, person: Person, chance: random.Random) -> None:
        for _ in range(TAPS_A_LETTER):
            screen = self._screen(person)
            if screen is None:  # not even the first answer came
                await self._does(person, partial(person.sends, "/start"), "/start")
                continue
            answer = next((text for asked, text in self.typed.items() if asked in screen.text), None)
            label = _leading(screen, chance)
            if answer and chance.random() < 0.7:
                await self._does(person, partial(person.sends, answer), "a text")
            elif label is None:
                await self._does(person, partial(person.sends, "/start"), "/start")
            else:
                before = len(self._codes_of(person))
                await self._does(person, partial(person.taps, screen, label), label)
                if label.startswith(PROMISE) and await self._sees_the_letter(person, before):
                    self.promises += 1
                    return
        raise AssertionError(f"no letter after {TAPS_A_LETTER} taps; the screen reads {screen}")

    async def _does(self, person: Person, act: Callable[[], object], what: str) -> None:
        """One tap or text, and its answer: something new in the chat."""
        before = newest(person)
        given = act()
        self.taps += 1
        began = time.perf_counter()

        def drawn() -> bool:
            return newest(person, self.playground) > before

        def answered() -> bool:
            return drawn() and not (isinstance(given, Query) and given.answer is None)

        try:
            await until_in_chat(self.playground, person, answered, CLOCK_SECONDS)
        except TimeoutError:  # the tap's own little clock may be lost with a killed process, the screen not
            await self._waits(person, drawn, what)
        self.seconds.append(time.perf_counter() - began)
        await self._looks(person)

    async def _looks(self, person: Person) -> None:
        """People act on what they see: a second answer, after a kill, may still be coming."""
        before = 0
        while before != newest(person):
            before = newest(person)
            await asyncio.sleep(LOOK_SECONDS)

    async def _sees_the_letter(self, person: Person, before: int) -> bool:
        """One code more than there were, and the way on; or a question about the letter that came first."""

        def offered() -> bool:
            screen = self._screen(person)
            return screen is not None and OFFERED in screen.text

        def seen() -> bool:
            screen = self._screen(person)
            way_on = screen is not None and any(button.text == WAY_ON for button in screen.buttons)
            return way_on and len(self._codes_of(person)) > before

        await self._waits(person, lambda: seen() or offered(), "the letter")
        return not offered()

    async def _waits(self, person: Person, found: Callable[[], bool], what: str) -> None:
        disturbed = -1
        while disturbed != self.disturbed:
            disturbed = self.disturbed
            with suppress(TimeoutError):
                await until_in_chat(self.playground, person, found, self.patience)
                return
        newest_texts = [message.text[:60] for message in self._said_to(person)[-4:]]
        screen = self._screen(person)
        shown = screen and (screen.text[:60], [button.text for button in screen.buttons])
        self.unanswered.append(f"{what}, where the chat ends with {newest_texts}, the screen is {shown}")

    def _codes_of(self, person: Person) -> set[str]:
        return {code for card in self._cards(person) for code in CARD.findall(card.text)}

    def _cards(self, person: Person) -> list[Message]:
        return [m for m in self._said_to(person) if _is_card(m)]

    def _said_to(self, person: Person) -> list[Message]:
        return [m for m in person.chat.messages if m.sender == self.playground.bot]

    def _screen(self, person: Person) -> Message | None:
        """The newest message with buttons that lead on; a card or a file is not a screen."""
        return max(self._screens(person), key=lambda m: m.revision, default=None)

    def _screens(self, person: Person) -> list[Message]:
        return [m for m in self._said_to(person) if m.buttons and not m.attachment and not _is_card(m)]


def _is_card(message: Message) -> bool:
    """The card of a pledge; a file's caption names the code too, but proves nothing."""
    return message.attachment is None and CARD.match(message.text) is not None


def _leading(screen: Message, chance: random.Random) -> str | None:
    labels = [button.text for button in screen.buttons if button.callback_data]
    if people := [label for label in labels if re.search(r", 19\d\d", label)]:
        return chance.choice(people)
    leading = (label for lead in LEADING for label in labels if label.startswith(lead))
    return next(leading, None) or next(iter(_answers(screen)), None)


def _answers(screen: Message) -> list[str]:
    read = ((button.text, read_callback(button.callback_data or "")) for button in screen.buttons)
    return [label for label, callback in read if callback and callback.name in QUESTIONS]
