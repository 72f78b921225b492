"""Says mistakes in the language of whoever reads them, by the sentences of `mistakes.tsv` in `locales/`."""

import os
import re
from collections.abc import Iterator, Mapping
from functools import cache

from bot.i18n.translate import FALLBACKS, LOCALES

FILE = "mistakes.tsv"


def translated(mistake: str, language: str) -> str:
    """The same mistake as far as its sentences are known in this language, else as it is."""
    for pattern, said in _sentences(language):
        mistake = pattern.sub(said, mistake)
    return mistake


def language_of(environment: Mapping[str, str] = os.environ) -> str:
    """The language of whoever sits at this terminal."""
    wanted = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return wanted.partition("_")[0].partition(".")[0]


@cache
def _sentences(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Every known sentence and the same in this language; the longest first, for it may hold another one."""
    for one in (language, *FALLBACKS.get(language, ())):
        if (path := LOCALES / one / FILE).is_file():
            lines = path.read_text("utf-8").splitlines()[1:]
            return tuple(_sentence(*line.split("\t")) for line in sorted(lines, key=_known, reverse=True))
    return ()


def _known(line: str) -> int:
    return len(re.sub(r"\{\d\}", "", line.partition("\t")[0]))


def _sentence(english: str, said: str) -> tuple[re.Pattern[str], str]:
    parts = re.split(r"\{\d\}", english)
    whole = "(.+?)".join(map(re.escape, parts)) + ("$" if not parts[-1] else "")
    before, after = (
        (r"(?<!\w)" if parts[0][:1].isalnum() else ""),
        (r"(?!\w)" if parts[-1][-1:].isalnum() else ""),
    )
    return re.compile(f"{before}{whole}{after}"), "".join(_replacement(said))


def _replacement(said: str) -> Iterator[str]:
    for part in re.split(r"(\{\d\})", said):
        number = re.fullmatch(r"\{(\d)\}", part)
        yield rf"\g<{number[1]}>" if number else part.replace("\\", r"\\")
