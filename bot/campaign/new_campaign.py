"""Begins another campaign: a folder with everything to fill in, nothing marked as done."""

import json
import re
import shutil
import tomllib
from collections.abc import Sequence
from pathlib import Path

import polib
import pycountry

from bot.campaign.loading import OWN_TEXTS, UNWRITTEN
from bot.campaign.model import BUILT_IN as BUILT_IN_FILE
from bot.campaign.model import DANGER
from bot.campaign.value_types import LANGUAGE
from bot.i18n.translate import BUILT_IN, LOCALES
from db.errors import MistakeError

TEMPLATE = Path(__file__).with_name("template.toml")
ENGLISH = "english"  # the folder beside `locales/`, for translators


def begin(folder: Path, languages: Sequence[str]) -> None:
    """Write the folder.

    Raises:
        MistakeError: the folder is not empty, or a language cannot be carried.
    """
    if folder.exists() and any(folder.iterdir()):
        raise MistakeError(f"{folder} is not empty; name a new folder")
    _refuse(languages)
    folder.mkdir(parents=True, exist_ok=True)
    listed = ", ".join(f'"{one}"' for one in languages)
    template = TEMPLATE.read_text("utf-8").replace("@LANGUAGES@", listed).replace("@FIRST@", languages[0])
    template = _in_languages(template, languages)
    (folder / "campaign.toml").write_text(template, "utf-8")
    (folder / DANGER).write_text(_without_places(BUILT_IN_FILE.with_name(DANGER).read_text("utf-8")), "utf-8")
    greetings = [one["id"] for one in tomllib.loads(template)["greetings"]]
    for language in languages:
        _begin_texts(folder / "locales" / language, language, greetings)
    if any(one not in BUILT_IN for one in languages):
        english = LOCALES / "en"
        shutil.copytree(english / "letters", folder / ENGLISH / "letters")
        shutil.copy(english / "bot.po", folder / ENGLISH / "bot.po")
        (folder / "weblate.json").write_text(json.dumps(_components(), indent=2) + "\n", "utf-8")


def _refuse(languages: Sequence[str]) -> None:
    for language in languages:
        main = language.partition("-")[0]
        known = pycountry.languages.get(alpha_2=main) or pycountry.languages.get(alpha_3=main)
        if not known or len(language) > 16 or not re.fullmatch(LANGUAGE, language):
            form = "as ISO 639 has it: uk, crh, be-tarask, pt-BR"
            raise MistakeError(f"“{language}” is not the code of a language, {form}")
        if languages.count(language) > 1:
            raise MistakeError(f"“{language}” is there twice")
    if not languages:
        raise MistakeError("name at least one language: --languages uk,en")


def _without_places(danger: str) -> str:
    """The list of what may harm, with nothing in it that is so in the built-in campaign only."""
    return re.sub(r"(?m)^(countries|country|region|town|surname) = \[[^]]*\]", r"\1 = []", danger)


def _in_languages(template: str, languages: Sequence[str]) -> str:
    """Repeat each line with `@EACH@` once for every language."""
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


def _begin_texts(folder: Path, language: str, greetings: Sequence[str]) -> None:
    """Write the texts a campaign must write itself, empty; for a language not built in, all of them."""
    is_built_in = language in BUILT_IN
    source = LOCALES / (language if is_built_in else "en")
    (folder / "letters").mkdir(parents=True)
    if not is_built_in:
        for name in greetings:
            (folder / "letters" / f"{name}.txt").write_text(f"{UNWRITTEN}\n\n{UNWRITTEN}\n", "utf-8")
    catalogue = polib.POFile()
    original = polib.pofile(str(source / "bot.po"))
    catalogue.metadata = {
        "Language": language.replace("-", "_"),
        "Content-Type": "text/plain; charset=utf-8",
        "Plural-Forms": original.metadata["Plural-Forms"] if is_built_in else "nplurals=2; plural=(n != 1);",
    }
    for entry in original:
        if entry.obsolete or (is_built_in and entry.msgid not in OWN_TEXTS):
            continue
        was = entry.msgstr or " / ".join(str(one) for one in entry.msgstr_plural.values())
        entry.comment = f"{entry.comment}\nThe built-in text: {was}".strip()
        entry.msgstr = ""
        entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
        catalogue.append(entry)
    catalogue.save(str(folder / "bot.po"))


def _components() -> list[dict[str, str]]:
    """For Weblate's import_json; where the folder is kept is added there."""
    return [
        {
            "name": "Texts",
            "slug": "texts",
            "file_format": "po-mono",
            "filemask": "locales/*/bot.po",
            "template": f"{ENGLISH}/bot.po",
            "new_base": f"{ENGLISH}/bot.po",
        }
    ]
