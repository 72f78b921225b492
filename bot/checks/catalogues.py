"""The catalogues side by side: nothing missing, nothing left over, the same placeholders, sound markup."""

import gettext
import re
from collections.abc import Iterator
from string import Formatter

import polib

from bot.campaign.loading import OWN_TEXTS, UNWRITTEN
from bot.checks.locales import LANGUAGES, Locales, Problem, Text
from bot.i18n.translate import FALLBACKS

SOURCE = "en"
PLURALS = {
    "en": "nplurals=2; plural=(n != 1);",
    "uk": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "crh": "nplurals=1; plural=0;",
}
# May lack a translation until a release: few people speak it. Marked as gettext marks it, with “fuzzy”.
MAY_WAIT = frozenset({"crh"})
COUNTED = 200  # numbers for which a plural rule is tried
SENTENCE = 4  # words; a shorter text may be the same in two languages

_AMPERSAND = re.compile(r"&(?!(amp|lt|gt|quot);)")


def check_catalogues(locales: Locales) -> Iterator[Problem]:
    """Structure only: what may be said, and how, is the business of the language checks."""
    unreadable = {one.file for one in locales.unreadable}
    for language in locales.languages:
        if f"{language}/bot.po" in unreadable:
            continue
        catalogue = locales.catalogues.get(language, polib.POFile())
        if language in locales.catalogues:
            yield from _header(language, catalogue)
            yield from _entries(language, catalogue)
        elif locales.is_built_in:
            yield Problem(f"{language}/bot.po", "file", "There is no catalogue.", "Write it.")
            continue
        yield from _missing(locales, language, catalogue)
        if catalogue is not locales.source:
            yield from sorted(_against_source(locales, language, catalogue), key=lambda one: one.place)
    for text in locales.texts:
        yield from _markup(locales, text)


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


def _rule(language: str, catalogue: polib.POFile) -> str:
    """How this language counts: by the table, for another language by its catalogue."""
    return PLURALS.get(language, str(catalogue.metadata.get("Plural-Forms", "")))


def _forms(rule: str) -> int:
    """How many forms a rule has; 0 if it is none."""
    found = re.fullmatch(r"\s*nplurals=(\d+);\s*plural=(.+?);?\s*", rule)
    try:
        form = gettext.c2py(found[2]) if found else None
    except ValueError:
        form = None
    is_right = found and form and all(form(number) < int(found[1]) for number in range(COUNTED))
    return int(found[1]) if found and is_right else 0


def _header(language: str, catalogue: polib.POFile) -> Iterator[Problem]:
    found, expected = catalogue.metadata.get("Plural-Forms", ""), _rule(language, catalogue)
    if _forms(expected) and _bare(found) == _bare(expected):
        return
    remedy = f"Write “Plural-Forms: {PLURALS.get(language, PLURALS[SOURCE])}”"
    other = "" if language in PLURALS else ", in the form that gettext has for this language"
    yield Problem(f"{language}/bot.po", "header", f"The plural rule is “{found}”.", f"{remedy}{other}.")


def _bare(rule: str) -> str:
    return rule.replace(" ", "").rstrip(";")


def _entries(language: str, catalogue: polib.POFile) -> Iterator[Problem]:
    seen: set[str] = set()
    forms = _forms(_rule(language, catalogue))
    for entry in catalogue:
        where = (f"{language}/bot.po", entry.msgid)
        if entry.obsolete:
            yield Problem(*where, "The entry is marked obsolete (#~).", "Delete it.")
            continue
        if entry.msgid in seen:
            yield Problem(*where, "The id occurs twice.", "Keep one of them.")
        seen.add(entry.msgid)
        if "fuzzy" in entry.flags:
            if language not in MAY_WAIT:
                yield Problem(*where, "The entry is marked fuzzy.", "Check the text, remove the mark.")
            continue
        if entry.msgid_plural and len(entry.msgstr_plural) != forms:
            wrong = f"It has {len(entry.msgstr_plural)} plural forms."
            yield Problem(*where, wrong, f"This language needs {forms}.")
        if not all(str(text).strip() for text in (entry.msgstr_plural or {0: entry.msgstr}).values()):
            yield Problem(*where, "The text is empty.", "Write it.")


def _missing(locales: Locales, language: str, catalogue: polib.POFile) -> Iterator[Problem]:
    """Of the built-in languages a campaign has to say only what speaks of a certain campaign."""
    file = f"{language}/bot.po"
    ours = {entry.msgid for entry in catalogue if not entry.obsolete}
    if not locales.is_built_in and language in LANGUAGES:
        for name in (one for one in OWN_TEXTS if one not in ours and locales.is_anew):
            wrong = "It still speaks of the built-in campaign."
            yield Problem(file, name, wrong, "Write your own text.", is_unfinished=True)
        return
    gone = [entry for entry in locales.source if not entry.obsolete and entry.msgid not in ours]
    for entry in gone:
        yield Problem(file, entry.msgid, "The text is missing.", f"The English one is: “{_first(entry)}”")


def _against_source(locales: Locales, language: str, catalogue: polib.POFile) -> Iterator[Problem]:
    theirs = {entry.msgid: entry for entry in locales.source if not entry.obsolete}
    for entry in catalogue:
        where, name = (f"{language}/bot.po", entry.msgid), entry.msgid
        if entry.obsolete or "fuzzy" in entry.flags:
            continue
        if name not in theirs:
            yield Problem(*where, "The English catalogue has no such id.", "Delete it or correct the id.")
            continue
        if bool(entry.msgid_plural) != bool(theirs[name].msgid_plural):
            yield Problem(*where, "One language counts here, the other does not.", "Align them.")
        if not _first(entry):
            continue  # said already
        expected, found = (_placeholders(one) - locales.words for one in (theirs[name], entry))
        if expected != found:
            remedy = f"The English text has {_listed(expected)}."
            yield Problem(*where, f"The placeholders are {_listed(found)}.", remedy)
        if language != SOURCE and _first(entry) == _first(theirs[name]) and _is_sentence(_first(entry)):
            yield Problem(*where, "It is still in English.", "Translate it.", is_unfinished=True)


def _is_sentence(text: str) -> bool:
    return len(re.findall(r"[^\W\d_]+", re.sub(r"\{\w*\}|<.*?>", "", text))) >= SENTENCE


def _first(entry: polib.POEntry) -> str:
    return str(entry.msgstr or entry.msgstr_plural.get(0, ""))


def _placeholders(entry: polib.POEntry) -> frozenset[str]:
    """Over all plural forms: a form may leave the number out (one letter), none may add a name."""
    texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return frozenset(name for text in texts for name in re.findall(r"\{(\w*)\}", str(text)))


def _listed(names: frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"


def _markup(locales: Locales, text: Text) -> Iterator[Problem]:
    """Braces as Python fills them in, tags as Telegram takes them."""
    from bot.playground.html_parser import ParseError, parse_html  # noqa: PLC0415  (a server comes with it)

    try:
        names = {name for _, name, _, _ in Formatter().parse(text.text) if name is not None}
    except ValueError as error:
        yield text.problem(f"The braces do not match ({error}).", "Write placeholders as {name}.")
        return
    for name in names - locales.words:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            yield text.problem(f"“{{{name}}}” is not a placeholder.", "Use a name in lower case.")
    if text.plain.strip() == UNWRITTEN:
        wrong = "It still has to be written."
        yield Problem(text.file, text.place, wrong, "Write it in place of “…”.", is_unfinished=True)
    if text.kind != "message":
        if "<" in text.text:
            yield text.problem("Letters and ideas are plain text.", "Remove the tags.")
        return
    if _AMPERSAND.search(text.text):
        yield text.problem("A bare “&”.", "Write “&amp;”, or “and”.")
    try:
        parse_html(text.text)
    except ParseError as error:
        yield text.problem(f"Telegram refuses it: {error}.", "Close every tag in the order opened.")
