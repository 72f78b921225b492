"""Every check of every text, one after the other: what `mektup check` says."""

from dataclasses import dataclass
from pathlib import Path

from bot.campaign.model import Campaign
from bot.checks.catalogues import check_catalogues, waiting
from bot.checks.countries import check_countries
from bot.checks.crimean_tatar import WORDS, check_crimean_tatar, new_words, read_lexicon
from bot.checks.dictionary import SKIPPED as NO_DICTIONARY
from bot.checks.dictionary import read_dictionary
from bot.checks.english import check_english
from bot.checks.letters import check_letters
from bot.checks.proof import FILE, check_proof, render
from bot.checks.sentences import check_sentences
from bot.checks.spelling import SKIPPED, check_spelling, dictionary_is_here, read_known_words
from bot.checks.style import check_style
from bot.checks.terms import check_terms
from bot.checks.texts import Problem, read_locales
from bot.checks.ukrainian import check_ukrainian


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, how much was read, and what could not be checked here, with the reason."""

    problems: tuple[Problem, ...]
    waiting: tuple[Problem, ...]
    texts: int
    skipped: tuple[str, ...]


def check_words(folder: Path, campaign: Campaign) -> Report:
    """Every check over the texts in `folder` (locales/). Reads files only."""
    locales = read_locales(folder)
    lexicon = read_lexicon(folder / "crh")
    dictionary = read_dictionary()
    problems = [
        *check_catalogues(locales),
        *check_letters(locales, campaign),
        *check_countries(locales, dictionary),
        *check_style(locales),
        *check_sentences(locales),
        *check_terms(locales),
        *check_english(locales),
        *check_ukrainian(locales),
        *check_crimean_tatar(locales, lexicon, dictionary),
        *check_proof(locales, lexicon),
    ]
    skipped = [] if dictionary else [NO_DICTIONARY]
    if dictionary_is_here():
        problems += check_spelling(locales, campaign, read_known_words(folder / "uk"))
    else:
        skipped.append(SKIPPED)
    return Report(tuple(problems), tuple(waiting(locales)), len(locales.texts), tuple(skipped))


def write_proof(folder: Path) -> Path:
    """Writes the proof-reader's list anew; returns its path. Words that have no source yet and stand in the
    dictionary get their row first.
    """
    locales, lexicon = read_locales(folder), read_lexicon(folder / "crh")
    if (dictionary := read_dictionary()) and (words := new_words(locales, lexicon, dictionary)):
        with (folder / "crh" / WORDS).open("a", encoding="utf-8") as file:
            file.writelines(f"{one.form}\t{one.base}\t{one.mark}\t{one.source}\n" for one in words)
        lexicon = read_lexicon(folder / "crh")
    path = folder / FILE
    path.write_text(render(locales, lexicon), "utf-8")
    return path
