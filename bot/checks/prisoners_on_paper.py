"""People as others see them: told apart on buttons, and printed whole on their envelopes and letters."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.campaign.loading import LoadedCampaign
from bot.campaign.model import Campaign, Prisoner
from bot.checks.locales import Locales, Problem, Text
from bot.checks.style import INVISIBLE
from bot.i18n.translate import Translate
from bot.letter.addresses_and_slips import envelope_order, letter_order
from bot.letter.compose import Words, with_forms
from bot.letter.layout import lay_out
from bot.letter.print_orders import Order, default_envelope, default_paper
from bot.letter.printable_characters import lacking
from bot.letter.printing_errors import CannotPrint, TypesettingError
from bot.letter.render import render

FILE = "campaign.toml"
LONGEST_NAME = 32  # characters; a longer one does not fit beside the year and the number on a button
SHEETS = 200  # printed at once


def check_people(loaded: LoadedCampaign) -> Iterator[Problem]:
    """Names only: what stands on buttons and envelopes."""
    campaign = loaded.campaign
    for t in loaded.languages.values():
        seen = defaultdict[str, list[str]](list)
        for prisoner in campaign.prisoners:
            name = t.pick(prisoner.name)
            seen[prisoner.with_year(name)].append(prisoner.id)
            if len(name) > LONGEST_NAME:
                wrong = f"{len(name)} characters are too long for a button."
                yield _problem(prisoner, f"name.{t.language}", wrong, f"At most {LONGEST_NAME}.")
        for label, ids in seen.items():
            if len(ids) > 1:
                wrong = f"{', '.join(ids)} have the same button in “{t.language}”: {label}."
                yield Problem(FILE, "prisoners", wrong, "Tell them apart: a patronymic, a town.")
    for prisoner in campaign.prisoners:
        for key, text in _printed(prisoner):
            if found := INVISIBLE.search(text):
                wrong = f"It holds a character that nobody sees (U+{ord(found.group()):04X})."
                yield _problem(prisoner, key, wrong, "Remove it.")
            for one in lacking(text):
                wrong = f"No font has “{one.text}” ({one.name})."
                yield _problem(prisoner, key, wrong, "Write the name with other letters.")


def with_people(locales: Locales, campaign: Campaign) -> Locales:
    """The same texts, and what the campaign's file says on the cards of its people: they are read alike."""
    said = (
        Text(f"{language}/{FILE}", f"prisoners.{one.id}.{part}", language, "message", text)
        for one in campaign.prisoners
        for part, texts in (("about", one.about), ("topics", one.topics))
        for language, text in texts.items()
    )
    return replace(locales, texts=(*locales.texts, *said))


def check_letters_kept(campaign: Campaign, letters: Mapping[str, int]) -> Iterator[Problem]:
    """Somebody whom letters were promised to has to stay: `letters` by the id of a person."""
    for name, number in sorted(letters.items()):
        if name not in campaign.by_id:
            said = "1 letter belongs" if number == 1 else f"{number} letters belong"
            remedy = "Keep the block; who is free is marked with /release."
            yield Problem(FILE, f"prisoners.{name}", f"{said} to {name}, who is not there.", remedy)


def check_paper(loaded: LoadedCampaign) -> Iterator[Problem]:
    """One envelope and one letter a person, really printed."""
    orders = list(_orders(loaded))
    for start in range(0, len(orders), SHEETS):
        yield from _faults(orders[start : start + SHEETS])


def _printed(prisoner: Prisoner) -> Iterator[tuple[str, str]]:
    yield "envelope.latin", prisoner.envelope.latin
    yield "envelope.local", prisoner.envelope.local
    for part, texts in (("name", prisoner.name), ("address", prisoner.address)):
        yield from ((f"{part}.{language}", text) for language, text in texts.items())


def _orders(loaded: LoadedCampaign) -> Iterator[tuple[Prisoner, Order]]:
    """Languages and kinds of letters by turns, so that each of them is printed for somebody."""
    campaign = loaded.campaign
    languages = list(loaded.languages.values())
    paper, size = default_paper(campaign.home_country), default_envelope(campaign.home_country)
    for number, prisoner in enumerate(campaign.prisoners):
        t = languages[number % len(languages)]
        for local in (True, False):
            yield prisoner, envelope_order(t, campaign, prisoner, size, local=local)
        fitting = [one.id for one in campaign.greetings if one.fits(prisoner) and one.id in t.greetings]
        if fitting:
            words = _words(campaign, prisoner, t, fitting[number % len(fitting)])
            yield prisoner, letter_order(t, lay_out(words, t.language), paper)


def _words(campaign: Campaign, prisoner: Prisoner, t: Translate, greeting: str) -> Words:
    text = with_forms(t.greetings[greeting].body, campaign.forms_for(prisoner, t.language))
    return Words(text, t.pick(prisoner.address), own="…")


def _faults(orders: Sequence[tuple[Prisoner, Order]]) -> Iterable[Problem]:
    """Who of these cannot be printed: all at once, and by halves where that fails."""
    try:
        render(*(order for _, order in orders))
    except (CannotPrint, TypesettingError) as error:
        if len(orders) > 1:
            half = len(orders) // 2
            return [*_faults(orders[:half]), *_faults(orders[half:])]
        ((prisoner, order),) = orders
        wrong = f"The {'letter' if 'Letter' in type(order).__name__ else 'envelope'} cannot be printed"
        why = f" ({type(error).__name__})" if isinstance(error, CannotPrint) else ""
        return [_problem(prisoner, order.language, f"{wrong}{why}.", "Look at the names and the letter.")]
    return []


def _problem(prisoner: Prisoner, key: str, wrong: str, remedy: str) -> Problem:
    return Problem(FILE, f"prisoners.{prisoner.id}.{key}", wrong, remedy)
