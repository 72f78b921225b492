"""What people in tests answer, a line a question: in any order, since they answer what is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.chat.callback import Page, Write
from bot.supporter.questions import ORDER

QUESTIONS = tuple(question.name for question in ORDER)


@dataclass(frozen=True)
class Tap:
    """A tap on the button with this value."""

    value: str


SKIP = Tap("skip")
Answer = str | Tap  # a text is typed

ANSWERS: Mapping[str, Answer] = {
    "prisoner": Tap("chiygoz"),
    "greeting": Tap("strength"),
    "own": "It snowed here today.",
    "sender": "Olena, Lviv",
    "country": SKIP,
}


def answer_to(question: str, offered: Iterable[Page | Write]) -> Answer:
    """As the table says; to a question it does not have, whatever is offered first."""
    if question in ANSWERS:
        return ANSWERS[question]
    return Tap(next(one.value for one in offered if one.name == question))


def following(question: str) -> tuple[str, ...]:
    """What is asked once this one is answered: those no test knows, and the first one that tests know."""
    later = QUESTIONS[QUESTIONS.index(question) + 1 :]
    known = next(at for at, one in enumerate(later) if one in (*ANSWERS, "review"))
    return later[: known + 1]
