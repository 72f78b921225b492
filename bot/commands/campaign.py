"""Begin another campaign, or find every mistake in one."""

import argparse
import shutil
import sys
from pathlib import Path

import polib

from bot.campaign.loading import OWN_TEXTS, load_campaign
from bot.campaign.model import CampaignError
from bot.i18n import LOCALES

TEMPLATE = Path(__file__).with_name("campaign_template.toml")
_LANGUAGES = "@LANGUAGES@"


def options(parser: argparse.ArgumentParser) -> None:
    """Take `new DIR` and `check DIR`."""
    parts = parser.add_subparsers(required=True, metavar="new|check")
    new = parts.add_parser("new", help="write a commented campaign file and texts to start from")
    new.add_argument("folder", type=Path)
    new.add_argument(
        "--languages", default="uk,en,crh", help="codes, separated by commas (default: %(default)s)"
    )
    new.set_defaults(part=_new)
    check = parts.add_parser("check", help="find every mistake in one go")
    check.add_argument("folder", type=Path)
    check.set_defaults(part=_check)


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
