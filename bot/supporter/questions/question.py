"""A question: one screen, one rule for when it is open, one function for each kind of answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.chat.screen import Button, Screen
from bot.chat.state import Conversation
from bot.chat.view import View

# An answer changes the conversation, or is explained above the same question.
Answer = Conversation | Screen


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `press` takes a button's value, `hear` a typed text; None where it takes none."""

    name: str
    is_open: Callable[[View], bool]
    screen: Callable[[View], Screen]
    press: Callable[[View, str], Answer] | None = None
    hear: Callable[[View, str], Answer] | None = None


def answered(view: View, **fields: Any) -> Conversation:
    """Return the conversation with these fields of its draft filled in."""
    assert view.conversation.writing.draft is not None
    before = view.conversation.writing.draft
    kept = [
        one for one in before.kept.split() if fields.get(one, getattr(before, one)) == getattr(before, one)
    ]
    draft = replace(before, **{"kept": " ".join(kept), **fields})
    return view.conversation.changed(draft=draft, asking=None)


def way_back(view: View) -> Button:
    """Make the button to the question before."""
    return view.writes("button.back", "back")
