"""What is sent below a promise: the letter, its papers, the address, the pledge's card."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from bot.campaign.model import Prisoner
from bot.chat.screen import Button, Message, Outgoing
from bot.chat.state import Letter
from bot.chat.view import View
from bot.supporter import danger
from bot.supporter.screens import pledge
from bot.supporter.screens import printing as paper

LONGEST_COPY = 256  # Telegram: what a button can copy

# In the order in which they come; the present screen stands below them.
PARTS = ("text", "letter", "address", "envelope", "cut-out", "card")
POSTED = ("address", "envelope", "cut-out")


def parts_of(view: View) -> Sequence[str]:
    """Those that come by themselves: from Russia nothing goes to Kyiv by post, unless it is asked for."""
    return [one for one in PARTS if one not in POSTED] if danger.is_russian(view) else PARTS


def owed(code: str, prisoner_id: str, names: Sequence[str] = PARTS) -> tuple[str, ...]:
    """Name these parts of a letter as they are owed; all of them once it is promised."""
    return tuple(f"{name}:{code}:{prisoner_id}" for name in names)


def part(view: View, name: str, value: str) -> Sequence[Outgoing]:
    """Make one part of a letter; nothing when its words are gone, or its recipient from the campaign file."""
    code, _, prisoner_id = value.partition(":")
    prisoner = view.campaign.by_id.get(prisoner_id)
    letter = next((one for one in view.conversation.writing.letters if one.code == code), None)
    if name in OF_WORDS:
        return [OF_WORDS[name](view, letter)] if letter else []
    if name == "cut-out":
        return [paper.cut_out_file(view, code, prisoner)]
    if name in paper.TOGETHER:
        return paper.TOGETHER[name](view)
    return [OF_PERSON[name](view, prisoner, code)] if prisoner else []


def text_of(view: View, letter: Letter) -> Message:
    """Send the letter ready to copy, alone in its message."""
    return Message(view.t("parcel.letter", text=letter.text))


def address(view: View, prisoner: Prisoner) -> Message:
    """Write the envelope, from abroad and from the campaign's own country, with a button to copy each."""
    latin, local = (
        "\n".join(paper.address_lines(view.campaign, prisoner, local=local)) for local in (False, True)
    )
    copies = (("parcel.button.copy-latin", latin), ("parcel.button.copy-local", local))
    rows = [[Button(view.t.plain(key), copy=text)] for key, text in copies if len(text) <= LONGEST_COPY]
    return Message(view.t("parcel.address", latin=latin, local=local), rows)


OF_WORDS: Mapping[str, Callable[[View, Letter], Outgoing]] = {
    "text": text_of,
    "letter": paper.letter_file,
    "by-hand": partial(paper.letter_file, by_hand=True),
    "card": pledge.card_of,
}
OF_PERSON: Mapping[str, Callable[[View, Prisoner, str], Outgoing]] = {
    "address": lambda view, prisoner, _code: address(view, prisoner),
    "envelope": paper.envelope_file,
}
