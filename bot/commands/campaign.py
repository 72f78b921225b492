"""Begin another campaign, find every mistake in one, or print it to look at."""

import argparse
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

from bot.campaign.loading import OWN_TEXTS, LoadedCampaign, load_campaign
from bot.campaign.model import CampaignError
from bot.commands.letter import write
from bot.i18n import LOCALES
from bot.letter.compose import Words, with_forms
from bot.letter.contents import envelope_order, letter_order
from bot.letter.layout import lay_out
from bot.letter.orders import EnvelopeOrder, LetterOrder, default_envelope, default_paper
from bot.letter.render import render

TEMPLATE = Path(__file__).with_name("campaign_template.toml")
_LANGUAGES = "@LANGUAGES@"


def options(parser: argparse.ArgumentParser) -> None:
    """`new DIR`, `check DIR` and `preview DIR`."""
    parts = parser.add_subparsers(required=True, metavar="new|check|preview")
    new = parts.add_parser("new", help="write a commented campaign file and texts to start from")
    new.add_argument("folder", type=Path)
    new.add_argument(
        "--languages", default="uk,en,crh", help="codes, separated by commas (default: %(default)s)"
    )
    new.set_defaults(part=_new)
    check = parts.add_parser("check", help="find every mistake in one go")
    check.add_argument("folder", type=Path)
    check.set_defaults(part=_check)
    preview = parts.add_parser(
        "preview", help="print every envelope, and one letter of each kind, as one PDF"
    )
    preview.add_argument("folder", type=Path)
    preview.add_argument(
        "-o", "--output", type=Path, default=Path("preview.pdf"), help="default: preview.pdf"
    )
    preview.set_defaults(part=_preview)


def main(options: argparse.Namespace) -> int:
    """Do the part asked for."""
    return int(options.part(options))


def _new(options: argparse.Namespace) -> int:
    folder: Path = options.folder
    languages = [one.strip() for one in options.languages.split(",") if one.strip()]
    if folder.exists() and any(folder.iterdir()):
        print(f"{folder} is not empty; name a new folder", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    listed = ", ".join(f'"{one}"' for one in languages)
    template = TEMPLATE.read_text("utf-8").replace(_LANGUAGES, listed).replace("@FIRST@", languages[0])
    (folder / "campaign.toml").write_text(_in_languages(template, languages), "utf-8")
    for language in languages:
        _begin_texts(folder / "locales" / language, language)
    print(f"{folder}/campaign.toml is yours to edit; then: mektup campaign check {folder}")
    return 0


def _check(options: argparse.Namespace) -> int:
    try:
        loaded = load_campaign(options.folder, thoroughly=True)
    except CampaignError as error:
        print(error, file=sys.stderr)
        return 1
    people, languages = len(loaded.campaign.prisoners), ", ".join(loaded.campaign.languages)
    print(f"{options.folder}: no mistakes; {people} recipients, languages {languages}")
    return 0


def _preview(options: argparse.Namespace) -> int:
    try:
        loaded = load_campaign(options.folder)
    except CampaignError as error:
        print(error, file=sys.stderr)
        return 1
    return write({options.output: render(*_letters(loaded), *_envelopes(loaded))})


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


def _in_languages(template: str, languages: list[str]) -> str:
    """Repeat each line that ends with `@EACH@` once for every language."""
    lines = []
    for line in template.splitlines():
        if "@EACH@" in line:
            lines += [line.replace("@EACH@", language) for language in languages]
        elif "@ALL@" in line:
            every = ", ".join(f'{language} = "…"' for language in languages)
            lines.append(line.replace("@ALL@", every))
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _begin_texts(folder: Path, language: str) -> None:
    """Write the texts a campaign must write itself, empty; for a language not built in, all of them."""
    source = LOCALES / (language if (LOCALES / language).is_dir() else "en")
    built_in = source.name == language
    shutil.copytree(source / "letters", folder / "letters")
    catalogue = polib.POFile()
    plural = "nplurals=2; plural=(n != 1);"
    original = polib.pofile(str(source / "bot.po"))
    catalogue.metadata = {
        "Language": language,
        "Content-Type": "text/plain; charset=utf-8",
        "Plural-Forms": original.metadata["Plural-Forms"] if built_in else plural,
    }
    for entry in original:
        if entry.obsolete or (built_in and entry.msgid not in OWN_TEXTS):
            continue
        was = entry.msgstr or " / ".join(str(one) for one in entry.msgstr_plural.values())
        entry.comment = f"{entry.comment}\nThe built-in text: {was}".strip()
        entry.msgstr = ""
        entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
        catalogue.append(entry)
    catalogue.save(str(folder / "bot.po"))
