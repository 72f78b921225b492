"""What the owner of a pledge may have on paper, and how much of it a day."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from bot.chat.screen import Message, Screen
from bot.chat.state import Letter
from bot.chat.turn import Turn
from bot.letter.print_orders import ENVELOPES, PAPERS
from bot.letter.print_queue import Allowance
from bot.letter.printing_errors import TooMany
from bot.supporter import danger, subscriptions
from bot.supporter.screens import finished_letter, pledge_card
from bot.supporter.screens import paper_files as paper
from db.pledges import Pledge

Action = Callable[[Turn, Pledge], Awaitable[Screen | None]]

NOTHING_DRAWN = Screen("")  # what was asked for comes below, the card stays as it is


async def _sizes(turn: Turn, found: Pledge) -> Screen:
    return paper.choosing(turn.view, found.code, found.prisoner)


async def _letter(turn: Turn, found: Pledge, *, by_hand: bool) -> Screen:
    if _letter_of(turn, found.code):
        return _with_file(turn, NOTHING_DRAWN, found, "by-hand" if by_hand else "letter")
    return await _card_without_letter_of(turn, found)


async def _text(turn: Turn, found: Pledge) -> Screen:
    """The letter once more as a text, while its words are still here."""
    if _letter_of(turn, found.code):
        return replace(NOTHING_DRAWN, owes=finished_letter.owed(found.code, found.prisoner, ["text"]))
    return await _card_without_letter_of(turn, found)


async def _everything(turn: Turn, found: Pledge) -> Screen:
    """All that came with the promise, once more."""
    if _letter_of(turn, found.code):
        return replace(NOTHING_DRAWN, owes=finished_letter.owed(found.code, found.prisoner))
    return await _card_without_letter_of(turn, found)


async def _card_without_letter_of(turn: Turn, found: Pledge) -> Screen:
    card = pledge_card.card(turn.view, found, await subscriptions.of(turn, found.code))
    return replace(card, toast=turn.t.plain("paper.words-gone"))


async def _print(turn: Turn, found: Pledge) -> Screen:
    """[Print it instead]: the letter, its envelope, and the sheet with label and slip."""
    if _letter_of(turn, found.code):
        return _with_file(turn, NOTHING_DRAWN, found, *finished_letter.files_of(turn.view))
    return await _card_without_letter_of(turn, found)


async def _envelope(turn: Turn, found: Pledge) -> Screen | None:
    if found.prisoner not in turn.context.campaign.by_id:  # the campaign file has changed
        return None
    if danger.is_watched(turn.view):
        return paper.posting_from_russia(turn.view, found.code)
    return _with_file(turn, NOTHING_DRAWN, found, "envelope")


async def _envelope_anyway(turn: Turn, found: Pledge) -> Screen | None:
    """After the warning."""
    known = found.prisoner in turn.context.campaign.by_id
    return _with_file(turn, NOTHING_DRAWN, found, "envelope") if known else None


async def _sheet(turn: Turn, found: Pledge, *, name: str) -> Screen:
    """What needs no words."""
    return _with_file(turn, NOTHING_DRAWN, found, name)


async def _together(turn: Turn, found: Pledge) -> Screen:
    """All letters of a sitting at once."""
    if turn.conversation.writing.letters:
        return _with_file(turn, NOTHING_DRAWN, found, *paper.TOGETHER)
    return await _card_without_letter_of(turn, found)


async def _letter_in(turn: Turn, found: Pledge, **chosen: Any) -> Screen:
    """Another paper or another print: from now on, and this letter at once."""
    turn.conversation = turn.conversation.changed(**chosen)
    screen = paper.choosing(turn.view, found.code, found.prisoner)
    return _with_file(turn, screen, found, "letter") if _letter_of(turn, found.code) else screen


async def _envelope_in(turn: Turn, found: Pledge, **chosen: Any) -> Screen:
    """Another envelope, or the address for another post: from now on, and this one at once."""
    turn.conversation = turn.conversation.changed(**chosen)
    screen = paper.choosing(turn.view, found.code, found.prisoner)
    is_known = found.prisoner in turn.context.campaign.by_id
    return _with_file(turn, screen, found, "envelope") if is_known else screen


def _with_file(turn: Turn, screen: Screen, found: Pledge, *names: str) -> Screen:
    """The screen with files owed below it, while this person has files left today.

    All letters together count as one. Those that come with a promise are not counted: promises are limited.
    """
    conversation = turn.conversation
    try:
        had = Allowance(conversation.counts.printed_on, conversation.counts.printed_today).spend(turn.today)
    except TooMany as why:
        return replace(screen, after=(Message(paper.refusal(turn.t, why)),))
    turn.conversation = conversation.changed(printed_on=had.day, printed_today=had.used)
    return replace(screen, owes=finished_letter.owed(found.code, found.prisoner, names))


def _letter_of(turn: Turn, code: str) -> Letter | None:
    return next((letter for letter in turn.conversation.writing.letters if letter.code == code), None)


# What can be had of a letter; each says what should be true, so twice is once (and another file).
ACTIONS: Mapping[str, Action] = {
    "paper": _sizes,
    "print": _print,
    "letter": partial(_letter, by_hand=False),
    "by-hand": partial(_letter, by_hand=True),
    "again": _text,
    "send-again": _everything,
    "envelope": _envelope,
    "envelope-anyway": _envelope_anyway,
    "cut-out": partial(_sheet, name="cut-out"),
    "ruled": partial(_sheet, name="ruled"),
    "together": _together,
    "large": partial(_letter_in, large_print=True),
    "not-large": partial(_letter_in, large_print=False),
    "from-home": partial(_envelope_in, posted_from="home"),
    "from-abroad": partial(_envelope_in, posted_from="abroad"),
    **{f"on-{sheet.id}": partial(_letter_in, paper=sheet.id) for sheet in PAPERS},
    **{f"in-{sheet.id}": partial(_envelope_in, envelope=sheet.id) for sheet in ENVELOPES},
}
