"""The list for the native proof-reader: every Crimean Tatar sentence that nobody has confirmed yet."""

from collections.abc import Iterable, Iterator

from bot.checks.crimean_tatar import Lexicon, lower
from bot.checks.texts import Locales, Problem, Text, plain_words

FILE = "crh/README.md"

HEAD = """# Crimean Tatar: what a native speaker must confirm

Written by `mektup check --write` from the texts themselves; a test fails when it is stale. Do not edit it
by hand.

**How to read it.** Every sentence of the interface and of the letters that was not found whole in a Crimean
Tatar source, or checked as a whole, stands below with its place and its English meaning. Its words were
found one by one: mark **A** is a form found as it stands, **B** a regular form of a found word, which is
the first thing to look at. The last table names the source of every word. What is right needs nothing; what
is wrong: correct the text in `bot.po`, `letters/`, `examples/` or `ideas.txt` and run `mektup check`. A
sentence that a native speaker has confirmed goes into `phrases.tsv` with the name of who confirmed it, and
leaves this list.

**See it in place.** `python -m tests.tools.gallery` draws every screen in three languages, side by side,
with the ids below.

**Sources.** MW: the Crimean Tatar interface of Wikipedia (MediaWiki, crh-latn). AP: the Crimean Tatar
lexicon, grammar sentences and texts of the Apertium project. MD: the language lessons of medeniye.org. KT:
the news pages of Krym.Realii in Crimean Tatar. G: `glossary.tsv`. Letters: greetings checked before this
project began.

**Choices to confirm.** The letters are signed with the name and, under it, the place: a line such as
“{place} şeerinden yazam” is right only for a town. Interface verbs on buttons are in the short imperative,
as in MediaWiki (Sayla, Yolla); sentences to the person say siz. Month names follow MediaWiki.
"""


def render(locales: Locales, lexicon: Lexicon) -> str:
    """The whole page."""
    pending = list(_pending(locales, lexicon))
    meanings = {(text.file.partition("/")[2], text.place): text.plain for text in locales.of("en")}
    lines = [HEAD, f"## Sentences ({len(pending)})", ""]
    lines += ["| where | Crimean Tatar | English | B words |", "|---|---|---|---|"]
    for text in pending:
        meaning = meanings.get((text.file.partition("/")[2], text.place.partition("[")[0]), "")
        if text.kind != "message":
            meaning = ""  # letters and ideas are written in each language, not translated
        derived = [
            f"{word.form} (from {word.base})"
            for form in _forms(text)
            if (word := lexicon.words.get(form)) is not None and word.mark == "B"
        ]
        row = (f"{text.file.removeprefix('crh/')} {text.place}", text.plain, meaning, ", ".join(derived))
        lines.append("| " + " | ".join(map(_cell, row)) + " |")
    lines += ["", "## Words and their sources", "", "| word | mark | from | source |", "|---|---|---|---|"]
    for form in sorted({form for text in pending for form in _forms(text)}, key=alphabetical):
        if (word := lexicon.words.get(form)) is not None:
            lines.append("| " + " | ".join(map(_cell, (form, word.mark, word.base, word.source))) + " |")
    lines += [
        "",
        "## Exceptions",
        "",
        "Country names that are not in a source, and why each stands as it does:",
        "",
    ]
    lines += [f"- {name}: {reason}" for name, reason in _countries(locales)]
    return "\n".join(lines) + "\n"


def check_proof(locales: Locales, lexicon: Lexicon) -> list[Problem]:
    """Whether the page says what the texts say now."""
    path = locales.folder / FILE
    if path.exists() and path.read_text("utf-8") == render(locales, lexicon):
        return []
    return [Problem(FILE, "page", "The list for the proof-reader is stale.", "Run “mektup check --write”.")]


def alphabetical(word: str) -> list[int]:
    """A key for sorting by the Crimean Tatar alphabet; code points would put ç after z."""
    alphabet = "aâbcçdefgğhıijklmnñoöpqrsştuüvyz"
    return [alphabet.find(letter) for letter in lower(word)]


def _pending(locales: Locales, lexicon: Lexicon) -> Iterator[Text]:
    """Texts with at least one sentence that is not known whole."""
    for text in locales.of("crh"):
        sentences = [part.strip() for part in text.plain.splitlines() if plain_words(part)]
        if any(sentence not in lexicon.sentences for sentence in sentences):
            yield text


def _forms(text: Text) -> Iterable[str]:
    return dict.fromkeys(lower(word) for word in plain_words(text.text))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


def _countries(locales: Locales) -> Iterator[tuple[str, str]]:
    lines = (locales.folder / "crh" / "countries.tsv").read_text("utf-8").splitlines()[1:]
    for line in lines:
        _, name, reason = [*line.split("\t"), "", ""][:3]
        if "to be confirmed" in reason:
            yield name, reason
