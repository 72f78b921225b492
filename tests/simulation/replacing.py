"""The simulation's pieces in the places of the real ones, as the bot's own start finds them."""

import contextlib
import json
import logging
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from bot import run
from bot.campaign.name_search import spellings
from bot.chat import context
from bot.chat.context import AppContext
from bot.chat.screen import Screen, Shown
from bot.chat.turn import Turn
from bot.checks.all_checks import checked
from bot.engine.ordering import Ordering
from bot.error_logs import report
from bot.telegram.delivery import Delivery
from db.vault import Vault
from tests.simulation.disk import Disk
from tests.simulation.telegram import SimulatedTransport
from tests.simulation.watching import Alarm
from tests.simulation.world import World


@contextlib.contextmanager
def replaced(world: World, disk: Callable[[], Disk], alarm: Alarm) -> Iterator[None]:
    """Until the block ends, `bot.run` speaks to this world, and what it does is watched."""
    loaded = checked(None, finished=False)

    def transport(_url: str, token: str) -> SimulatedTransport:
        mine = disk()
        return SimulatedTransport(token, world.playground, world.weather, world.trace, lambda: mine.is_dead)

    def ordering(engine: Any, outbox: Any, handler: Any, *more: Any, **named: Any) -> Ordering:
        return Ordering(engine, outbox, _watched(handler, world), *more, **named)

    with pytest.MonkeyPatch.context() as patched, warnings.catch_warnings(), _logs_to(alarm):
        warnings.simplefilter("ignore")  # a dead process closes nothing
        patched.setattr(sys, "unraisablehook", lambda _: None)
        patched.setattr(run, "Transport", transport)
        patched.setattr(run, "checked", lambda *_given, **_named: loaded)
        names = spellings(loaded.languages.values())  # as they are read once in a life of the bot
        patched.setattr(context, "spellings", lambda _: names)
        patched.setattr(run, "AppContext", partial(AppContext, render=_printed))
        patched.setattr(run, "Ordering", ordering)
        patched.setattr(Delivery, "draw", _drawn(Delivery.draw, world))
        patched.setattr(Vault, "seal", _sealing(Vault.seal, world))
        yield


@contextlib.contextmanager
def _logs_to(alarm: Alarm) -> Iterator[None]:
    """Nothing is written; what is reported as an error is kept."""
    root, reports = logging.getLogger(), logging.getLogger(report.__module__)
    level, handlers = root.level, root.handlers[:]
    root.handlers[:] = [logging.NullHandler()]
    root.setLevel(logging.ERROR)
    reports.addHandler(alarm)
    try:
        yield
    finally:
        reports.removeHandler(alarm)
        root.handlers[:], root.level = handlers, level


def _watched(answer: Any, world: World) -> Any:
    async def watched(turn: Turn) -> Shown:
        before = turn.conversation
        shown: Shown = await answer(turn)
        changes = turn.conversation != before and not turn.conversation.is_empty
        world.watch.decided[turn.event.update_id] = changes
        return shown

    return watched


def _drawn(draw: Any, world: World) -> Any:
    async def drawn(
        delivery: Delivery, chat_id: int, edited: int | None, screen: Screen, *more: Any, **named: Any
    ) -> int | None:
        became: int | None = await draw(delivery, chat_id, edited, screen, *more, **named)
        world.watch.screens[chat_id] = became or edited or 0
        return became

    return drawn


def _sealing(seal: Any, world: World) -> Any:
    def sealing(vault: Vault, plain: bytes, *, bound_to: bytes) -> bytes:
        sealed: bytes = seal(vault, plain, bound_to=bound_to)
        world.watch.sealed[sealed[5:17]] = world.line.now
        return sealed

    return sealing


def _printed(*orders: Any) -> bytes:
    """A file in the place of a PDF: what would be on it."""
    return json.dumps([str(one) for one in orders]).encode()
