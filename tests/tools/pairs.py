"""Our Crimean Tatar word pairs, looked for in native prose: `python -m tests.tools.pairs FOLDER`."""

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from bot.checks.crimean_tatar import read_lexicon
from bot.checks.locales import read_locales
from bot.checks.proofreading_list import PAIRS, pairs_of, read_pairs
from bot.i18n.translate import LOCALES

# Cyrillic as it is written for Crimean Tatar. It does not tell ö from o, ü from u, â from a in every place,
# so pairs are compared without these marks.
LETTERS = dict(zip("абвгджзийклмнопрстуфхчшщыэ", "abvgdjziyklmnoprstufhçşşıe", strict=True)) | {"ц": "ts"}
TOGETHER = {"къ": "q", "гъ": "ğ", "нъ": "ñ", "дж": "c"}
SOFT = {"е": "e", "ё": "o", "ю": "u", "я": "a"}
BARE = str.maketrans("öüâ", "oua")
STEM = 5  # letters that two forms of a word have in common, at the least


def latin(text: str) -> str:
    """Cyrillic text in Latin letters; Latin text stays."""
    text = text.lower()
    for two, one in TOGETHER.items():
        text = text.replace(two, one)
    text = re.sub(r"(?<![бвгджзклмнпрстфхцчшщqğñc])([еёюя])", lambda found: "y" + SOFT[found[1]], text)
    return "".join(SOFT.get(one) or LETTERS.get(one, one) for one in text if one not in "ьъ")


def bare(pair: str) -> str:
    return pair.translate(BARE)


def stems(pair: str) -> str:
    """What the pair has in common with the same words with other endings."""
    return " ".join(word[:STEM] for word in bare(pair).split())


def sentences(folder: Path) -> Iterator[str]:
    """Each sentence once, though a text may be there in two alphabets."""
    seen: set[str] = set()
    for path in sorted(folder.rglob("*.*")):
        for sentence in re.split(r"(?<=[.!?…])\s+|\n+", path.read_text("utf-8", errors="replace")):
            text = bare(latin(sentence.replace("İ", "i").replace("I", "ı")))
            if text not in seen:
                seen.add(text)
                yield text


def counted(texts: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """How often each pair is there, and how often with other endings."""
    exact: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for text in texts:
        words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*|[.!?…:;,]", text)
        for one, following in pairwise(words):
            if one[0].isalpha() and following[0].isalpha():
                exact[f"{one} {following}"] += 1
                other[stems(f"{one} {following}")] += 1
    return exact, other


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.tools.pairs", description=__doc__)
    parser.add_argument("folder", type=Path, help="native texts, in either alphabet")
    parser.add_argument("--name", default="LIT", help="what the folder is called in the list (default: LIT)")
    options = parser.parse_args()
    exact, other = counted(sentences(options.folder))
    locales, crh = read_locales(LOCALES), LOCALES / "crh"
    ours = {pair for text in locales.of("crh") for pair in pairs_of(text.text)}
    known = {pair: seen for pair, seen in read_pairs(crh).items() if not seen.startswith(options.name)}
    lexicon = read_lexicon(crh)
    quoted, _ = counted(
        bare(" ".join(latin(one).split()))
        for one in [*lexicon.sentences, *(word.source for word in lexicon.words.values() if word.mark == "A")]
    )
    found = {}
    for pair in sorted(ours):
        if number := exact[bare(pair)]:
            found[pair] = f"{options.name} {number}"
        elif quoted[bare(pair)]:
            found[pair] = "quoted in words.tsv or phrases.tsv"
        elif pair in known:
            found[pair] = known[pair]
        elif number := other[stems(pair)]:
            found[pair] = f"{options.name} {number}, other endings"
    rows = [f"{pair}\t{seen}" for pair, seen in found.items()]
    (crh / PAIRS).write_text("\n".join(["pair\tseen", *rows]) + "\n", "utf-8")
    print(f"{len(ours)} pairs, {len(found)} seen: {crh / PAIRS}")


if __name__ == "__main__":
    main()
