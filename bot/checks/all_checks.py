"""Every check of a campaign and of every text, one after the other: what all ways to check say."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from bot.campaign.loading import LoadedCampaign, campaign_file, load_campaign, unwritten
from bot.campaign.model import Campaign, CampaignError, read_campaign
from bot.campaign.profile import KEYS, LIMITS, profiles
from bot.campaign.value_types import LANGUAGE
from bot.checks.catalogues import check_catalogues, waiting
from bot.checks.country_names import check_countries
from bot.checks.crimean_tatar import WORDS, check_crimean_tatar, check_turkish, new_words, read_lexicon
from bot.checks.crimean_tatar_dictionary import SKIPPED as NO_DICTIONARY
from bot.checks.crimean_tatar_dictionary import read_dictionary
from bot.checks.english import check_english
from bot.checks.glossary import check_terms
from bot.checks.letter_files import check_letters
from bot.checks.locales import Locales, Problem, check_files, read_locales
from bot.checks.prisoners_on_paper import FILE as CAMPAIGN
from bot.checks.prisoners_on_paper import check_letters_kept, check_paper, check_people, with_people
from bot.checks.proofreading_list import FILE, check_proof, render
from bot.checks.style import check_sentences, check_style
from bot.checks.ukrainian import (
    SKIPPED,
    check_spelling,
    check_ukrainian,
    dictionary_is_here,
    read_known_words,
)
from bot.i18n.encoding import UnreadableError, read_text
from bot.i18n.translate import load_languages

NONE: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, how much was read, and what could not be checked here, with the reason."""

    problems: tuple[Problem, ...]
    waiting: tuple[Problem, ...]
    texts: int
    skipped: tuple[str, ...]


def checked(path: Path | None, *, letters: Mapping[str, int] = NONE, finished: bool = True) -> LoadedCampaign:
    """Load the campaign of this folder or file, if nothing is wrong with it. The built-in one was checked at
    its release. `letters` are how many belong to whom. Unless it has to be `finished`, it is enough that
    nothing is broken.

    Raises:
        CampaignError: with every problem.
    """
    if path is None:
        return _prepared(load_campaign(None))
    problems = check_campaign(path, letters).problems if finished else tuple(_broken(path))
    if problems:
        raise CampaignError(campaign_file(path), tuple(map(str, problems)))
    return _prepared(load_campaign(path))


def _prepared(loaded: LoadedCampaign) -> LoadedCampaign:
    loaded.campaign.prepare(loaded.languages.values())
    return loaded


def check_campaign(path: Path, letters: Mapping[str, int] = NONE) -> Report:
    """Everything about the campaign of this folder or file: its people, its texts, and how both look.
    `letters` are how many belong to whom, as the database has it.
    """
    file = campaign_file(path)
    campaign, problems = _read(file)
    locales = _locales(file, campaign)
    if campaign:
        locales = with_people(locales, campaign)
    problems += [*locales.unreadable, *check_catalogues(locales), *_manner(locales)]
    if campaign:
        problems += [
            Problem(CAMPAIGN, key, "It still has to be written.", "", is_unfinished=True)
            for key in unwritten(campaign.model_dump())
        ]
        problems += check_letters_kept(campaign, letters)
        problems += check_letters(locales, campaign)
        problems += check_files(locales.folder, campaign)
    if campaign and not locales.unreadable:
        loaded = load_campaign(path)
        problems += check_people(loaded)
        problems += check_paper(loaded)
        problems += check_profile(loaded)
    return Report(tuple(problems), (), len(locales.texts), ())


def check_words(folder: Path, campaign: Campaign) -> Report:
    """Every check over the built-in texts in `folder` (locales/). Reads files only."""
    locales = with_people(read_locales(folder), campaign)
    lexicon = read_lexicon(folder / "crh")
    dictionary = read_dictionary()
    problems = [
        *locales.unreadable,
        *check_catalogues(locales),
        *check_letters(locales, campaign),
        *check_countries(locales, dictionary),
        *_manner(locales),
        *check_terms(locales),
        *check_crimean_tatar(locales, lexicon, dictionary),
        *check_proof(locales, lexicon),
        *check_profile(LoadedCampaign(campaign, load_languages(campaign.languages, [folder]))),
    ]
    skipped = [] if dictionary else [NO_DICTIONARY]
    if dictionary_is_here():
        problems += check_spelling(locales, campaign, read_known_words(folder / "uk"))
    else:
        skipped.append(SKIPPED)
    return Report(tuple(problems), tuple(waiting(locales)), len(locales.texts), tuple(skipped))


def _read(file: Path) -> tuple[Campaign | None, list[Problem]]:
    try:
        return read_campaign(file), []
    except CampaignError as error:
        return None, [Problem(file.name, *_parted(one), "") for one in error.mistakes]


def _parted(mistake: str) -> tuple[str, str]:
    key, _, what = mistake.partition(": ")
    return (key, what) if what else ("file", mistake)


def _locales(file: Path, campaign: Campaign | None) -> Locales:
    """The texts beside it. With a mistake in the file they are read all the same: all is named at once."""
    folder = file.parent / "locales"
    if campaign:
        words = (one for words in campaign.words.values() for one in words)
        locales = read_locales(folder, campaign.languages, words)
        return replace(locales, is_anew=campaign.id != read_campaign().id)
    try:
        listed = tomllib.loads(read_text(file)).get("languages")
    except (UnreadableError, tomllib.TOMLDecodeError):
        listed = None
    names = listed if isinstance(listed, list) else [one.name for one in folder.glob("*") if one.is_dir()]
    return read_locales(folder, sorted(str(one) for one in names if re.fullmatch(LANGUAGE, str(one))))


def _manner(locales: Locales) -> Iterator[Problem]:
    """How the texts read, built-in or not."""
    yield from check_style(locales)
    yield from check_sentences(locales)
    yield from check_english(locales)
    yield from check_ukrainian(locales)
    if not locales.is_built_in:
        yield from check_turkish(locales)


def _broken(path: Path) -> Iterator[Problem]:
    """What a campaign cannot run with."""
    file = campaign_file(path)
    campaign, problems = _read(file)
    yield from problems
    if campaign:
        locales = _locales(file, campaign)
        found = (*locales.unreadable, *check_catalogues(locales), *check_letters(locales, campaign))
        yield from (one for one in found if not one.is_unfinished)


def write_proof(folder: Path) -> Path:
    """Writes the proof-reader's list anew; returns its path. Words that have no source yet and stand in the
    dictionary get their row first.
    """
    locales, lexicon = with_people(read_locales(folder), read_campaign()), read_lexicon(folder / "crh")
    if (dictionary := read_dictionary()) and (words := new_words(locales, lexicon, dictionary)):
        with (folder / "crh" / WORDS).open("a", encoding="utf-8") as file:
            file.writelines(f"{one.form}\t{one.base}\t{one.mark}\t{one.source}\n" for one in words)
        lexicon = read_lexicon(folder / "crh")
    path = folder / FILE
    path.write_text(render(locales, lexicon), "utf-8")
    return path


def check_profile(loaded: LoadedCampaign) -> Iterator[Problem]:
    """Telegram refuses a longer text, and shows the old one."""
    default = loaded.campaign.default_language
    for profile in profiles(loaded.languages, default):
        for field, text in profile.texts.items():
            if (length := len(text)) > LIMITS[field]:
                together = "" if profile.code else ", with the languages that stand below it,"
                wrong = f"It has {length} characters{together} and {LIMITS[field]} fit."
                yield Problem(f"{profile.code or default}/bot.po", KEYS[field], wrong, "Shorten it.")
