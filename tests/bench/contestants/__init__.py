"""The contestants: who they are, how they are started, and how people tap through them."""

from dataclasses import dataclass, replace
from typing import Any

from bot.supporter.questions import PARTS

from ..supporters import Habit

ANY_BUTTON = Habit()


@dataclass(frozen=True)
class Contestant:
    """One bot under the clock; `module` is started as `python -m module arguments`."""

    name: str
    title: str
    module: str
    arguments: tuple[str, ...] = ()
    database: str = ""  # sqlite, postgresql, or none
    webhook: bool = False
    replicas: int = 1
    share: float = 0.0  # of a core, that each replica may use; 0: all of it
    habit: Habit = ANY_BUTTON


def _here(name: str, title: str, database: str = "") -> Contestant:
    return Contestant(name, title, f"tests.bench.contestants.{name}", database=database)


FLOOR = _here("floor", "floor: raw asyncio echo")
PTB_ECHO = _here("ptb_echo", "python-telegram-bot, bare echo")
PTB_LETTER = _here(
    "ptb_letter",
    "python-telegram-bot, textbook letter: ConversationHandler, ORM session per update",
    "sqlite",
)
PTB_EMPTY = _here("ptb_empty", "python-telegram-bot, empty bot")
AIOGRAM_ECHO = _here("aiogram_echo", "aiogram 3, bare echo")
AIOGRAM_LETTER = _here("aiogram_letter", "aiogram 3, FSM letter: ORM session per update", "sqlite")


# A letter by taps alone: what may be skipped is, and a writing button goes before a reading one. At the
# whole letter they cancel and begin anew, so that every tap is a tap, and no file is printed.
WRITING = Habit(
    (
        *(f":{part.name}:skip" for part in PARTS),
        *(f":{part.name}:" for part in PARTS),
        "/greeting/",
        "/person/",
        ":drop",
        "/cancel",
        ":write",
    )
)
# The same up to the promise. Its card comes below the thanks; [Print the letter] on it brings letter,
# envelope, and label with slip; then another letter.
PROMISING = Habit(
    (":review:20", "=print:", "!another", *WRITING.taps), waits="=send-again:", prints="=print:", files=3
)


def _mektup(name: str, title: str, database: str, **more: Any) -> Contestant:
    return Contestant(f"mektup_{name}", f"Mektüp, {title}", "bot", ("run",), database, habit=WRITING, **more)


MEKTUP_SQLITE = _mektup("sqlite", "SQLite, polling", "sqlite")
MEKTUP_PROMISES = replace(
    MEKTUP_SQLITE,
    name="mektup_promises",
    title="Mektüp, SQLite, letters promised and printed",
    habit=PROMISING,
)
MEKTUP_WEBHOOK = _mektup("webhook", "SQLite, webhook", "sqlite", webhook=True)
MEKTUP_POSTGRES = _mektup("postgres", "PostgreSQL, polling", "postgresql")

MEKTUP_ONE = _mektup("one", "one replica", "postgresql", webhook=True)
MEKTUP_TWO = _mektup("two", "two replicas sharing one core", "postgresql", webhook=True, replicas=2)
MEKTUP_ONE_HELD = replace(
    MEKTUP_ONE, name="mektup_one_held", title="Mektüp, one replica, held to 1/4 core", share=0.25
)
MEKTUP_TWO_HELD = replace(
    MEKTUP_TWO, name="mektup_two_held", title="Mektüp, two replicas, each held to 1/4 core", share=0.25
)
