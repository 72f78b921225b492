"""Greetings, example letters and ideas: complete in every language, and whole whatever is left empty."""

from collections.abc import Sequence
from pathlib import Path

from bot.checks.texts import LANGUAGES, Locales, Problem, Text

PLACEHOLDERS = frozenset({"name", "sender", "place", "own"})
IDEAS_AT_LEAST = 12
EXAMPLES_AT_LEAST = 3


def check_letters(locales: Locales, greetings: Sequence[str]) -> list[Problem]:
    """`greetings` are the ids that the campaign offers.

    A greeting has 4 to 8 lines when nothing of one's own is given, and at most 10 with everything.
    """
    problems: list[Problem] = []
    for language in LANGUAGES:
        folder = locales.folder / language
        texts = list(locales.of(language))
        names = {path.stem for path in (folder / "letters").glob("*.txt")}
        problems += [
            Problem(f"{language}/letters/{name}.txt", "file", "The greeting is missing.", "Write it.")
            for name in greetings
            if name not in names
        ]
        for file in sorted({text.file for text in texts if text.kind == "letter"}):
            problems += _greeting(locales.folder, [text for text in texts if text.file == file])
        problems += _examples(language, texts)
        ideas = sum(text.kind == "idea" and bool(text.text.strip()) for text in texts)
        if ideas < IDEAS_AT_LEAST:
            wrong = f"There are {ideas} ideas."
            problems.append(Problem(f"{language}/ideas.txt", "file", wrong, f"Write {IDEAS_AT_LEAST}."))
    return problems


def _greeting(folder: Path, lines: list[Text]) -> list[Problem]:
    problems = _shape(folder, lines)
    body = [line for line in lines if line.kind == "letter"]
    file = lines[0].file
    used = frozenset().union(*(line.placeholders for line in body))
    if used != PLACEHOLDERS:
        wrong = f"The letter uses {', '.join(sorted(used)) or 'no placeholder'}."
        problems.append(Problem(file, "letter", wrong, "Use {name}, {own}, {sender} and {place}."))
    bare = [line for line in body if line.placeholders <= {"name"}]
    if not 4 <= len(bare) <= 8 or len(body) > 10:
        wrong = f"It has {len(bare)} lines without own words and signature, {len(body)} with them."
        problems.append(Problem(file, "letter", wrong, "Keep 4 to 8 and at most 10."))
    return problems


def _examples(language: str, texts: list[Text]) -> list[Problem]:
    examples = [text for text in texts if "/examples/" in text.file]
    files = {text.file for text in examples}
    problems = []
    if len(files) < EXAMPLES_AT_LEAST:
        wrong = f"There are {len(files)} example letters."
        problems.append(Problem(f"{language}/examples", "folder", wrong, f"Write {EXAMPLES_AT_LEAST}."))
    problems += [
        text.problem("An example is finished: it has no placeholder but {name}.", "Write the words out.")
        for text in examples
        if not text.placeholders <= {"name"}
    ]
    return problems


def _shape(folder: Path, lines: list[Text]) -> list[Problem]:
    raw = (folder / lines[0].file).read_text("utf-8").splitlines()
    if lines[0].kind == "title" and len(raw) > 2 and raw[0].strip() and not raw[1].strip():
        return []
    remedy = "Write the title in the first line, leave the second empty, then the letter."
    return [Problem(lines[0].file, "line 1", "The title does not stand alone.", remedy)]
