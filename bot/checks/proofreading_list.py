"""The list for the native proof-reader: every Crimean Tatar text that machine evidence does not settle."""

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from bot.checks.catalogues import waiting
from bot.checks.country_names import OPEN
from bot.checks.crimean_tatar import Lexicon, lower
from bot.checks.locales import Locales, Problem, Text, is_for_organizers, plain_words

FILE = "crh/README.md"
PAIRS = "pairs.tsv"  # of neighbouring words: which of them were seen in native prose
MANY = 2  # unseen pairs of words in one text: begin there

_TAG = re.compile(r"</?[a-z][^<>]*>")
_CODE = re.compile(r"<(code|pre)>.*?</\1>|https?://\S+|(?<!\w)/[a-z]+|\{[^{}]*\}", re.DOTALL)
_BREAK = re.compile(r"[^\w\s'’ʼ-]+|\s[–—-]\s|\d+|\n")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*")

HEAD = """# Crimean Tatar: what a native speaker must confirm

Written by `mektup check --write` from the texts themselves; a test fails when it is stale. Do not edit it
by hand.

**{pending} texts await a native speaker, {supporters} of them on supporters' screens; in {many} of them
more than one pair of words was seen nowhere: begin there.**
{settled} texts are settled as far as a machine can: each word is known, and each two neighbouring words stand
side by side in native prose, or are a regular form of words that do. That is no proof that the sentence says
what it should: they are at the end, to be read last.

**How to read it.** A text stands here with its place, its English meaning, and what is doubtful in it: the
pairs of words that were seen in no source. What is right needs nothing; what is wrong: correct the text in
`bot.po`, `letters/`, `examples/` or `ideas.txt` and run `mektup check`. A sentence that a native speaker has
confirmed goes into `phrases.tsv` with the name of who confirmed it, and leaves this list.

**See it in place.** `python -m tests.tools.gallery` draws every screen in three languages, side by side,
with the ids below.

**Sources.** `words.tsv` has every word, `pairs.tsv` every pair of words that was seen, `phrases.tsv` whole
sentences. LIT: the native prose of the collection prosvita/QIRIMTATARTILI on GitHub, commit 28a9c34b, a
million words of literature, tales and news, mostly Cyrillic; the count does not tell ö from o, ü from u and
â from a. LT: LanguageTool's dictionary. AN: the analyser of Apertium. MW: the Crimean Tatar interface of
Wikipedia. AP, MD, KT: Apertium's texts, medeniye.org, Krym.Realii. G: `glossary.tsv`. Of GNOME only what its
own translator wrote; the catalogues of MATE and Cinnamon are half Turkish and are never cited.

**Choices to confirm.** The letters are signed with the name and, under it, the place: a line such as
“{{place}} şeerinden yazam” is right only for a town. Interface verbs on buttons are in the short imperative,
as in MediaWiki (Sayla, Yolla); sentences to the person say siz. Month names follow MediaWiki. The text of a
letter is `metin`, a promise is `söz`; to withdraw is `keri al-`, to undo is `keri yap-`. In letters to
everybody “Selâm aleyküm” is simply hello.
"""


def render(locales: Locales, lexicon: Lexicon) -> str:
    """The whole page."""
    seen = read_pairs(locales.folder / "crh")
    meanings = {(text.file.partition("/")[2], text.place): text.plain for text in locales.of("en")}
    unseen = {text: _unseen(text, lexicon, seen) for text in locales.of("crh") if _is_open(text, lexicon)}
    pending = [text for text, pairs in unseen.items() if pairs]
    many = [text for text in pending if len(unseen[text]) >= MANY]
    settled = [text for text in unseen if text not in set(pending)]
    counts = {"pending": len(pending), "many": len(many), "settled": len(settled)}
    supporters = sum(not is_for_organizers(text) for text in pending)
    lines = [HEAD.format(supporters=supporters, **counts)]
    for title, texts in (
        (f"Begin here ({len(many)})", many),
        (f"Then these ({len(pending) - len(many)})", [text for text in pending if text not in set(many)]),
    ):
        lines += [
            f"## {title}",
            "",
            "| where | Crimean Tatar | English | seen nowhere |",
            "|---|---|---|---|",
        ]
        for text in sorted(texts, key=is_for_organizers):
            row = (_place(text), text.plain, _meaning(text, meanings), ", ".join(unseen[text]))
            lines.append("| " + " | ".join(map(_cell, row)) + " |")
        lines.append("")
    lines += ["## Words to look at", "", "Regular forms; nobody found them as they stand.", ""]
    lines += ["| word | from | source |", "|---|---|---|"]
    for form in sorted({form for text in unseen for form in _forms(text)}, key=alphabetical):
        if (word := lexicon.words.get(form)) is not None and word.mark == "B":
            lines.append("| " + " | ".join(map(_cell, (form, word.base, word.source))) + " |")
    lines += ["", "## Waiting for a translation", ""]
    lines += [f"- {one.place}: {one.wrong}" for one in waiting(locales)] or ["Nothing."]
    lines += ["", "## Country names that are in no source", ""]
    lines += [f"- {name}: {reason}" for name, reason in _countries(locales)]
    lines += ["", f"## Settled by words and pairs ({len(settled)})", ""]
    lines += [f"- {_place(text)}: {_cell(text.plain)}" for text in settled]
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


def _is_open(text: Text, lexicon: Lexicon) -> bool:
    """At least one sentence is not known whole."""
    sentences = [part.strip() for part in text.plain.splitlines() if plain_words(part)]
    return any(sentence not in lexicon.sentences for sentence in sentences)


def _unseen(text: Text, lexicon: Lexicon, seen: dict[str, str]) -> list[str]:
    """The pairs of words of its open sentences that are in no source, each once."""
    return [
        pair
        for pair in dict.fromkeys(
            pair
            for line in text.text.splitlines()
            if line.strip() not in lexicon.sentences
            for pair in pairs_of(line)
        )
        if pair not in seen
    ]


def _place(text: Text) -> str:
    return f"{text.file.removeprefix('crh/')} {text.place}"


def _meaning(text: Text, meanings: dict[tuple[str, str], str]) -> str:
    if text.kind != "message":
        return ""  # letters and ideas are written in each language, not translated
    return meanings.get((text.file.partition("/")[2], text.place.partition("[")[0]), "")


def _forms(text: Text) -> Iterable[str]:
    return dict.fromkeys(lower(word) for word in plain_words(text.text))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


def _countries(locales: Locales) -> Iterator[tuple[str, str]]:
    lines = (locales.folder / "crh" / "countries.tsv").read_text("utf-8").splitlines()[1:]
    for line in lines:
        _, name, reason = [*line.split("\t"), "", ""][:3]
        if OPEN in reason:
            yield name, reason


def pairs_of(text: str) -> Iterator[str]:
    """Every two words that stand side by side with nothing but a space between them."""
    for part in _BREAK.split(_TAG.sub("", _CODE.sub(".", text))):
        words = [lower(word) for word in _WORD.findall(part)]
        yield from (f"{one} {next_one}" for one, next_one in pairwise(words))


def read_pairs(folder: Path) -> dict[str, str]:
    """locales/crh/pairs.tsv: the pairs that were seen, and where."""
    with (folder / PAIRS).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["pair"]: row["seen"] for row in rows}
