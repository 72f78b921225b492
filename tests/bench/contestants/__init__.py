"""The contestants: who they are, how they are started, and how people tap through them."""

from dataclasses import dataclass

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
    habit: Habit = ANY_BUTTON


def _here(name: str, title: str, database: str = "") -> Contestant:
    return Contestant(name, title, f"tests.bench.contestants.{name}", database=database)


FLOOR = _here("floor", "floor: raw asyncio echo")
PTB_ECHO = _here("ptb_echo", "python-telegram-bot, bare echo")
PTB_LETTER = _here("ptb_letter", "textbook: ConversationHandler, ORM session per update, aiosqlite", "sqlite")
PTB_EMPTY = _here("ptb_empty", "python-telegram-bot, empty bot")
AIOGRAM_ECHO = _here("aiogram_echo", "aiogram 3, bare echo")
AIOGRAM_LETTER = _here("aiogram_letter", "aiogram 3, FSM letter, ORM session per update", "sqlite")


# A letter by taps alone: what may be skipped is, and a writing button goes before a reading one.
MEKTUP_HABIT = Habit(
    (
        ":review:promise",
        ":own:skip",
        ":sender:skip",
        ":place:skip",
        ":country:skip",
        ":mail-by:",
        ":prisoner:",
        ":greeting:",
        "/greeting/",
        "/person/",
        ":write",
    )
)


def _mektup(name: str, title: str, database: str, *, webhook: bool = False, replicas: int = 1) -> Contestant:
    return Contestant(
        f"mektup_{name}", f"Mektüp, {title}", "bot", ("run",), database, webhook, replicas, MEKTUP_HABIT
    )


MEKTUP_SQLITE = _mektup("sqlite", "SQLite, polling", "sqlite")
MEKTUP_WEBHOOK = _mektup("webhook", "SQLite, webhook", "sqlite", webhook=True)
MEKTUP_POSTGRES = _mektup("postgres", "PostgreSQL, polling", "postgresql")
MEKTUP_ONE = _mektup("one_replica", "PostgreSQL, webhook, one replica", "postgresql", webhook=True)
MEKTUP_TWO = _mektup(
    "two_replicas", "PostgreSQL, webhook, two replicas", "postgresql", webhook=True, replicas=2
)
