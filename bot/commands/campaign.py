"""Begin another campaign, find every mistake in one, or print it to look at."""

import argparse
import asyncio
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from bot.campaign.loading import LoadedCampaign, campaign_file, load_campaign
from bot.campaign.model import BUILT_IN, DANGER, read_campaign
from bot.campaign.new_campaign import begin
from bot.campaign.validation import advice
from bot.checks.all_checks import check_campaign
from bot.checks.mistakes_translated import language_of, translated
from bot.commands import campaign_spreadsheet
from bot.commands.check import found, letters_kept
from bot.commands.letter import write
from bot.commands.screen_limits import check_screens
from bot.i18n.encoding import read_text
from bot.letter.addresses_and_slips import envelope_order, letter_order
from bot.letter.compose import Words, with_forms
from bot.letter.layout import lay_out
from bot.letter.print_orders import EnvelopeOrder, LetterOrder, default_envelope, default_paper
from bot.letter.render import render
from db.errors import MistakeError


def options(parser: argparse.ArgumentParser) -> None:
    """`new DIR`, `check DIR`, `preview DIR`; and with a spreadsheet `export`, `import` and `undo`."""
    parts = parser.add_subparsers(required=True, metavar="new|check|upgrade|preview|export|import|undo")
    new = parts.add_parser("new", help="write a commented campaign file and texts to start from")
    new.add_argument("folder", type=Path)
    new.add_argument(
        "--languages", default="uk,en,crh", help="codes, separated by commas (default: %(default)s)"
    )
    new.set_defaults(part=_new)
    check = parts.add_parser("check", help="find every mistake in one go")
    check.add_argument("folder", type=Path)
    check.set_defaults(part=_check)
    upgrade = parts.add_parser("upgrade", help="say what to change in a file of an earlier version")
    upgrade.add_argument("folder", type=Path)
    upgrade.set_defaults(part=_upgrade)
    preview = parts.add_parser(
        "preview", help="print every envelope, and one letter of each kind, as one PDF"
    )
    preview.add_argument("folder", type=Path)
    preview.add_argument(
        "-o", "--output", type=Path, default=Path("preview.pdf"), help="default: preview.pdf"
    )
    preview.set_defaults(part=_preview)
    campaign_spreadsheet.options(parts)


def main(options: argparse.Namespace) -> int:
    """Do the part asked for."""
    return int(options.part(options))


def _new(options: argparse.Namespace) -> int:
    begin(options.folder, [one.strip() for one in options.languages.split(",") if one.strip()])
    print(f"{options.folder}/campaign.toml is yours to edit; then: mektup campaign check {options.folder}")
    return 0


def _check(options: argparse.Namespace) -> int:
    problems = check_campaign(options.folder, asyncio.run(letters_kept())).problems
    problems = problems or tuple(check_screens(options.folder))
    for problem in problems:
        print(translated(str(problem), language_of()), file=sys.stderr)
    if problems:
        print(f"{options.folder}: {found(len(problems))}", file=sys.stderr)
        return 1
    campaign = read_campaign(campaign_file(options.folder))
    people, languages = len(campaign.prisoners), ", ".join(campaign.languages)
    print(f"{options.folder}: no mistakes; {people} recipients, languages {languages}")
    return 0


def _upgrade(options: argparse.Namespace) -> int:
    file = campaign_file(options.folder)
    try:
        found = list(advice(tomllib.loads(read_text(file))))
    except tomllib.TOMLDecodeError as error:
        raise MistakeError(f"{file}: cannot be understood: {error}") from None
    if file != BUILT_IN and not file.with_name(DANGER).is_file():
        found.append(
            f"{DANGER}: not there, so letters are looked through for what may harm in the built-in campaign\n"
            "(Russia, towns of Crimea). `mektup campaign new` writes one to fill in, into another folder."
        )
    print("\n\n".join(found) or f"{file}: nothing has to be changed")
    return 0


def _preview(options: argparse.Namespace) -> int:
    loaded = load_campaign(options.folder)
    write({options.output: render(*_letters(loaded), *_envelopes(loaded))})
    return 0


def _letters(loaded: LoadedCampaign) -> Iterator[LetterOrder]:
    """One letter of each kind and language, to the first person whom it fits."""
    paper = default_paper(loaded.campaign.home_country)
    for t in loaded.languages.values():
        for greeting in loaded.campaign.greetings:
            person = next((one for one in loaded.campaign.prisoners if greeting.fits(one)), None)
            if person and greeting.id in t.greetings:
                forms = loaded.campaign.forms_for(person, t.language)
                words = Words(with_forms(t.greetings[greeting.id].body, forms), t.pick(person.address))
                yield letter_order(t, lay_out(words, t.language), paper)


def _envelopes(loaded: LoadedCampaign) -> Iterator[EnvelopeOrder]:
    campaign = loaded.campaign
    t, size = loaded.languages[campaign.default_language], default_envelope(campaign.home_country)
    for person in campaign.prisoners:
        for local in (True, False):
            yield envelope_order(t, campaign, person, size, local=local)
