"""The checks of every text: what `mektup check` runs for people who edit words only."""

from dataclasses import dataclass
from pathlib import Path

from bot.campaign.model import Campaign
from bot.checks.catalogues import check_catalogues
from bot.checks.countries import check_countries
from bot.checks.crimean_tatar import check_crimean_tatar, read_lexicon
from bot.checks.english import check_english
from bot.checks.letters import check_letters
from bot.checks.proof import FILE, check_proof, render
from bot.checks.spelling import SKIPPED, check_spelling, dictionary_is_here, read_known_words
from bot.checks.style import check_style
from bot.checks.terms import check_terms
from bot.checks.texts import Problem, read_locales
from bot.checks.ukrainian import check_ukrainian

__all__ = ["Problem", "Report", "check_words", "write_proof"]


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, how much was read, and what could not be checked here, with the reason."""

    problems: tuple[Problem, ...]
    texts: int
    skipped: tuple[str, ...]


def check_words(folder: Path, campaign: Campaign) -> Report:
    """Every check over the texts in `folder` (locales/). Reads files only."""
    locales = read_locales(folder)
    lexicon = read_lexicon(folder / "crh")
    problems = [
        *check_catalogues(locales),
        *check_letters(locales, [greeting.id for greeting in campaign.greetings]),
        *check_countries(locales),
        *check_style(locales),
        *check_terms(locales),
        *check_english(locales),
        *check_ukrainian(locales),
        *check_crimean_tatar(locales, lexicon),
        *check_proof(locales, lexicon),
    ]
    if not dictionary_is_here():
        return Report(tuple(problems), len(locales.texts), (SKIPPED,))
    problems += check_spelling(locales, campaign, read_known_words(folder / "uk"))
    return Report(tuple(problems), len(locales.texts), ())


def write_proof(folder: Path) -> Path:
    """Writes the proof-reader's list anew; returns its path."""
    path = folder / FILE
    path.write_text(render(read_locales(folder), read_lexicon(folder / "crh")), "utf-8")
    return path
