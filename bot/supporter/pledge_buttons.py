"""What the owner of a pledge may do on its card. Each says what should be true, so twice is once."""

import contextlib
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from bot.chat.callback import Own, read_callback
from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.supporter import own_letters, questions, subscriptions
from bot.supporter import printing_buttons as paper
from bot.supporter.screens import pledge_card
from db.pledges import Pledge


async def press(turn: Turn, press: Own) -> Screen:
    """A button of a card: only of this person's own pledge, by the mark on it."""
    code = press.code
    if not turn.context.vault.owns(turn.event.user_id, code, press.mac):
        return questions.current(turn.view)
    found = await own_letters.find(turn, code)
    if found is None:
        return questions.current(turn.view)
    screen = await _act(turn, found, press.name)
    return replace(screen or await _card(turn, code), apart=code)


async def standing(turn: Turn, code: str) -> Screen | None:
    """Show the card with this code, or the one that was tapped, as it is now; None where there is none."""
    pressed = read_callback(turn.event.callback)
    is_present = turn.conversation.marks.screen == turn.event.message_id  # it has such a button too
    owns = turn.context.vault.owns
    if isinstance(pressed, Own) and not is_present and owns(turn.event.user_id, pressed.code, pressed.mac):
        code = pressed.code
    if not code or await own_letters.find(turn, code) is None:
        return None
    return replace(await _card(turn, code), apart=code)


async def _act(turn: Turn, found: Pledge, name: str) -> Screen | None:
    if name in ACTIONS:
        return await ACTIONS[name](turn, found)
    if day := re.fullmatch(r"by-(\d{4})(\d\d)(\d\d)", name, re.ASCII):
        with contextlib.suppress(ValueError):  # no such day
            await subscriptions.later(turn, found, date(*map(int, day.groups())))
    return None


async def _mailed(turn: Turn, found: Pledge) -> None:
    if found.state in pledge_card.TO_POST:
        await subscriptions.set_aside(turn, found.code)
        own_letters.change(turn, found.code, mailed_on=turn.today, expired_on=None)


async def _not_mailed(turn: Turn, found: Pledge) -> None:
    if found.state == "mailed" and pledge_card.may_be_undone(turn.view, found):
        own_letters.change(turn, found.code, mailed_on=None)
        await subscriptions.bring_back(turn, found.code)


async def _answered(turn: Turn, found: Pledge) -> None:
    """Only of a letter that went straight to a prison: of others the office knows."""
    if found.state == "mailed" and turn.context.campaign.goes_straight(found.prisoner):
        own_letters.change(turn, found.code, answered_on=turn.today)


async def _not_answered(turn: Turn, found: Pledge) -> None:
    if found.state == "answered" and pledge_card.may_be_undone(turn.view, found):
        own_letters.change(turn, found.code, answered_on=None)


async def _withdraw(turn: Turn, found: Pledge) -> None:
    if found.state in (*pledge_card.TO_POST, "mailed"):
        await subscriptions.set_aside(turn, found.code)
        own_letters.change(turn, found.code, withdrawn_on=turn.today)


async def _not_withdrawn(turn: Turn, found: Pledge) -> None:
    if found.state == "withdrawn" and pledge_card.may_be_undone(turn.view, found):
        own_letters.change(turn, found.code, withdrawn_on=None)
        await subscriptions.bring_back(turn, found.code)


async def _nothing(_turn: Turn, _found: Pledge) -> None:
    """The card as it is now."""


async def _erase(turn: Turn, found: Pledge) -> Screen:
    """The words go at once; but a letter that has not reached the chat is sent first."""
    is_owed = turn.conversation.owes(found.code)
    letters = tuple(one for one in turn.conversation.writing.letters if one.code != found.code or is_owed)
    if letters != turn.conversation.writing.letters:
        turn.change(letters=letters, sender=None, place=None)
        turn.erased = True
    card = await _card(turn, found.code)
    return card if is_owed else replace(card, toast=turn.t.plain("pledge.erased"))


async def _card(turn: Turn, code: str) -> Screen:
    found = await own_letters.find(turn, code)
    assert found is not None  # the note of it is in this person's own row
    return pledge_card.card(turn.view, found, await subscriptions.of(turn, code))


ACTIONS: Mapping[str, Callable[[Turn, Pledge], Awaitable[Screen | None]]] = {
    "mailed": _mailed,
    "not-mailed": _not_mailed,
    "answered": _answered,
    "not-answered": _not_answered,
    "withdraw": _withdraw,
    "not-withdrawn": _not_withdrawn,
    "card": _nothing,
    "ask-reminded": subscriptions.ask_reminded,
    "reminded": subscriptions.reminded,
    "not-reminded": subscriptions.not_reminded,
    "ask-told": subscriptions.ask_told,
    "told": subscriptions.told,
    "told-neutral": partial(subscriptions.told, neutral=True),
    "not-told": subscriptions.not_told,
    "erase": _erase,
    **paper.ACTIONS,
}
