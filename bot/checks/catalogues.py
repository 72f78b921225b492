"""The catalogues side by side: nothing missing, nothing left over, the same placeholders, sound markup."""

import re
from html.parser import HTMLParser
from string import Formatter

import polib

from bot.checks.texts import LANGUAGES, Locales, Problem, Text
from bot.i18n import FALLBACKS

SOURCE = "en"
PLURALS = {
    "en": "nplurals=2; plural=(n != 1);",
    "uk": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "crh": "nplurals=1; plural=0;",
}
# May lack a translation until a release: few people speak it. Marked as gettext marks it, with “fuzzy”.
MAY_WAIT = frozenset({"crh"})
TAGS = frozenset({"b", "i", "u", "s", "code", "pre", "a", "blockquote"})

_AMPERSAND = re.compile(r"&(?!(amp|lt|gt|quot);)")


def check_catalogues(locales: Locales) -> list[Problem]:
    """Structure only: what may be said, and how, is the business of the language checks."""
    problems: list[Problem] = []
    for language in LANGUAGES:
        if (catalogue := locales.catalogues.get(language)) is None:
            problems.append(Problem(f"{language}/bot.po", "file", "There is no catalogue.", "Write it."))
            continue
        problems += _header(language, catalogue)
        problems += _entries(language, catalogue)
        if (source := locales.catalogues.get(SOURCE)) is not None and language != SOURCE:
            problems += _against_source(language, catalogue, source)
    for text in locales.texts:
        problems += _markup(text)
    return problems


def waiting(locales: Locales) -> list[Problem]:
    """Texts marked as waiting for their language; until then they are shown in the nearest one."""
    return [
        Problem(
            f"{language}/bot.po",
            entry.msgid,
            f"It waits for its translation; the bot says it in “{FALLBACKS[language][0]}”.",
            "Translate it and remove the mark “fuzzy”.",
        )
        for language, catalogue in locales.catalogues.items()
        if language in MAY_WAIT
        for entry in catalogue
        if "fuzzy" in entry.flags and not entry.obsolete
    ]


def _header(language: str, catalogue: polib.POFile) -> list[Problem]:
    found = catalogue.metadata.get("Plural-Forms", "").replace(" ", "").rstrip(";")
    if found == PLURALS[language].replace(" ", "").rstrip(";"):
        return []
    remedy = f"Write “Plural-Forms: {PLURALS[language]}”."
    return [Problem(f"{language}/bot.po", "header", f"The plural rule is “{found}”.", remedy)]


def _entries(language: str, catalogue: polib.POFile) -> list[Problem]:
    problems = []
    seen: set[str] = set()
    forms = int(PLURALS[language].partition("=")[2].partition(";")[0])
    for entry in catalogue:
        where = (f"{language}/bot.po", entry.msgid)
        if entry.obsolete:
            problems.append(Problem(*where, "The entry is marked obsolete (#~).", "Delete it."))
            continue
        if entry.msgid in seen:
            problems.append(Problem(*where, "The id occurs twice.", "Keep one of them."))
        seen.add(entry.msgid)
        if "fuzzy" in entry.flags:
            if language not in MAY_WAIT:
                problems.append(
                    Problem(*where, "The entry is marked fuzzy.", "Check the text, remove the mark.")
                )
            continue
        if entry.msgid_plural and len(entry.msgstr_plural) != forms:
            wrong = f"It has {len(entry.msgstr_plural)} plural forms."
            problems.append(Problem(*where, wrong, f"This language needs {forms}."))
        if not all(str(text).strip() for text in (entry.msgstr_plural or {0: entry.msgstr}).values()):
            problems.append(Problem(*where, "The text is empty.", "Write it."))
    return problems


def _against_source(language: str, catalogue: polib.POFile, source: polib.POFile) -> list[Problem]:
    ours = {entry.msgid: entry for entry in catalogue if not entry.obsolete}
    theirs = {entry.msgid: entry for entry in source if not entry.obsolete}
    file = f"{language}/bot.po"
    problems = [
        Problem(file, name, "The text is missing.", f"The English one is: “{_first(theirs[name])}”")
        for name in theirs.keys() - ours.keys()
    ]
    problems += [
        Problem(file, name, "The English catalogue has no such id.", "Delete it or correct the id.")
        for name in ours.keys() - theirs.keys()
    ]
    for name in ours.keys() & theirs.keys():
        if "fuzzy" in ours[name].flags:
            continue
        if bool(ours[name].msgid_plural) != bool(theirs[name].msgid_plural):
            problems.append(
                Problem(file, name, "One language counts here, the other does not.", "Align them.")
            )
        expected, found = _placeholders(theirs[name]), _placeholders(ours[name])
        if expected != found:
            remedy = f"The English text has {_listed(expected)}."
            problems.append(Problem(file, name, f"The placeholders are {_listed(found)}.", remedy))
    return sorted(problems, key=lambda problem: problem.place)


def _first(entry: polib.POEntry) -> str:
    return str(entry.msgstr or entry.msgstr_plural.get(0, ""))


def _placeholders(entry: polib.POEntry) -> frozenset[str]:
    """Over all plural forms: a form may leave the number out (one letter), none may add a name."""
    texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return frozenset(name for text in texts for name in re.findall(r"\{(\w*)\}", str(text)))


def _listed(names: frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"


def _markup(text: Text) -> list[Problem]:
    problems = []
    try:
        names = {name for _, name, _, _ in Formatter().parse(text.text) if name is not None}
    except ValueError as error:
        return [text.problem(f"The braces do not match ({error}).", "Write placeholders as {name}.")]
    problems += [
        text.problem(f"“{{{name}}}” is not a placeholder.", "Use a name in lower case.")
        for name in names
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name)
    ]
    if text.kind != "message":
        if "<" in text.text:
            problems.append(text.problem("Letters and ideas are plain text.", "Remove the tags."))
        return problems
    if _AMPERSAND.search(text.text):
        problems.append(text.problem("A bare “&”.", "Write “&amp;”, or “and”."))
    parser = _Tags()
    parser.feed(text.text)
    parser.close()
    return problems + [
        text.problem(wrong, "Close every tag in the order opened.") for wrong in parser.faults()
    ]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._open: list[str] = []
        self._faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self._faults.append(f"Telegram does not know <{tag}>.")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self._faults.append(f"</{tag}> closes nothing.")

    def handle_data(self, data: str) -> None:
        if "<" in data or ">" in data:
            self._faults.append("A bare “<” or “>”.")

    def faults(self) -> list[str]:
        return self._faults + [f"<{tag}> is never closed." for tag in self._open]
