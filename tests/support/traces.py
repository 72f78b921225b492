"""A letter with marked words, every sealed version of it, and time that passes: for tests of forgetting."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.context import AppContext
from bot.jobs import night, retention
from bot.run import Running
from db import contacts, conversations
from tests.support.scan import Needles, files_under, of_id, of_text, pieces
from tests.support.supporter import Supporter

WORDS = "Canarybird seventeen sings in Lviv."
NAME = "Canarysignature"


class Sealed:
    """Everything that is sealed from now on, every version of every row."""

    def __init__(self) -> None:
        self.states: list[bytes] = []
        self.contacts: list[bytes] = []

    def every(self) -> list[bytes]:
        """Of both kinds."""
        return self.states + self.contacts


def every_seal(monkeypatch: pytest.MonkeyPatch) -> Sealed:
    seen = Sealed()
    for module, name, kept in (
        (conversations, "seal_state", seen.states),
        (contacts, "seal_contact", seen.contacts),
    ):
        monkeypatch.setattr(module, name, _keeping(getattr(module, name), kept))
    return seen


async def writes_a_letter(who: Supporter) -> None:
    """A whole letter with canaries in it, and a wish to be reminded."""
    await who.comes_to("own")
    await who.goes_on_to("review", own=WORDS, sender=f"{NAME}, Canarytown")
    await who.promises_within(14)
    await who.presses("button.skip")
    await who.presses("pledge.button.remind")
    await who.presses("pledge.button.yes-reminded")


async def days_pass(bot: Running, days: int) -> None:
    context = bot.engine.context
    bot.engine.context = later(context, days)
    await night.carry(bot.engine)
    await retention.forget_what_is_due(bot.engine)
    bot.engine.context = context


def later(context: AppContext, days: int) -> AppContext:
    moment = datetime.now(UTC) + timedelta(days=days)
    return replace(context, now=lambda: moment)


def needles(who: Supporter, sealed: list[bytes]) -> Needles:
    looked_for = [*of_text(WORDS).items(), *of_text(NAME).items(), *of_id(who.phone.person.id).items()]
    for number, one in enumerate(sealed):
        looked_for += pieces(f"version {number}", one)
    return Needles(looked_for)


def database_files(folder: Path) -> list[Path]:
    return [path for path in files_under(folder) if path.name.startswith("mektup.db")]


def _keeping(seal: Callable[..., bytes], kept: list[bytes]) -> Callable[..., bytes]:
    def keeping(*given: object) -> bytes:
        kept.append(seal(*given))
        return kept[-1]

    return keeping
