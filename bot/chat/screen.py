"""A screen as a value: text and buttons, and what is sent below it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

from bot.chat.callback import Callback
from bot.chat.event import Event
from db.figure_sums import Moment

Style = Literal["primary", "success", "danger"]


@dataclass(frozen=True, slots=True)
class Button:
    """One button: carries what should be true (`callback`), opens a page (`url`), copies a text (`copy`)."""

    label: str
    callback: Callback | None = None
    url: str | None = None
    copy: str | None = None
    style: Style | None = None

    def as_telegram(self) -> dict[str, Any]:
        """Return the Bot API's InlineKeyboardButton."""
        button = {
            "text": self.label,
            "callback_data": self.callback and self.callback.data,
            "url": self.url,
            "copy_text": self.copy and {"text": self.copy},
            "style": self.style,
        }
        return {name: value for name, value in button.items() if value is not None}


Keyboard = Sequence[Sequence[Button]]


# About what a telephone shows of a label, by how many stand in a row.
WIDEST = {1: 64, 2: 18, 3: 11, 4: 7, 5: 6, 6: 8}


def fitting(keyboard: Keyboard) -> list[list[Button]]:
    """Give each button a row of its own where a row would cut off one of its labels."""
    rows: list[list[Button]] = []
    for row in keyboard:
        is_wide = any(len(one.label) > WIDEST.get(len(row), 0) for one in row)
        rows += [[one] for one in row] if is_wide else [list(row)]
    return rows


def in_pairs(buttons: Sequence[Button]) -> list[list[Button]]:
    """Put two in a row: of three, a telephone cuts off the labels."""
    return [list(buttons[start : start + 2]) for start in range(0, len(buttons), 2)]


@dataclass(frozen=True, slots=True)
class Message:
    """A text that stays in the chat. `text` is Telegram's HTML."""

    text: str
    keyboard: Keyboard = ()


@dataclass(frozen=True, slots=True)
class File:
    """A file, made in a thread when its turn comes; `picture` shows it in the chat.

    `instead` is what is said (Telegram's HTML) where it cannot be made or sent, so that the rest still comes.
    """

    name: str
    make: Callable[[], bytes]
    caption: str = ""
    picture: bool = False
    instead: Callable[[Exception], str] | None = None


@dataclass(frozen=True, slots=True)
class Commands:
    """The menu of commands of this chat, in one language; no names remove the chat's own menu."""

    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Erase:
    """Messages to delete in this chat."""

    message_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pin:
    """The message to be pinned in this chat, and the one that was until now; 0 is none."""

    message: int
    instead_of: int = 0


Outgoing = Message | File | Commands | Erase | Pin


@dataclass(frozen=True, slots=True)
class Screen:
    """The answer to one update: the present screen, redrawn in place where a button was pressed.

    `owes` names what must arrive below it, however long that takes (see bot/routes.py); it is committed with
    the turn. `after` is tried at once and not again. `toast` is the short answer to the tap itself.
    `below`: what was tapped stays as it is, and the screen comes below it. `apart`: it is not the present
    screen, which stays where it stands, but the card of the letter with this code.
    """

    text: str
    keyboard: Keyboard = ()
    owes: tuple[str, ...] = ()
    after: tuple[Outgoing, ...] = ()
    toast: str = ""
    below: bool = False
    apart: str = ""

    def under(self, sentence: str) -> Self:
        """Return the same screen with a sentence above it; itself without one."""
        return replace(self, text=f"{sentence}\n\n{self.text}") if sentence else self


NOTHING = Screen("")


@dataclass(frozen=True, slots=True)
class Reading:
    """A screen of figures: made when the turn has committed, from the figures of that moment.

    `owes` is as in a Screen.
    """

    screen: Callable[[Moment], Awaitable[Screen]]
    owes: tuple[str, ...] = ()


Shown = Screen | Reading


def place_of(event: Event, screen: Shown) -> int | None:
    """Find the message this answer is drawn into; None where it becomes a new one."""
    is_below = isinstance(screen, Screen) and screen.below
    return event.message_id if event.can_edit and not is_below else None
