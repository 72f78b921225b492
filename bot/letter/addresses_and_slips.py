"""What stands on paper beside the words of a letter: addresses, slips, what to do; and each as an order."""

from collections.abc import Mapping

from bot.campaign.model import Campaign, Prisoner
from bot.i18n.translate import Translate
from bot.letter.layout import LetterText, Paragraph
from bot.letter.print_orders import (
    CutOutOrder,
    EnvelopeOrder,
    HandwritingOrder,
    LetterOrder,
    RuledOrder,
    Sheet,
    Slip,
    SlipsOrder,
)


def letter_order(
    t: Translate, letter: LetterText, paper: Sheet, *, large: bool = False, by_hand: bool = False
) -> LetterOrder:
    """The letter, or the model to copy it by hand with ruled pages."""
    if by_hand:
        return HandwritingOrder(
            title=t.plain("paper.title"),
            language=t.language,
            letter=letter,
            paper=paper,
            large=large,
            note=t.plain("paper.keep"),
        )
    title = t.plain("paper.title")
    return LetterOrder(title=title, language=letter.language, letter=letter, paper=paper, large=large)


def ruled_order(t: Translate, paper: Sheet, *, large: bool) -> RuledOrder:
    """A ruled page to write on, for whoever has the words elsewhere or needs one page more."""
    return RuledOrder(title=t.plain("paper.button.ruled"), language=t.language, paper=paper, large=large)


def envelope_order(
    t: Translate, campaign: Campaign, prisoner: Prisoner, size: Sheet, *, local: bool
) -> EnvelopeOrder:
    """The front of an envelope, for the post of the campaign's own country or for all others."""
    return EnvelopeOrder(
        title=t.plain("paper.button.envelope"),
        language=address_language(campaign, local=local),
        size=size,
        lines=address_lines(campaign, prisoner, local=local),
    )


def cut_out_order(
    t: Translate,
    campaign: Campaign,
    prisoner: Prisoner | None,
    paper: Sheet,
    slip: Slip | None,
    *,
    local: bool,
) -> CutOutOrder:
    """The label and the slip; without the prisoner, no label, and no slip straight to a prison."""
    return CutOutOrder(
        title=t.plain("paper.button.cut-out" if slip else "paper.button.label"),
        language=t.language,
        paper=paper,
        slip=slip,
        instructions=instructions(t, to_office=slip is not None),
        label=address_lines(campaign, prisoner, local=local) if prisoner else (),
        address_language=address_language(campaign, local=local),
    )


def slips_order(t: Translate, paper: Sheet, slips: tuple[Slip, ...]) -> SlipsOrder:
    """The slips of several letters."""
    return SlipsOrder(title=t.plain("paper.button.cut-out"), language=t.language, paper=paper, slips=slips)


def slip(
    languages: Mapping[str, Translate], t: Translate, code: str, link: str, prisoner: Prisoner | None
) -> Slip:
    """A slip with its notes: first as the office reads it, which opens the envelope; then as its writer does.

    `code` is as people see it.
    """
    office = next((one for one in languages.values() if one.plain("script") == "local"), t)
    notes = dict.fromkeys(Paragraph(one.plain("paper.slip"), one.language) for one in (office, t))
    name = office.pick(prisoner.name).split(" ")[0] if prisoner else ""
    return Slip(code, link, tuple(notes), name)


def instructions(t: Translate, *, to_office: bool = True) -> tuple[str, ...]:
    """What to do with the sheets."""
    posted = t.plain("pledge.button.mailed")
    names = ("1", "2", "3", "4", "5") if to_office else ("1", "2", "4-direct", "5")
    return tuple(t.plain(f"paper.instruction.{one}", button=posted) for one in names)


def address_lines(campaign: Campaign, prisoner: Prisoner, *, local: bool) -> tuple[str, ...]:
    """The name and the year as the campaign file has them, then the office or the prison, for either post."""
    name, office = (
        (prisoner.envelope.local, campaign.address_of(prisoner).local)
        if local
        else (prisoner.envelope.latin, campaign.address_of(prisoner).latin)
    )
    return (prisoner.with_year(name), *office)


def address_language(campaign: Campaign, *, local: bool) -> str:
    """In which language an address is read aloud."""
    return campaign.default_language if local else "en"
