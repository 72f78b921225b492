"""The tone in every language: short, quiet, honest, readable by eye and by screen reader."""

import re
import unicodedata
from collections.abc import Iterator

from bot.campaign.loading import UNWRITTEN
from bot.checks.locales import LANGUAGES, Locales, Problem, Text, is_for_organizers, plain_words

LABEL = 24
SCREEN = 600
ROOM = 1.4  # other languages may need so much more
PAGES = re.compile(r"^(how|safety|privacy|help)\b")
PAGE = 1500

MOST_WORDS = {"en": 12, "uk": 14, "crh": 14}  # in a sentence; two write more for small English words
_SENTENCE_END = re.compile(r"[.!?…:]+(?=[\s”»)]|$)|\n+")

# Nobody can know it: letters are pledged, mailed, received in Kyiv, handed over.
DELIVERED = {
    "en": re.compile(r"\bdelivered\b", re.IGNORECASE),
    "uk": re.compile(r"\b(доставлен|доправлен|вручен)\w*", re.IGNORECASE),
    "crh": re.compile(r"\b(yetkizil|teslim etil)\w*", re.IGNORECASE),
}
# Said once, in the one message that explains why nobody says it.
MAY_SAY_DELIVERED = frozenset({"about.delivery", "safety.delivery", "how.delivery"})

POLITICS = {
    "en": re.compile(r"\b(hero(es|ic)?|enem(y|ies)|occupiers?|victory|freedom)\b", re.IGNORECASE),
    "uk": re.compile(
        r"\b(геро[їйєяю]\w*|ворог\w*|окупант\w*|перемог\w*|свобод\w*|вол[яіею])\b", re.IGNORECASE
    ),
    "crh": re.compile(r"\b(qaraman|duşman|işğalcı|yeñiş|azatlıq|serbestlik)\w*", re.IGNORECASE),
}

# A byte order mark, soft hyphens, words that cannot break, directions that nobody closes. Arabic, Persian and
# Hebrew need joiners and the two plain marks of direction.
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f]")
_LETTER = re.compile(r"[^\W\d_]")
_BUTTON = re.compile(r"(^|\.)button(\.|$)")


def check_style(locales: Locales) -> Iterator[Problem]:
    """Look at each text that is written."""
    for text in locales.texts:
        if text.text != UNWRITTEN:
            yield from _writing(text)
            yield from _label(text) if is_label(text) else _length(text)
            yield from _manner(text)


def is_label(text: Text) -> bool:
    """A button's words, or a greeting's title, which stands on a button."""
    return text.kind == "title" or (text.kind == "message" and bool(_BUTTON.search(text.place)))


def _writing(text: Text) -> Iterator[Problem]:
    if not unicodedata.is_normalized("NFC", text.text):
        yield text.problem("It holds decomposed characters.", "Save the file in NFC.")
    if found := INVISIBLE.search(text.text):
        wrong = f"It holds a character that nobody sees (U+{ord(found.group()):04X})."
        yield text.problem(wrong, "Remove it.")
    if re.search(r"[^\S\n]{2,}|[ \t]$|^[ \t]", text.text, re.MULTILINE):
        yield text.problem("It holds spaces that nobody sees.", "Remove them.")
    if "..." in text.text:
        yield text.problem("Three full stops.", "Write “…”.")


def _label(text: Text) -> Iterator[Problem]:
    length = len(re.sub(r"\{\w*\}", "", text.plain))  # names are measured where they are known, by the tests
    if length > (most := _most(text, LABEL)):
        wrong = f"The button has {length} characters."
        yield text.problem(wrong, f"A telephone shows {most}.")
    if not _LETTER.search(re.sub(r"\{\w*\}", "", text.plain)) and not text.placeholders:
        yield text.problem("A button without words.", "Say what it does: some people only hear it.")
    if text.text != text.plain:
        yield text.problem("A button shows no tags.", "Remove them.")


def _length(text: Text) -> Iterator[Problem]:
    limit = _most(text, PAGE if PAGES.match(text.place) else SCREEN)
    if len(text.plain) > limit:
        wrong = f"It has {len(text.plain)} characters."
        yield text.problem(wrong, f"A screen holds {limit}: one thought each.")


def _most(text: Text, characters: int) -> int:
    return characters if text.language in LANGUAGES else int(characters * ROOM)


def _manner(text: Text) -> Iterator[Problem]:
    if "!" in text.plain and text.kind not in {"letter", "example"}:
        yield text.problem("An exclamation mark.", "Only greetings raise their voice.")
    if text.language not in LANGUAGES:
        return
    pattern = DELIVERED[text.language]
    if text.place not in MAY_SAY_DELIVERED and (found := pattern.search(text.plain)):
        yield text.problem(f"“{found.group()}” cannot be known.", "Say “received”.")
    if text.kind in {"letter", "example", "idea"} and (found := POLITICS[text.language].search(text.plain)):
        wrong = f"“{found.group()}” may keep a letter from its reader."
        yield text.problem(wrong, "Letters stay away from politics and heroics.")


def check_sentences(locales: Locales) -> list[Problem]:
    """Short sentences in messages and ideas. Letters are written, not read aloud at a bus stop."""
    return [
        text.problem(f"A sentence of {length} words.", f"Split it: {MOST_WORDS[text.language]} are enough.")
        for text in locales.texts
        if text.language in MOST_WORDS and text.kind in {"message", "idea"} and not is_for_organizers(text)
        if (length := longest_sentence(text)) > MOST_WORDS[text.language]
    ]


def longest_sentence(text: Text) -> int:
    """In words. What the bot fills in is not counted; a line or a colon ends a sentence as well."""
    return max((len(plain_words(part)) for part in _SENTENCE_END.split(text.plain)), default=0)
