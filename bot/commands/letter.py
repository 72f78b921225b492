"""Print letters, their envelopes and slips without Telegram, for letter evenings and for a look."""

import argparse
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from bot.campaign.loading import LoadedCampaign, load_campaign
from bot.campaign.model import Prisoner
from bot.config import read_config
from bot.i18n.translate import Translate
from bot.letter.addresses_and_slips import cut_out_order, envelope_order, letter_order, slip, slips_order
from bot.letter.compose import Words, with_forms
from bot.letter.layout import lay_out, without_unprintable
from bot.letter.print_orders import A4, DL, ENVELOPES, PAPERS, Order, Sheet, Slip
from bot.letter.printing_errors import CannotPrint, TooLong, Unprintable
from bot.letter.render import render
from db.errors import MistakeError
from db.pledges import read_code, shown

T = TypeVar("T")

BOT_NAME = re.compile(r"@?([A-Za-z]\w{3,30}[A-Za-z0-9])", re.ASCII)


def options(parser: argparse.ArgumentParser) -> None:
    """Say whose letter, which words, on what, and where to."""
    parser.add_argument(
        "--prisoner",
        required=True,
        nargs="+",
        metavar="ID",
        help="as in the campaign file: chiygoz; or several",
    )
    parser.add_argument("--language", metavar="CODE", help="of the letter (default: the campaign's)")
    parser.add_argument("--greeting", required=True, metavar="ID", help="support, strength, new-year, …")
    parser.add_argument("--own", default="", metavar="TEXT", help="words of one's own")
    parser.add_argument("--sender", default="", metavar="NAME", help="the signature")
    parser.add_argument("--place", default="", metavar="NAME", help="where it is written")
    parser.add_argument("--drop", action="store_true", help="leave out what cannot be printed")
    parser.add_argument("--large", action="store_true", help="large print")
    parser.add_argument("--handwriting", action="store_true", help="a model to copy by hand")
    parser.add_argument("--paper", default=A4.id, metavar="SIZE", help="a4 or letter (default: a4)")
    parser.add_argument("-o", "--output", type=Path, default=Path("letter.pdf"), help="default: letter.pdf")
    more = parser.add_argument_group("what goes with it")
    more.add_argument("--envelope", type=Path, metavar="FILE", help="the envelopes as well, to this file")
    more.add_argument("--size", default=DL.id, metavar="SIZE", help="dl, c5, c6 or us10 (default: dl)")
    more.add_argument("--from-home", action="store_true", help="the address for post inside the country")
    more.add_argument(
        "--sheet",
        type=Path,
        metavar="FILE",
        help="label, slip and what to do; of several letters, their slips",
    )
    more.add_argument(
        "--code", nargs="+", default=[], metavar="CODE", help="of each promise; goes on the slip"
    )
    more.add_argument("--bot", metavar="NAME", help="the bot's name, for the link on the slip")


def main(options: argparse.Namespace) -> None:
    """Print it."""
    try:
        orders = _orders(options, load_campaign(read_config().campaign))
        write({path: render(*sheets) for path, sheets in orders.items()})
    except CannotPrint as why:
        raise MistakeError(_sentence(why)) from None


def one_of(option: str, value: str, known: Mapping[str, T]) -> T:
    """Find the thing with this id. Raises `MistakeError`, which names those there are."""
    if value not in known:
        raise MistakeError(f"{option}: there is no “{value}”; choose one of {', '.join(known)}")
    return known[value]


def link_to(bot: str | None, payload: str) -> str:
    """Make a deep link that opens the bot. Raises `MistakeError` without a proper name of a bot."""
    name = BOT_NAME.fullmatch(bot or "")
    if name is None:
        raise MistakeError("--bot: give the bot's name as Telegram has it, such as mektup_bot")
    return f"https://t.me/{name[1]}?start={payload}"


def write(files: Mapping[Path, bytes]) -> None:
    """Write each and say so."""
    for path, content in files.items():
        path.write_bytes(content)
        print(f"{path}: {len(content):,} bytes")


def _orders(options: argparse.Namespace, loaded: LoadedCampaign) -> Mapping[Path, Sequence[Order]]:
    """What goes into each file."""
    campaign, local = loaded.campaign, options.from_home
    prisoners = [one_of("--prisoner", one, campaign.by_id) for one in options.prisoner]
    t = one_of("--language", options.language or campaign.default_language, loaded.languages)
    paper = one_of("--paper", options.paper, _by_id(PAPERS))
    orders: dict[Path, Sequence[Order]] = {
        options.output: [_letter(options, loaded, one, t, paper) for one in prisoners]
    }
    if options.envelope:
        size = one_of("--size", options.size, _by_id(ENVELOPES))
        orders[options.envelope] = [envelope_order(t, campaign, one, size, local=local) for one in prisoners]
    if options.sheet:
        slips = _slips(options, loaded, prisoners, t)
        if len(prisoners) > 1:
            to_office = tuple(one for one in slips if one)
            orders[options.sheet] = [slips_order(t, paper, to_office)]
        else:
            first = cut_out_order(t, campaign, prisoners[0], paper, slips[0], local=local)
            orders[options.sheet] = [first]
    return orders


def _letter(
    options: argparse.Namespace, loaded: LoadedCampaign, prisoner: Prisoner, t: Translate, paper: Sheet
) -> Order:
    fitting = {one.id: one for one in loaded.campaign.greetings if one.fits(prisoner)}
    greeting = t.greetings[one_of("--greeting", options.greeting, fitting).id]
    text = with_forms(greeting.body, loaded.campaign.forms_for(prisoner, t.language))
    name = t.pick(prisoner.address)
    words = Words(text, name, sender=options.sender, place=options.place, own=options.own)
    letter = lay_out(without_unprintable(words) if options.drop else words, t.language)
    return letter_order(t, letter, paper, large=options.large, by_hand=options.handwriting)


def _slips(
    options: argparse.Namespace, loaded: LoadedCampaign, prisoners: Sequence[Prisoner], t: Translate
) -> list[Slip | None]:
    codes = [code for code in map(read_code, options.code) if code]
    if not len(codes) == len(options.code) == len(prisoners):
        raise MistakeError("--code: give the code of each promise, such as K7QF-2M9X")
    return [
        None
        if loaded.campaign.is_direct(prisoner)
        else slip(loaded.languages, t, shown(code), link_to(options.bot, code), prisoner)
        for code, prisoner in zip(codes, prisoners, strict=True)
    ]


def _by_id(sheets: Iterable[Sheet]) -> Mapping[str, Sheet]:
    return {sheet.id: sheet for sheet in sheets}


def _sentence(why: Exception) -> str:
    match why:
        case Unprintable():
            characters = ", ".join(f"{one.text} ({one.name})" for one in why.characters)
            return f"cannot be printed: {characters}; --drop leaves them out"
        case TooLong():
            return f"--own: the letter has {why.length:,} characters, and {why.limit:,} fit on paper"
    return str(why)
