"""The evening kit as orders: what a host prints so that people write without a telephone."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from bot.campaign.model import Campaign, Prisoner
from bot.i18n.translate import Translate
from bot.letter.addresses_and_slips import address_language, address_lines, slip
from bot.letter.compose import Words, filled_lines, with_forms
from bot.letter.layout import Paragraph
from bot.letter.print_orders import (
    AddressesOrder,
    CardsOrder,
    GuideOrder,
    Order,
    Passage,
    PersonCard,
    PosterOrder,
    Sheet,
    ThanksOrder,
    WritingSheetOrder,
)
from db.evenings import Evening
from db.pledges import shown

STEPS = 5

_TAG = re.compile(r"<[^>]*>")
_DASHES = ("–", "—")


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
    asked = {one.prisoner for one in kit.evening.sheets}
    people = [one for one in kit.campaign.prisoners if one.id in asked]
    before = (guide(kit), cards(kit, people), addresses(kit, people))
    return [*before, *sheet_orders(kit), thanks(kit), evening_poster(kit)]


def guide(kit: Kit) -> GuideOrder:
    """The page for the host: what, how and how long, safety, what to write and what not."""
    t = kit.t
    day = t.date(kit.evening.day)
    safety = ("kit.safe.name", "pledge.return-address", "kit.safe.photo")
    return GuideOrder(
        title=t.plain("kit.title"),
        language=t.language,
        paper=kit.paper,
        heading=t.plain("kit.heading", word=kit.evening.word, day=day),
        passages=(
            Passage("text", (t.plain("kit.what"),)),
            Passage("steps", tuple(t.plain(f"kit.step.{number}") for number in range(1, STEPS + 1))),
            Passage("heading", (t.plain("kit.safe"),)),
            Passage("items", tuple(map(t.plain, safety))),
            *_passages(str(t("how.text"))),
        ),
    )


def cards(kit: Kit, people: Sequence[Prisoner]) -> CardsOrder:
    """Who they are, on cards to lie on the tables."""
    t = kit.t
    return CardsOrder(
        title=t.plain("kit.title"),
        language=t.language,
        paper=kit.paper,
        cards=tuple(
            PersonCard(
                name=one.with_year(t.pick(one.name)),
                about=t.pick(one.about) if one.about else t.pick(kit.campaign.cases[one.case]),
                envelope=t.plain("kit.envelope", envelope=_on_the_envelope(kit, one)),
                topics=t.plain("person.topics", topics=t.pick(one.topics)) if one.topics else "",
            )
            for one in people
        ),
    )


def addresses(kit: Kit, people: Sequence[Prisoner]) -> AddressesOrder:
    """What is copied onto the envelopes, or cut out."""
    local = _is_local(kit)
    return AddressesOrder(
        title=kit.t.plain("kit.title"),
        language=kit.t.language,
        paper=kit.paper,
        heading=kit.t.plain("kit.addresses"),
        addresses=tuple(address_lines(kit.campaign, one, local=local) for one in people),
        address_language=address_language(kit.campaign, local=local),
    )


def thanks(kit: Kit) -> ThanksOrder:
    """A page to hang up afterwards."""
    t = kit.t
    return ThanksOrder(
        title=t.plain("kit.title"),
        language=t.language,
        paper=kit.paper,
        heading=t.plain("kit.thanks"),
        text=t.plain("kit.thanks.text"),
        signed=t.pick(kit.campaign.organizers),
    )


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


def _is_local(kit: Kit) -> bool:
    """Whether the host posts inside the campaign's own country, as far as the language tells."""
    return kit.t.plain("script") == "local"


def _on_the_envelope(kit: Kit, prisoner: Prisoner) -> str:
    return prisoner.with_year(prisoner.envelope.local if _is_local(kit) else prisoner.envelope.latin)


def _passages(text: str) -> Iterator[Passage]:
    """A page of the chat as paper has it: its bold lines are headings, its dashes lists."""
    for paragraph in text.split("\n\n"):
        lines = [unescape(_TAG.sub("", one)) for one in paragraph.split("\n")]
        said = [one for one in lines if not one.startswith(_DASHES)]
        listed = tuple(one.lstrip("–— ") for one in lines if one.startswith(_DASHES))
        if said:
            yield Passage("heading" if paragraph.startswith("<b>") and not listed else "text", tuple(said))
        if listed:
            yield Passage("items", listed)


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
