"""Short sentences on supporters' screens: to be read on a phone, by tired eyes, or heard."""

import re

from bot.checks.texts import Locales, Problem, Text, is_for_organizers, plain_words

LONGEST = {"en": 12, "uk": 14, "crh": 14}  # words; the other two write more for English's small words

_END = re.compile(r"[.!?…:]+(?=[\s”»)]|$)|\n+")


def check_sentences(locales: Locales) -> list[Problem]:
    """Of messages and ideas. Letters are written, not read aloud at a bus stop."""
    return [
        text.problem(f"A sentence of {length} words.", f"Split it: {LONGEST[text.language]} are enough.")
        for text in locales.texts
        if text.language in LONGEST and text.kind in {"message", "idea"} and not is_for_organizers(text)
        if (length := longest_sentence(text)) > LONGEST[text.language]
    ]


def longest_sentence(text: Text) -> int:
    """In words. What the bot fills in is not counted; a line or a colon ends a sentence as well."""
    return max((len(plain_words(part)) for part in _END.split(text.plain)), default=0)
