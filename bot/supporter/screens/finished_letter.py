"""What follows a promise into the chat: the letter, the address, the pledge's card."""

from collections.abc import Sequence

from bot.campaign.model import Prisoner
from bot.chat.screen import Button, Message, Outgoing, Screen
from bot.chat.state import Letter
from bot.chat.view import View
from bot.supporter.screens import pledge
from bot.supporter.screens import printing as paper

LONGEST_COPY = 256  # Telegram: what a button can copy


def with_letters(view: View, screen: Screen, letters: Sequence[Letter]) -> Screen:
    """The letters first, then the present screen below them."""
    finished = [one for letter in letters for one in finished_letter(view, letter)]
    below = [Message(screen.text, screen.keyboard)] if screen.text else []
    return Screen(view.t("parcel.thanks"), after=(*finished, *screen.after, *below), toast=screen.toast)


def finished_letter(view: View, letter: Letter) -> tuple[Outgoing, ...]:
    """The letter as text and as a file, the address and the envelope, the sheet to cut, and the card."""
    prisoner = view.campaign.by_id.get(letter.prisoner)
    # the campaign file may have changed meanwhile
    envelope = [address(view, prisoner), paper.envelope_file(view, prisoner, letter.code)] if prisoner else []
    cut_out = paper.cut_out_file(view, letter.code, prisoner)
    card = pledge.card_of(view, letter)
    return (text_of(view, letter), paper.letter_file(view, letter), *envelope, cut_out, card)


def text_of(view: View, letter: Letter) -> Message:
    """The letter, ready to copy: nothing else is in this message."""
    return Message(view.t("parcel.letter", text=letter.text))


def address(view: View, prisoner: Prisoner) -> Message:
    """The envelope, from abroad and from the campaign's own country, with a button to copy what fits one."""
    latin, local = (
        "\n".join(paper.address_lines(view.campaign, prisoner, local=local)) for local in (False, True)
    )
    copies = (("parcel.button.copy-latin", latin), ("parcel.button.copy-local", local))
    rows = [[Button(view.t.plain(key), copy=text)] for key, text in copies if len(text) <= LONGEST_COPY]
    return Message(view.t("parcel.address", latin=latin, local=local), rows)
