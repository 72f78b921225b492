"""Cards of promises that are still to be posted: where they stand in the chat, and which one is pinned."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.chat.marks import Card
from bot.chat.state import Conversation

UNDO_DAYS = 2  # what was said of a letter can be undone on the day itself and on the next one
MOST = 50  # remembered of one person
PIN = "pin::"  # as it is owed


def promised(conversation: Conversation, code: str) -> Conversation:
    """Remember a new promise, whose card is still to come; where earlier cards stand matters no more."""
    earlier = (replace(one, message=0) for one in conversation.marks.cards)
    return conversation.changed(cards=(*earlier, Card(code=code))[-MOST:])


def card_of(conversation: Conversation, code: str) -> Card | None:
    """Find what is remembered of this promise."""
    return next((one for one in conversation.marks.cards if one.code == code), None)


def changed(conversation: Conversation, code: str, **values: Any) -> Conversation:
    """Return the conversation with these values of a card; the same where that card is not remembered."""
    cards = tuple(replace(one, **values) if one.code == code else one for one in conversation.marks.cards)
    return conversation.changed(cards=cards)


def waiting(conversation: Conversation) -> int:
    """Count the letters of which nobody here has said that they are posted or withdrawn."""
    return sum(one.said_on is None for one in conversation.marks.cards)


def to_pin(conversation: Conversation) -> int:
    """Find the message of the newest promise's card, while that waits; else 0."""
    newest = conversation.marks.cards[-1:]
    return newest[0].message if newest and newest[0].said_on is None else 0


def pinning(conversation: Conversation) -> Conversation:
    """Return the conversation that also owes the pin, where another message is to be pinned than is."""
    return conversation if to_pin(conversation) == conversation.marks.pinned else conversation.owing(PIN)


def arrived(conversation: Conversation, part: str, message_ids: tuple[int, ...]) -> Conversation:
    """Note what an owed part has become: a card's message, or the one that is pinned now."""
    name, code, *_ = part.split(":")
    if name == "card" and message_ids and conversation.marks.cards[-1:] == (card_of(conversation, code),):
        return changed(conversation, code, message=message_ids[-1])
    return conversation.changed(pinned=sum(message_ids)) if part == PIN else conversation


def noted(
    conversation: Conversation, arrived_parts: Mapping[str, tuple[int, ...]], today: date
) -> Conversation:
    """Note what these parts have become, for /forget too; and that another message is to be pinned."""
    for part, message_ids in arrived_parts.items():
        conversation = arrived(conversation, part, message_ids)
        conversation = conversation.spoke(() if part == PIN else message_ids, today)
    return pinning(conversation)


def after_night(conversation: Conversation, to_post: frozenset[str], today: date) -> Conversation:
    """Forget the promises that are over, by the tables of this night and by what is noted since."""
    noted = {one.code for one in conversation.notes}
    still_undone = today - timedelta(days=UNDO_DAYS)
    cards = tuple(
        one
        for one in conversation.marks.cards
        if (one.said_on > still_undone if one.said_on else one.code in to_post or one.code in noted)
    )
    return conversation.changed(cards=cards) if cards != conversation.marks.cards else conversation
