"""What is sent below a promise: the letter, then what to do with it; and its files, when asked for."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from bot.chat import cards
from bot.chat.screen import Message, Outgoing, Pin
from bot.chat.state import Letter
from bot.chat.view import View
from bot.supporter import danger
from bot.supporter.screens import paper_files as paper
from bot.supporter.screens import pledge_card

# In the order in which they come; the card is what to do, and the pledge.
PARTS = ("text", "card")
FILES = ("letter", "envelope", "cut-out")


def files_of(view: View) -> Sequence[str]:
    """Those that come by one button: from Russia nothing for the post to Kyiv, unless it is asked for."""
    return FILES[:1] if danger.is_watched(view) else FILES


def owed(code: str, prisoner_id: str, names: Sequence[str] = PARTS) -> tuple[str, ...]:
    """Name these parts of a letter as they are owed; all of them once it is promised. A card is pinned."""
    parts = tuple(f"{name}:{code}:{prisoner_id}" for name in names)
    return (*parts, cards.PIN) if "card" in names else parts


def part(view: View, name: str, value: str) -> Sequence[Outgoing]:
    """Make one part of a letter; nothing when its words are gone, or its recipient from the campaign file."""
    if name == "pin":
        return [Pin(cards.to_pin(view.conversation), view.conversation.marks.pinned)]
    code, _, prisoner_id = value.partition(":")
    prisoner = view.campaign.by_id.get(prisoner_id)
    letter = next((one for one in view.conversation.writing.letters if one.code == code), None)
    if name in OF_WORDS:
        return [OF_WORDS[name](view, letter)] if letter else []
    if name == "ruled":
        return [paper.ruled_file(view)]
    if name == "cut-out":
        return [paper.cut_out_file(view, code, prisoner)]
    if name == "envelope":
        return [paper.envelope_file(view, prisoner, code)] if prisoner else []
    return paper.TOGETHER[name](view) if name in paper.TOGETHER else []


def text_of(view: View, letter: Letter) -> Message:
    """Send the letter ready to copy, alone in its message."""
    return Message(view.t("parcel.letter", text=letter.text))


OF_WORDS: Mapping[str, Callable[[View, Letter], Outgoing]] = {
    "text": text_of,
    "letter": paper.letter_file,
    "by-hand": partial(paper.letter_file, by_hand=True),
    "card": pledge_card.card_of,
}
