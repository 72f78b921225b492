"""English that many people read as their third language: at most CEFR B1, measured."""

import re
from collections.abc import Iterator

from bot.checks.locales import Locales, Problem, Text, plain_words

# Flesch-Kincaid school grade, over whole sentences only, so that labels and buttons do not flatter it.
# The usual mapping, rough as any that counts only lengths: grades 3 and 4 are CEFR A2, 5 and 6 are B1,
# B2 begins at 7. All texts together must stay at the near end of B1, and no single screen may reach B2.
GRADE = 5.0
SCREEN_GRADE = 7.0
SENTENCE = 25  # words

_SENTENCE_END = re.compile(r"[.!?…:;]+(?=\s|$)|\n+")
_WHOLE_SENTENCE = 5  # words
_TOO_FEW_WORDS = 30  # a grade of one short line says nothing


def check_english(locales: Locales) -> Iterator[Problem]:
    """Readability over all texts together, and of every screen long enough to be measured."""
    texts = [text for text in locales.of("en") if text.kind != "title"]
    if texts and (whole := grade("\n".join(text.text for text in texts))) > GRADE:
        wrong = f"All texts together are at school grade {whole:.1f}."
        yield Problem("en", "all texts", wrong, f"B1 ends at {GRADE:.0f}: shorter sentences.")
    for text in texts:
        yield from _check(text)


def grade(text: str) -> float:
    """Flesch-Kincaid school grade: 0.39 words per sentence + 11.8 syllables per word - 15.59."""
    parts = [plain_words(part) for part in _SENTENCE_END.split(text)]
    sentences = [words for words in parts if len(words) >= _WHOLE_SENTENCE]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """Groups of vowels, without a silent final e or the e of -ed; at least one."""
    word = word.lower()
    count = len(re.findall(r"[aeiouy]+", word))
    if re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[^aeiouysxz]es$", word) and not re.search(
        r"[cgszx]es$|[sc]hes$", word
    ):
        count -= 1
    return max(count, 1)


def _check(text: Text) -> Iterator[Problem]:
    words = plain_words(text.text)
    if len(words) >= _TOO_FEW_WORDS and (level := grade(text.text)) > SCREEN_GRADE:
        wrong = f"It reads at school grade {level:.1f}."
        yield text.problem(wrong, f"A screen stays under {SCREEN_GRADE:.0f}: short words, short lines.")
    longest = max((len(plain_words(part)) for part in _SENTENCE_END.split(text.text)), default=0)
    if longest > SENTENCE:
        yield text.problem(f"A sentence of {longest} words.", f"Split it: {SENTENCE} are enough.")
    if found := re.search(r"(?<=\w)['`](?=\w)|\"", text.plain):
        yield text.problem(f"A typewriter’s {found.group()}.", "Write ’ or “…”.")
