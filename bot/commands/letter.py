"""Print a letter, its envelope and its label without Telegram, for letter evenings and for a look."""

import argparse
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from bot.campaign.loading import LoadedCampaign, load_campaign
from bot.campaign.model import Prisoner
from bot.config import read_config
from bot.i18n import Translate
from bot.letter.compose import compose
from bot.letter.errors import CannotPrint, RightToLeft, TooLong, Unprintable
from bot.letter.orders import (
    A4,
    DL,
    ENVELOPES,
    PAPERS,
    CutOutOrder,
    EnvelopeOrder,
    LetterOrder,
    Order,
    Sheet,
    Slip,
)
from bot.letter.printer import LetterPrinter
from bot.supporter.screens.printing import address_lines, instructions, slip_notes
from db.pledges import read_code, shown

T = TypeVar("T")

BOT_NAME = re.compile(r"@?([A-Za-z]\w{3,30}[A-Za-z0-9])", re.ASCII)


class WrongOptionError(Exception):
    """An option that cannot be used; the message is one sentence that says what can."""


def options(parser: argparse.ArgumentParser) -> None:
    """Whose letter, which words, on what, and where to."""
    parser.add_argument("--prisoner", required=True, metavar="ID", help="as in the campaign file: chiygoz")
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
    more.add_argument("--envelope", type=Path, metavar="FILE", help="the envelope as well, to this file")
    more.add_argument("--size", default=DL.id, metavar="SIZE", help="dl, c5, c6 or us10 (default: dl)")
    more.add_argument("--from-home", action="store_true", help="the address for post inside the country")
    more.add_argument("--sheet", type=Path, metavar="FILE", help="label, slip and what to do, to this file")
    more.add_argument("--code", metavar="CODE", help="of the promise; goes on the slip")
    more.add_argument("--bot", metavar="NAME", help="the bot's name, for the link on the slip")


def main(options: argparse.Namespace) -> int:
    """0 when written; 1 when a file cannot be written; 2 for a wrong request."""
    room = LetterPrinter()
    try:
        orders = _orders(options, load_campaign(read_config().campaign), room)
        return write({path: room.print(order) for path, order in orders.items()})
    except (WrongOptionError, CannotPrint) as why:
        print(_sentence(why), file=sys.stderr)
        return 2


def one_of(option: str, value: str, known: Mapping[str, T]) -> T:
    """The thing with this id. Raises `WrongOptionError`, which names those there are."""
    if value not in known:
        raise WrongOptionError(f"{option}: there is no “{value}”; choose one of {', '.join(known)}")
    return known[value]


def link_to(bot: str | None, payload: str) -> str:
    """A deep link that opens the bot. Raises `WrongOptionError` without a proper name of a bot."""
    name = BOT_NAME.fullmatch(bot or "")
    if name is None:
        raise WrongOptionError("--bot: give the bot's name as Telegram has it, such as mektup_bot")
    return f"https://t.me/{name[1]}?start={payload}"


def write(files: Mapping[Path, bytes]) -> int:
    """Write each and say so; 1 when one cannot be written."""
    for path, content in files.items():
        try:
            path.write_bytes(content)
        except OSError as error:
            print(f"{path}: cannot be written ({error.strerror})", file=sys.stderr)
            return 1
        print(f"{path}: {len(content):,} bytes")
    return 0


def _orders(options: argparse.Namespace, loaded: LoadedCampaign, room: LetterPrinter) -> Mapping[Path, Order]:
    campaign = loaded.campaign
    prisoner = one_of("--prisoner", options.prisoner, campaign.by_id)
    t = one_of("--language", options.language or campaign.default_language, loaded.languages)
    paper = one_of("--paper", options.paper, _by_id(PAPERS))
    text = _text(options, loaded, prisoner, t)
    if options.drop and not room.refuses(text):
        text = room.printable(text)
    orders: dict[Path, Order] = {options.output: LetterOrder(text, paper, options.large, options.handwriting)}
    address = address_lines(campaign, prisoner, local=options.from_home)
    if options.envelope:
        size = one_of("--size", options.size, _by_id(ENVELOPES))
        orders[options.envelope] = EnvelopeOrder(size, address)
    if options.sheet:
        code = read_code(options.code or "")
        if code is None:
            raise WrongOptionError("--code: give the code of the promise, such as K7QF-2M9X")
        slip = Slip(shown(code), link_to(options.bot, code), slip_notes(loaded.languages, t))
        orders[options.sheet] = CutOutOrder(paper, slip, instructions(t), address)
    return orders


def _text(options: argparse.Namespace, loaded: LoadedCampaign, prisoner: Prisoner, t: Translate) -> str:
    fitting = {one.id: one for one in loaded.campaign.greetings if one.fits(prisoner)}
    greeting = one_of("--greeting", options.greeting, fitting)
    return compose(
        t.greetings[greeting.id].body,
        name=t.pick(prisoner.address),
        forms=loaded.campaign.forms_for(prisoner, t.language),
        sender=options.sender,
        place=options.place,
        own=options.own,
    )


def _by_id(sheets: Iterable[Sheet]) -> Mapping[str, Sheet]:
    return {sheet.id: sheet for sheet in sheets}


def _sentence(why: Exception) -> str:
    match why:
        case Unprintable():
            characters = ", ".join(f"{one.text} ({one.name})" for one in why.characters)
            return f"cannot be printed: {characters}; --drop leaves them out"
        case RightToLeft():
            return "text that runs from right to left cannot be printed"
        case TooLong():
            return f"--own: the letter has {why.length:,} characters, and {why.limit:,} fit on paper"
    return str(why)
