"""The letter on paper: its files, the sizes they come in, and what is said where there is no file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from bot.campaign.model import Campaign, Prisoner
from bot.chat.screen import Button, File, Message, Outgoing, Screen
from bot.chat.state import Letter
from bot.chat.view import View
from bot.i18n import Translate
from bot.letter.characters import Character
from bot.letter.errors import AlreadyPrinting, RightToLeft, TooLong, TooMany, TooSlow, Unprintable
from bot.letter.orders import (
    ENVELOPES,
    PAPERS,
    CutOutOrder,
    EnvelopeOrder,
    LetterOrder,
    Sheet,
    Slip,
    default_envelope,
    default_paper,
    recipient,
)
from db.pledges import shown

INSTRUCTIONS = 5
MOST_NAMED = 6  # characters that cannot be printed, on one screen


@dataclass(frozen=True, slots=True)
class Sizes:
    """On what this person prints, and from where it is posted: as chosen, else as the country has it."""

    paper: Sheet
    envelope: Sheet
    from_home: bool
    large: bool


def sizes(view: View) -> Sizes:
    """The sizes for the next file."""
    conversation = view.conversation
    country = conversation.country or None
    here = view.t.plain("script") == "local" if country is None else country == view.campaign.home_country
    by_id = {sheet.id: sheet for sheet in (*PAPERS, *ENVELOPES)}
    return Sizes(
        by_id.get(conversation.paper or "", default_paper(country)),
        by_id.get(conversation.envelope or "", default_envelope(country)),
        here if conversation.posted_from is None else conversation.posted_from == "home",
        conversation.large_print,
    )


def letter_file(view: View, letter: Letter, *, by_hand: bool = False) -> Outgoing:
    """The letter, or the sheet to copy it by hand; without what cannot be printed, and it says so."""
    room, on = view.context.letter_printer, sizes(view)
    if room.refuses(letter.text):
        return Message(refusal(view.t, RightToLeft()))
    kind = "by-hand" if by_hand else "large" if on.large else "letter"
    caption = view.t(f"paper.{kind}", paper=on.paper.name)
    if lacking := room.lacking(letter.text):
        caption += "\n" + view.t("paper.left-out", characters=named(lacking))
    order = LetterOrder(room.printable(letter.text), on.paper, on.large, by_hand)
    name = "handwriting-sheet.pdf" if by_hand else "letter.pdf"
    return File(name, partial(room.print, order), caption, instead=partial(refusal, view.t))


def envelope_file(view: View, prisoner: Prisoner) -> Outgoing:
    """The front of the envelope, with nothing of the bot on it."""
    on = sizes(view)
    order = EnvelopeOrder(on.envelope, address_lines(view.campaign, prisoner, local=on.from_home))
    caption = view.t(f"paper.envelope-{'home' if on.from_home else 'abroad'}", size=on.envelope.name)
    make = partial(view.context.letter_printer.print, order)
    return File("envelope.pdf", make, caption, instead=partial(refusal, view.t))


def cut_out_file(view: View, code: str, prisoner: Prisoner | None) -> Outgoing:
    """The label, the slip with the code, and what to do, on a sheet of their own."""
    on, context = sizes(view), view.context
    label = address_lines(view.campaign, prisoner, local=on.from_home) if prisoner else ()
    order = CutOutOrder(
        on.paper,
        Slip(shown(code), context.link(code), slip_notes(context.languages, view.t)),
        instructions(view.t),
        label,
    )
    caption = view.t("paper.cut-out", paper=on.paper.name)
    make = partial(context.letter_printer.print, order)
    return File("label-and-slip.pdf", make, caption, instead=partial(refusal, view.t))


def address_lines(campaign: Campaign, prisoner: Prisoner, *, local: bool) -> tuple[str, ...]:
    """The address for the post of the campaign's own country, or for the post of all others."""
    if local:
        return recipient(prisoner.envelope.local, prisoner.born, campaign.address.local)
    return recipient(prisoner.envelope.latin, prisoner.born, campaign.address.latin)


def slip_notes(languages: Mapping[str, Translate], t: Translate) -> tuple[str, ...]:
    """A note on the slip: first as the office reads it, which opens the envelope; then as its writer does."""
    office = next((one for one in languages.values() if one.plain("script") == "local"), t)
    return tuple(dict.fromkeys((office.plain("paper.slip"), t.plain("paper.slip"))))


def instructions(t: Translate) -> tuple[str, ...]:
    """What to do with the sheets."""
    posted = t.plain("pledge.button.mailed")
    return tuple(t.plain(f"paper.instruction.{one}", button=posted) for one in range(1, INSTRUCTIONS + 1))


def rows(view: View, code: str, *, to_post: bool) -> list[list[Button]]:
    """The card's buttons: the sheets; or, when the words are gone, what can be made without them."""
    if any(letter.code == code for letter in view.conversation.letters):
        return [
            [
                view.owns("paper.button.letter", "letter", code),
                view.owns("paper.button.by-hand", "by-hand", code),
            ],
            [
                view.owns("paper.button.envelope", "envelope", code),
                view.owns("paper.button.sizes", "paper", code),
            ],
        ]
    return [[view.owns("paper.button.gone", "paper", code)]] if to_post else []


def choosing(view: View, code: str) -> Screen:
    """Every size as a button: a tap sends the file in it, and the next letters come in it; or the text."""
    on = sizes(view)
    has_words = any(letter.code == code for letter in view.conversation.letters)

    def choice(label: str, name: str, chosen: bool) -> Button:
        label = view.t.plain("paper.button.chosen", what=label) if chosen else label
        return Button(label, view.mark(name, code))

    large = view.t.plain("paper.button.large")
    home = view.t.plain("paper.button.home", country=view.t.country(view.campaign.home_country))
    letter = [
        [choice(sheet.name, f"on-{sheet.id}", sheet == on.paper) for sheet in PAPERS],
        [choice(large, "not-large" if on.large else "large", on.large)],
    ]
    envelope = [
        [choice(sheet.name, f"in-{sheet.id}", sheet == on.envelope) for sheet in ENVELOPES],
        [
            choice(home, "from-home", on.from_home),
            choice(view.t.plain("paper.button.abroad"), "from-abroad", not on.from_home),
        ],
        [view.owns("paper.button.cut-out", "cut-out", code)],
    ]
    back = [view.owns("button.back", "card", code)]
    if not has_words:
        return Screen(view.t("paper.gone"), [*envelope, back])
    again = [view.owns("paper.button.again", "again", code)]
    return Screen(view.t("paper.sizes"), [*letter, *envelope, again, back])


def before_the_promise(view: View, text: str) -> str:
    """What the writer should know of a text that is not all ordinary letters; "" for any other."""
    room = view.context.letter_printer
    if room.refuses(text):
        return view.t("paper.right-to-left-soon")
    if lacking := room.lacking(text):
        return view.t("paper.lacking", characters=named(lacking))
    return ""


def named(characters: Sequence[Character]) -> str:
    """Characters with the names Unicode gives them."""
    some = ", ".join(f"{one.text} ({one.name})" for one in characters[:MOST_NAMED])
    return some + (", …" if len(characters) > MOST_NAMED else "")


def refusal(t: Translate, why: Exception) -> Markup:
    """One sentence instead of a file."""
    match why:
        case TooLong():
            return t("paper.too-long", length=why.length, limit=why.limit)
        case RightToLeft():
            return t("paper.right-to-left")
        case Unprintable():
            return t("paper.unprintable", characters=named(why.characters))
        case AlreadyPrinting():
            return t("paper.already")
        case TooSlow():
            return t("paper.too-slow")
        case TooMany():
            return t("paper.too-many", limit=why.limit)
    return t("paper.failed")
