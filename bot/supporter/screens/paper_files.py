"""The letter on paper: its files, the sizes they come in, and what is said where there is no file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from bot.campaign.model import Prisoner
from bot.chat.screen import Button, File, Outgoing, Screen
from bot.chat.state import Letter
from bot.chat.view import View
from bot.i18n.translate import Translate
from bot.letter.addresses_and_slips import (
    cut_out_order,
    envelope_order,
    letter_order,
    ruled_order,
    slip,
    slips_order,
)
from bot.letter.compose import with_forms
from bot.letter.layout import LetterText, letter_text
from bot.letter.print_orders import ENVELOPES, PAPERS, Order, Sheet, Slip, default_envelope, default_paper
from bot.letter.printable_characters import Character, lacking
from bot.letter.printing_errors import AlreadyPrinting, TooLong, TooMany, TooSlow, Unprintable
from bot.supporter import danger
from db.pledges import shown

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
    country = conversation.choices.country or None
    here = view.t.plain("script") == "local" if country is None else country == view.campaign.home_country
    by_id = {sheet.id: sheet for sheet in (*PAPERS, *ENVELOPES)}
    return Sizes(
        by_id.get(conversation.choices.paper or "", default_paper(country)),
        by_id.get(conversation.choices.envelope or "", default_envelope(country)),
        here if conversation.choices.posted_from is None else conversation.choices.posted_from == "home",
        conversation.choices.large_print,
    )


def is_known(view: View) -> bool:
    """Tell whether its writer has said where it is posted."""
    return bool(view.conversation.choices.country or view.conversation.choices.posted_from)


def posting_from_russia(view: View, code: str) -> Screen:
    """Before an envelope is made all the same: what it shows, and what is safer."""
    rows = [
        [view.owns("button.back", "card", code, "primary")],
        [view.owns("danger.button.anyway", "envelope-anyway", code)],
        [view.leads("danger.button.trace", "forget")],
    ]
    return Screen(view.t("danger.envelope"), rows)


def letter_file(view: View, letter: Letter, *, by_hand: bool = False) -> Outgoing:
    """The letter, or the sheet to copy it by hand; without what cannot be printed, and it says so."""
    on = sizes(view)
    kind = "by-hand" if by_hand else "large" if on.large else "letter"
    said = [view.t(f"paper.{kind}", paper=on.paper.name), _whose(view, letter.code, letter.prisoner)]
    if foreign := lacking(letter.text):
        said.append(view.t("paper.left-out", characters=named(view.t, foreign)))
    order = letter_order(view.t, _text(view, letter), on.paper, large=on.large, by_hand=by_hand)
    return _file(view, "handwriting" if by_hand else "letter", letter.code, said, order)


def ruled_file(view: View) -> Outgoing:
    """A fresh ruled page."""
    on = sizes(view)
    order = ruled_order(view.t, on.paper, large=on.large)
    return _file(view, "ruled", "", [view.t("paper.ruled", paper=on.paper.name)], order)


def envelope_file(view: View, prisoner: Prisoner, code: str = "") -> Outgoing:
    """The front of the envelope, with nothing of the bot on it."""
    on = sizes(view)
    order = envelope_order(view.t, view.campaign, prisoner, on.envelope, local=on.from_home)
    said = view.t(f"paper.envelope-{'home' if on.from_home else 'abroad'}", size=on.envelope.name)
    whose = _whose(view, code, prisoner.id)
    return _file(view, "envelope", code, [said, whose], order, size=on.envelope.id)


def cut_out_file(view: View, code: str, prisoner: Prisoner | None) -> Outgoing:
    """The label, the slip with the code, and what to do, on a sheet of their own."""
    on = sizes(view)
    slip = _slip(view, code, prisoner)
    order = cut_out_order(view.t, view.campaign, prisoner, on.paper, slip, local=on.from_home)
    key, name = ("cut-out", "label-and-slip") if slip else ("label", "label")
    whose = _whose(view, code, prisoner.id if prisoner else "")
    return _file(view, name, code, [view.t(f"paper.{key}", paper=on.paper.name), whose], order)


def letters_file(view: View) -> Sequence[Outgoing]:
    """Every letter whose words are still here, as one file."""
    on, letters = sizes(view), view.conversation.writing.letters
    pages = [letter_order(view.t, _text(view, one), on.paper, large=on.large) for one in letters]
    return _bundle(view, "letters", "paper.button.together", *pages)


def envelopes_file(view: View) -> Sequence[Outgoing]:
    """The envelopes of these letters, as one file."""
    on, by_id = sizes(view), view.campaign.by_id
    fronts = [
        envelope_order(view.t, view.campaign, by_id[one.prisoner], on.envelope, local=on.from_home)
        for one in view.conversation.writing.letters
        if one.prisoner in by_id
    ]
    return _bundle(view, f"envelopes-{on.envelope.id}", "paper.button.envelope", *fronts)


def slips_file(view: View) -> Sequence[Outgoing]:
    """The slips of these letters on sheets to cut, each with a first name and a code."""
    by_id, letters = view.campaign.by_id, view.conversation.writing.letters
    slips = tuple(filter(None, (_slip(view, one.code, by_id.get(one.prisoner)) for one in letters)))
    sheets = [slips_order(view.t, sizes(view).paper, slips)] if slips else []
    return _bundle(view, "slips", "paper.button.cut-out", *sheets)


TOGETHER: Mapping[str, Callable[[View], Sequence[Outgoing]]] = {
    "letters": letters_file,
    "envelopes": envelopes_file,
    "slips": slips_file,
}


def _bundle(view: View, name: str, key: str, *orders: Order) -> Sequence[Outgoing]:
    whose = [_whose(view, letter.code, letter.prisoner) for letter in view.conversation.writing.letters]
    return [_file(view, name, "", [view.t(key), *whose], *orders)] if orders else []


def _file(view: View, kind: str, code: str, said: Sequence[Markup], *orders: Order, size: str = "") -> File:
    """A file whose name has half of the code, and never a name of anybody."""
    name = "-".join(part for part in (kind, code[:4], size) if part)
    caption = "\n".join(line for line in said if line)
    make = partial(view.context.render, *orders)
    return File(f"{name}.pdf", make, caption, instead=partial(refusal, view.t))


def _whose(view: View, code: str, prisoner_id: str) -> Markup:
    prisoner = view.campaign.by_id.get(prisoner_id)
    if not code or prisoner is None:
        return Markup(shown(code) if code else "")  # noqa: S704  # a code has letters and figures only
    return view.t("paper.whose", name=view.t.pick(prisoner.name), code=shown(code))


def _text(view: View, letter: Letter) -> LetterText:
    language = view.context.languages.get(letter.language)
    prisoner = view.campaign.by_id.get(letter.prisoner)
    forms = view.campaign.forms_for(prisoner, letter.language) if prisoner else {}
    greetings = language.greetings.values() if language else ()
    texts = (with_forms(text, forms) for one in greetings for text in one.texts)
    return letter_text(letter.text, texts, letter.language)


def _slip(view: View, code: str, prisoner: Prisoner | None) -> Slip | None:
    context = view.context
    if prisoner and view.campaign.is_direct(prisoner):  # a prison counts no codes
        return None
    return slip(context.languages, view.t, shown(code), context.link(code), prisoner)


def rows(view: View, code: str, prisoner_id: str, *, to_post: bool) -> list[list[Button]]:
    """The card's buttons: its files; or, when the words are gone, what can be made without them."""
    if any(letter.code == code for letter in view.conversation.writing.letters):
        return [
            [
                view.owns("paper.button.print", "print", code),
                view.owns("paper.button.sizes", "paper", code),
            ]
        ]
    key = "envelope" if view.campaign.goes_straight(prisoner_id) else "gone"
    return [[view.owns(f"paper.button.{key}", "paper", code)]] if to_post else []


def choosing(view: View, code: str, prisoner_id: str) -> Screen:
    """Every size as a button: a tap sends the file in it, and the next letters come in it; or the text."""
    on, is_direct = sizes(view), view.campaign.goes_straight(prisoner_id)
    has_words = any(letter.code == code for letter in view.conversation.writing.letters)

    def choice(label: str, name: str, chosen: bool) -> Button:
        label = view.t.plain("paper.button.chosen", what=label) if chosen else label
        return Button(label, view.mark(name, code))

    large = view.t.plain("paper.button.large")
    home = view.t.plain("paper.button.home", country=view.t.country(view.campaign.home_country))
    letter = [
        [choice(sheet.name, f"on-{sheet.id}", sheet == on.paper) for sheet in PAPERS],
        [choice(large, "not-large" if on.large else "large", on.large)],
        [view.owns("paper.button.by-hand", "by-hand", code), view.owns("paper.button.ruled", "ruled", code)],
    ]
    envelope = (
        [[view.owns("paper.button.envelope", "envelope", code)]]
        if danger.is_watched(view)
        else [
            [choice(sheet.name, f"in-{sheet.id}", sheet == on.envelope) for sheet in ENVELOPES],
            [
                choice(home, "from-home", on.from_home),
                choice(view.t.plain("paper.button.abroad"), "from-abroad", not on.from_home),
            ],
            [view.owns(f"paper.button.{'label' if is_direct else 'cut-out'}", "cut-out", code)],
        ]
    )
    back = [view.owns("button.back", "card", code)]
    if not has_words:
        return Screen(view.t("paper.gone-direct" if is_direct else "paper.gone"), [*envelope, back])
    several = len(view.conversation.writing.letters) > 1
    together = [[view.owns("paper.button.together", "together", code)]] if several else []
    again = [view.owns("paper.button.again", "again", code)]
    return Screen(view.t("paper.sizes"), [*letter, *envelope, *together, again, back])


def before_the_promise(view: View, text: str) -> str:
    """What the writer should know of a text that is not all ordinary letters; "" for any other."""
    foreign = lacking(text)
    return view.t("paper.lacking", characters=named(view.t, foreign)) if foreign else ""


def named(t: Translate, characters: Sequence[Character]) -> str:
    """List the characters, and how many more; Unicode has names for them in English only."""
    has_names, more = t.language == "en", len(characters) - MOST_NAMED
    some = [f"{one.text} ({one.name})" if has_names else one.text for one in characters[:MOST_NAMED]]
    return ", ".join([*some, f"+{more}"] if more > 0 else some)


def refusal(t: Translate, why: Exception) -> Markup:
    """One sentence instead of a file."""
    match why:
        case TooLong():
            return t("paper.too-long", length=why.length, limit=why.limit)
        case Unprintable():
            return t("paper.unprintable", characters=named(t, why.characters))
        case AlreadyPrinting():
            return t("paper.already")
        case TooSlow():
            return t("paper.too-slow")
        case TooMany():
            return t("paper.too-many", limit=why.limit)
    return t("paper.failed")
