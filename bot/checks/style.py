"""The tone in every language: short, quiet, honest, readable by eye and by screen reader."""

import re
import unicodedata

from bot.campaign.loading import UNWRITTEN
from bot.checks.locales import LANGUAGES, Locales, Problem, Text, is_for_organizers, plain_words

LABEL = 24
SCREEN = 600
ROOM = 1.4  # other languages may need so much more
PAGES = re.compile(r"^(how|safety|privacy|help)\b")
PAGE = 1500

MOST_WORDS = {
    "en": 12,
    "uk": 14,
    "crh": 14,
}  # in a sentence; two write more for small English words
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


def check_style(locales: Locales) -> list[Problem]:
    return [problem for text in locales.texts for problem in _style(text)]


def is_label(text: Text) -> bool:
    """A button's words, or a greeting's title, which stands on a button."""
    return text.kind == "title" or (text.kind == "message" and bool(_BUTTON.search(text.place)))


def _style(text: Text) -> list[Problem]:
    if text.text == UNWRITTEN:
        return []
    return [
        *_writing(text),
        *(_label(text) if is_label(text) else _length(text)),
        *_manner(text),
    ]


def _writing(text: Text) -> list[Problem]:
    problems = []
    if not unicodedata.is_normalized("NFC", text.text):
        problems.append(text.problem("It holds decomposed characters.", "Save the file in NFC."))
    if found := INVISIBLE.search(text.text):
        wrong = f"It holds a character that nobody sees (U+{ord(found.group()):04X})."
        problems.append(text.problem(wrong, "Remove it."))
    if re.search(r"[^\S\n]{2,}|[ \t]$|^[ \t]", text.text, re.MULTILINE):
        problems.append(text.problem("It holds spaces that nobody sees.", "Remove them."))
    if "..." in text.text:
        problems.append(text.problem("Three full stops.", "Write “…”."))
    return problems


def _label(text: Text) -> list[Problem]:
    problems = []
    length = len(re.sub(r"\{\w*\}", "", text.plain))  # names are measured where they are known, by the tests
    if length > (most := _most(text, LABEL)):
        wrong = f"The button has {length} characters."
        problems.append(text.problem(wrong, f"A telephone shows {most}."))
    if not _LETTER.search(re.sub(r"\{\w*\}", "", text.plain)) and not text.placeholders:
        problems.append(
            text.problem("A button without words.", "Say what it does: some people only hear it.")
        )
    if text.text != text.plain:
        problems.append(text.problem("A button shows no tags.", "Remove them."))
    return problems


def _length(text: Text) -> list[Problem]:
    limit = _most(text, PAGE if PAGES.match(text.place) else SCREEN)
    if len(text.plain) <= limit:
        return []
    return [
        text.problem(f"It has {len(text.plain)} characters.", f"A screen holds {limit}: one thought each.")
    ]


def _most(text: Text, characters: int) -> int:
    return characters if text.language in LANGUAGES else int(characters * ROOM)


def _manner(text: Text) -> list[Problem]:
    problems = []
    if "!" in text.plain and text.kind not in {"letter", "example"}:
        problems.append(text.problem("An exclamation mark.", "Only greetings raise their voice."))
    if text.language not in LANGUAGES:
        return problems
    pattern = DELIVERED[text.language]
    if text.place not in MAY_SAY_DELIVERED and (found := pattern.search(text.plain)):
        problems.append(text.problem(f"“{found.group()}” cannot be known.", "Say “received”."))
    if text.kind in {"letter", "example", "idea"} and (found := POLITICS[text.language].search(text.plain)):
        wrong = f"“{found.group()}” may keep a letter from its reader."
        problems.append(text.problem(wrong, "Letters stay away from politics and heroics."))
    return problems


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
