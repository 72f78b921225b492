"""How much a letter asks of its writer: taps, typed messages, words to read; counted and held as bounds."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from bot.run import Running
from tests.support.answers import QUESTIONS, SKIP, Answer, Tap
from tests.support.figures import figure
from tests.support.supporter import Supporter

TAPS = len(QUESTIONS)  # the button that begins, and one a question, but for the country of who has signed
NEXT_TAPS = TAPS - 2  # greeting and signature are those of the letter before
WORDS, ALL_WORDS, MESSAGES = 220, 330, 2  # ALL_WORDS: with those on buttons

_WORD = re.compile(r"[^\W\d_][\w'’ʼ-]*")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@dataclass
class Counted:
    """A supporter whose taps, messages and read words are counted; what stands on buttons apart."""

    who: Supporter
    taps: int = 0
    typed: int = 0
    words: int = 0
    labels: int = 0

    async def presses(self, label: str) -> None:
        await self.who.phone.presses(label)
        self.taps += 1
        self.reads()

    async def writes(self, answers: dict[str, Answer]) -> None:
        """From the first question to the promise; each answer is one tap or one message."""
        while (asked := self.who.asked()) != "review":
            answer = answers.get(asked)
            await self.who.answers(asked, answer)
            self.typed += isinstance(answer, str)
            self.taps += not isinstance(answer, str)
            self.reads()
        await self.who.promises_within(14)
        self.taps += 1

    def reads(self) -> None:
        screen = self.who.phone.screen()
        self.words += len(_WORD.findall(screen.text))
        self.labels += len(_WORD.findall(" ".join(button.text for button in screen.buttons)))


def ways(language: str, greeting: str) -> dict[str, dict[str, Answer]]:
    """The shortest way skips what it may, on the usual one people type; both take the first greeting."""
    town = {"uk": "Олена, Львів", "en": "Olena, Lviv", "crh": "Ayşe, Kyiv"}[language]
    shortest: dict[str, Answer] = {"prisoner": Tap("chiygoz"), "greeting": Tap(greeting), "own": SKIP}
    usual = shortest | {"own": "It snowed here today.", "sender": town, "country": Tap("UA")}
    return {"shortest": shortest | {"sender": SKIP}, "usual": usual}


def test_six_taps_and_four_are_promised() -> None:
    assert (TAPS, NEXT_TAPS) == (6, 4)


@pytest.mark.parametrize("way", ["shortest", "usual"])
async def test_a_letter_takes_six_taps_and_few_words(supporter: Supporter, bot: Running, way: str) -> None:
    noon = datetime(2016, 3, 1, 12, tzinfo=UTC)  # no holiday comes, each would be one more button
    bot.engine.context = replace(bot.engine.context, now=lambda: noon)
    counted = Counted(supporter)
    await supporter.starts()
    counted.reads()
    await counted.presses(supporter.t.plain("home.button.write"))
    await counted.writes(ways(supporter.language, "support")[way])
    after = len(supporter.said()) - supporter.said().index(supporter.text("finished.text")) - 1
    figure(
        f"{supporter.language}, the {way} way: {counted.taps} taps, {counted.typed} messages, "
        f"{counted.words} words and {counted.labels} on buttons until the promise; {after} messages after it"
    )
    assert counted.taps <= TAPS
    assert counted.words <= WORDS
    assert counted.words + counted.labels <= ALL_WORDS
    assert after == MESSAGES
    assert not supporter.phone.files()


@pytest.mark.parametrize("way", ["shortest", "usual"])
async def test_the_next_letter_of_a_sitting_takes_four_taps(ann: Supporter, way: str) -> None:
    await ann.promises()
    counted = Counted(ann)
    await counted.presses(ann.t.plain("finished.button.another"))
    await counted.writes(ways("en", "not asked")[way] | {"prisoner": Tap("asanov")})
    assert counted.taps <= NEXT_TAPS


async def test_the_same_words_and_each_letter_of_a_queue_take_four_taps_at_most(ann: Supporter) -> None:
    await ann.promises()
    again, same, queued = Counted(ann), Counted(ann), Counted(ann)
    await again.presses(ann.t.plain("finished.button.another"))
    await again.writes({"prisoner": Tap("primov"), "own": Tap("same")})
    assert "It snowed here today." in ann.letters()[-1]
    await same.presses(ann.t.plain("finished.button.same"))
    await same.writes({"prisoner": Tap("asanov"), "own": SKIP})
    await queued.presses("Write to all 8")
    await queued.writes({"own": SKIP})
    figure(f"the same words to another: {same.taps} taps; a letter of a queue: {queued.taps}")
    assert max(again.taps, same.taps, queued.taps) <= NEXT_TAPS
