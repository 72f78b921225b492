"""The evening kit as orders: what a host prints so that people write without a telephone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.campaign.model import Campaign, Prisoner
from bot.i18n.translate import Translate
from bot.letter.addresses_and_slips import slip
from bot.letter.compose import Words, filled_lines, with_forms
from bot.letter.layout import Paragraph
from bot.letter.print_orders import Order, PosterOrder, Sheet, WritingSheetOrder
from db.evenings import Evening
from db.pledges import shown


@dataclass(frozen=True, kw_only=True)
class Kit:
    """What it is made of. `t` is the host's language, `link` makes deep links, `name` is the bot's."""

    campaign: Campaign
    languages: Mapping[str, Translate]
    t: Translate
    evening: Evening
    link: Callable[[str], str]
    paper: Sheet


def kit_orders(kit: Kit) -> Sequence[Order]:
    """All of it, in the order in which a host needs it."""
    return sheet_orders(kit)


def sheet_orders(kit: Kit) -> Sequence[Order]:
    """A ruled sheet for each writer, with its own code on a slip to cut off."""
    by_id = kit.campaign.by_id
    return [
        _sheet(kit, by_id[one.prisoner], kit.languages[one.language], kit.evening.code(number))
        for number, one in enumerate(kit.evening.sheets)
        if one.prisoner in by_id and one.language in kit.languages
    ]


def evening_poster(kit: Kit) -> PosterOrder:
    """The poster with the evening's link, for whoever has a telephone."""
    link = kit.link(kit.evening.word)
    appeals = [Paragraph(t.plain("poster.appeal"), one) for one, t in kit.languages.items()]
    return PosterOrder(
        title=appeals[0].text,
        language=kit.t.language,
        paper=kit.paper,
        name=kit.t.plain("progress.card.join"),
        born=None,
        also=tuple(
            Paragraph(t.plain("progress.card.join"), one)
            for one, t in kit.languages.items()
            if one != kit.t.language
        ),
        appeals=tuple(appeals),
        link=link,
        caption=link.removeprefix("https://"),
    )


def _sheet(kit: Kit, prisoner: Prisoner, t: Translate, code: str) -> WritingSheetOrder:
    name = t.pick(prisoner.address)
    text = t.greetings[kit.evening.greeting].body
    forms = kit.campaign.forms_for(prisoner, t.language)
    first = next(iter(filled_lines(Words(with_forms(text, forms), name))), ("", name))[1]
    return WritingSheetOrder(
        title=kit.t.plain("kit.title"),
        language=t.language,
        paper=kit.paper,
        to=t.plain("kit.to", name=prisoner.with_year(t.pick(prisoner.name))),
        salutation=first,
        cut=t.plain("kit.cut"),
        slip=slip(kit.languages, t, shown(code), kit.link(code), prisoner),
    )
