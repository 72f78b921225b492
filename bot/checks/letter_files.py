"""Greetings, example letters and ideas: complete in every language, and whole whatever is left empty."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.campaign.loading import UNWRITTEN
from bot.campaign.model import Campaign
from bot.checks.locales import Locales, Problem, Text
from bot.i18n.encoding import UnreadableError, read_text
from bot.i18n.translate import BETWEEN_TEXTS, LOCALES

PLACEHOLDERS = frozenset({"name", "sender", "place", "own"})
NEEDED = frozenset({"name", "own"})  # without them it is nobody's letter to nobody
TEXTS = 3  # of one greeting, so that not everybody sends the same letter
LETTERS_WITH_A_LINE = 2  # a wish that stands in more of them is a stamp
IDEAS_AT_LEAST = 12
EXAMPLES_AT_LEAST = 3


def check_letters(locales: Locales, campaign: Campaign) -> Iterator[Problem]:
    """Each greeting of the campaign is there in every language; the built-in ones have three texts.

    Such a text has 4 to 8 lines when nothing of one's own is given, and at most 10 with everything.
    """
    for language in locales.languages:
        is_own = not locales.is_built_in
        inherited = _names(LOCALES, language) if is_own else set()
        names = _names(locales.folder, language)
        yield from [
            Problem(f"{language}/letters/{one.id}.txt", "file", "The greeting is missing.", "Write it.")
            for one in campaign.greetings
            if one.id not in names | inherited
        ]
        forms = frozenset(campaign.forms.get(language, {}))
        letters = {name: bodies for name in sorted(names) if (bodies := _read(locales, language, name))}
        for name, bodies in letters.items():
            file = f"{language}/letters/{name}.txt"
            yield from _shape(locales, file)
            yield from _greeting(file, bodies, forms, is_own=is_own)
            if is_own and language != "en" and _is_english(name, bodies):
                wrong = "It is still in English."
                yield Problem(file, "letter", wrong, "Translate it.", is_unfinished=True)
        if not is_own:
            yield from _stamps(language, [body for bodies in letters.values() for body in bodies])
            yield from _more(locales, language)


def _more(locales: Locales, language: str) -> Iterator[Problem]:
    """What only the built-in languages must have: example letters and ideas."""
    texts = list(locales.of(language))
    yield from _examples(language, texts)
    ideas = sum(text.kind == "idea" and bool(text.text.strip()) for text in texts)
    if ideas < IDEAS_AT_LEAST:
        wrong = f"There are {ideas} ideas."
        yield Problem(f"{language}/ideas.txt", "file", wrong, f"Write {IDEAS_AT_LEAST}.")


def _names(folder: Path, language: str) -> set[str]:
    return {path.stem for path in (folder / language / "letters").glob("*.txt")}


def _read(locales: Locales, language: str, name: str) -> list[list[str]]:
    try:
        return read_letters(locales, language, name)
    except UnreadableError:
        return []  # said already


def _is_english(name: str, bodies: list[list[str]]) -> bool:
    path = LOCALES / "en" / "letters" / f"{name}.txt"
    english = set(read_text(path).splitlines()) if path.exists() else set()
    lines = [line for body in bodies for line in own_lines(body)]
    return sum(line in english for line in lines) * 2 > len(lines)


def read_letters(locales: Locales, language: str, name: str) -> list[list[str]]:
    """The texts of one greeting, each by its lines."""
    text = read_text(locales.folder / language / "letters" / f"{name}.txt")
    bodies = re.split(rf"^{BETWEEN_TEXTS}$", text.partition("\n")[2], flags=re.MULTILINE)
    return [[line for line in body.splitlines() if line.strip()] for body in bodies]


def own_lines(body: list[str]) -> list[str]:
    """What a text says beside its first line, its last words before the name, and what the writer fills in.

    Every language has few ways to begin and to end a letter; those may be the same.
    """
    fixed = [line for line in body[1:] if not re.search(r"\{(own|sender|place)\}", line)]
    return fixed[:-1]


def _greeting(
    file: str, bodies: list[list[str]], forms: frozenset[str], *, is_own: bool
) -> Iterator[Problem]:
    if len(bodies) < TEXTS and not is_own:
        remedy = f"Write {TEXTS}, with a line “{BETWEEN_TEXTS}” between them."
        yield Problem(file, "letter", f"It has {len(bodies)} texts.", remedy)
    for number, body in enumerate(bodies, start=1):
        place = f"text {number}"
        if body == [UNWRITTEN]:
            continue  # said already
        used = frozenset(re.findall(r"\{(\w*)\}", "\n".join(body)))
        if not (NEEDED if is_own else PLACEHOLDERS) <= used <= PLACEHOLDERS | forms:
            wrong = f"The letter uses {_listed(used)}."
            remedy = f"Use {{name}}, {{own}}, {{sender}} and {{place}}; there is also: {_listed(forms)}."
            yield Problem(file, place, wrong, remedy)
        bare = [line for line in body if not re.search(r"\{(own|sender|place)\}", line)]
        if (not 4 <= len(bare) <= 8 and not is_own) or len(body) > 10:
            wrong = f"It has {len(bare)} lines without own words and signature, {len(body)} with them."
            yield Problem(file, place, wrong, "Keep 4 to 8 and at most 10.")


def _stamps(language: str, bodies: list[list[str]]) -> Iterator[Problem]:
    """Lines that stand in too many letters of this language."""
    counted = Counter(line for body in bodies for line in set(own_lines(body)))
    for line, count in counted.items():
        if count > LETTERS_WITH_A_LINE:
            wrong = f"“{line}” stands in {count} letters."
            yield Problem(f"{language}/letters", "folder", wrong, f"{LETTERS_WITH_A_LINE} are enough.")


def _listed(names: frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "no placeholder"


def _examples(language: str, texts: list[Text]) -> Iterator[Problem]:
    examples = [text for text in texts if "/examples/" in text.file]
    files = {text.file for text in examples}
    if len(files) < EXAMPLES_AT_LEAST:
        wrong = f"There are {len(files)} example letters."
        yield Problem(f"{language}/examples", "folder", wrong, f"Write {EXAMPLES_AT_LEAST}.")
    yield from [
        text.problem("An example is finished: it has no placeholder but {name}.", "Write the words out.")
        for text in examples
        if not text.placeholders <= {"name"}
    ]


def _shape(locales: Locales, file: str) -> Iterator[Problem]:
    raw = read_text(locales.folder / file).splitlines()
    if not (len(raw) > 2 and raw[0].strip() and not raw[1].strip()):
        remedy = "Write the title in the first line, leave the second empty, then the letter."
        yield Problem(file, "line 1", "The title does not stand alone.", remedy)
