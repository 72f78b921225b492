"""What the owner of a pledge may have on paper, and how much of it a day."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from bot.chat.screen import Message, Outgoing, Screen
from bot.chat.state import Letter
from bot.chat.turn import Turn
from bot.chat.view import View
from bot.letter.errors import TooMany
from bot.letter.orders import ENVELOPES, PAPERS
from bot.letter.queue import Allowance
from bot.supporter import subscriptions
from bot.supporter.screens import finished_letter, pledge
from bot.supporter.screens import printing as paper
from db.pledges import Pledge

Action = Callable[[Turn, Pledge], Awaitable[Screen | None]]
Make = Callable[[View], Sequence[Outgoing]]

NOTHING_DRAWN = Screen("")  # what was asked for comes below, the card stays as it is


def resized(turn: Turn, earlier: View, screen: Screen) -> Screen:
    """Above the present screen: the newest letter's files once more, where its country has other sizes."""
    view = turn.view
    before, now = paper.sizes(earlier), paper.sizes(view)
    letter = _letter_of(turn, turn.conversation.country_of or "")
    if now == before or letter is None or not letter.sent:
        return screen
    prisoner = view.campaign.by_id.get(letter.prisoner)
    sheets = [paper.letter_file(view, letter)] if now.paper != before.paper else []
    if prisoner and (now.envelope, now.from_home) != (before.envelope, before.from_home):
        sheets.append(paper.envelope_file(view, prisoner, letter.code))
    sheets.append(paper.cut_out_file(view, letter.code, prisoner))
    below = Message(screen.text, screen.keyboard)
    return Screen(view.t("paper.resized"), after=(*sheets, *screen.after, below), toast=screen.toast)


async def _sizes(turn: Turn, found: Pledge) -> Screen:
    return paper.choosing(turn.view, found.code)


async def _letter(turn: Turn, found: Pledge, *, by_hand: bool) -> Screen:
    if letter := _letter_of(turn, found.code):
        return _with_file(
            turn, NOTHING_DRAWN, lambda view: [paper.letter_file(view, letter, by_hand=by_hand)]
        )
    return await _card_without_words(turn, found)


async def _text(turn: Turn, found: Pledge) -> Screen:
    """The letter once more as a text, while its words are still here."""
    if letter := _letter_of(turn, found.code):
        return replace(NOTHING_DRAWN, after=(finished_letter.text_of(turn.view, letter),))
    return await _card_without_words(turn, found)


async def _card_without_words(turn: Turn, found: Pledge) -> Screen:
    card = pledge.card(turn.view, found, await subscriptions.of(turn, found.code))
    return replace(card, toast=turn.t.plain("paper.words-gone"))


async def _envelope(turn: Turn, found: Pledge) -> Screen | None:
    prisoner = turn.context.campaign.by_id.get(found.prisoner)
    if prisoner is None:  # the campaign file has changed
        return None
    return _with_file(turn, NOTHING_DRAWN, lambda view: [paper.envelope_file(view, prisoner, found.code)])


async def _cut_out(turn: Turn, found: Pledge) -> Screen:
    prisoner = turn.context.campaign.by_id.get(found.prisoner)
    return _with_file(turn, NOTHING_DRAWN, lambda view: [paper.cut_out_file(view, found.code, prisoner)])


async def _together(turn: Turn, found: Pledge) -> Screen:
    """All letters of a sitting at once."""
    if turn.conversation.letters:
        return _with_file(turn, NOTHING_DRAWN, paper.together)
    return await _card_without_words(turn, found)


async def _letter_in(turn: Turn, found: Pledge, **chosen: Any) -> Screen:
    """Another paper or another print: from now on, and this letter at once."""
    turn.conversation = replace(turn.conversation, **chosen)
    screen = paper.choosing(turn.view, found.code)
    letter = _letter_of(turn, found.code)
    return _with_file(turn, screen, lambda view: [paper.letter_file(view, letter)]) if letter else screen


async def _envelope_in(turn: Turn, found: Pledge, **chosen: Any) -> Screen:
    """Another envelope, or the address for another post: from now on, and this one at once."""
    turn.conversation = replace(turn.conversation, **chosen)
    screen = paper.choosing(turn.view, found.code)
    prisoner = turn.context.campaign.by_id.get(found.prisoner)
    return (
        _with_file(turn, screen, lambda view: [paper.envelope_file(view, prisoner, found.code)])
        if prisoner
        else screen
    )


def _with_file(turn: Turn, screen: Screen, make: Make) -> Screen:
    """The screen with what was asked for after it, while this person has files left today.

    All letters together count as one. Those that come with a promise are not counted: promises are limited.
    """
    conversation = turn.conversation
    try:
        had = Allowance(conversation.printed_on, conversation.printed_today).spend(turn.today)
    except TooMany as why:
        return replace(screen, after=(Message(paper.refusal(turn.t, why)),))
    turn.conversation = replace(conversation, printed_on=had.day, printed_today=had.used)
    return replace(screen, after=tuple(make(turn.view)))


def _letter_of(turn: Turn, code: str) -> Letter | None:
    return next((letter for letter in turn.conversation.letters if letter.code == code), None)


# What can be had of a letter; each says what should be true, so twice is once (and another file).
ACTIONS: Mapping[str, Action] = {
    "paper": _sizes,
    "letter": partial(_letter, by_hand=False),
    "by-hand": partial(_letter, by_hand=True),
    "again": _text,
    "envelope": _envelope,
    "cut-out": _cut_out,
    "together": _together,
    "large": partial(_letter_in, large_print=True),
    "not-large": partial(_letter_in, large_print=False),
    "from-home": partial(_envelope_in, posted_from="home"),
    "from-abroad": partial(_envelope_in, posted_from="abroad"),
    **{f"on-{sheet.id}": partial(_letter_in, paper=sheet.id) for sheet in PAPERS},
    **{f"in-{sheet.id}": partial(_envelope_in, envelope=sheet.id) for sheet in ENVELOPES},
}
