"""Finds what a typed name means: other alphabets, other cases, slips; and what countries are called."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.i18n.translate import Translate, folded, iso_countries

MOST_WORDS = 4  # a name has no more
SHORTEST_BEGINNING = 3
SHORTEST_STEM = 3
SHORTEST_WITH_A_SLIP, SHORTEST_WITH_TWO = 4, 9  # sounds; a shorter word is too easily another one

# As folded() leaves them: \0 is й, \1 is ї.
_LATIN = {
    **dict(zip("абвгґдезиіыйклмнопрстуфэўѓќ\0\1", "abvggdeziiiiklmnoprstufeugkii", strict=True)),
    "є": "ie",
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ю": "iu",
    "я": "ia",
    "ь": "",
    "ъ": "",
}
_TO_LATIN = str.maketrans(_LATIN)
_LOOK_CYRILLIC, _LOOK_LATIN = "асеіорхукмтвн", "aceiopxykmtbh"
_TO_CYRILLIC_LOOKS = str.maketrans(_LOOK_LATIN, _LOOK_CYRILLIC)
_TO_LATIN_LOOKS = str.maketrans(_LOOK_CYRILLIC, _LOOK_LATIN)
_CYRILLIC, _ASCII = re.compile("[\0\1\u0400-\u052f]"), re.compile("[a-z]")

# One letter a sound, in whatever romanisation: Чийгоз, Chyihoz, Çiygoz and Chiygoz are `cihoz`.
_SOUNDS = {
    sound: one
    for one, sounds_so in {
        "s": "shch sch sh sz",
        "c": "dzh dj tch ch cz",
        "z": "zh",
        "f": "ph",
        "h": "kh gh g",
        "k": "ck q",
        "ks": "x",
        "v": "w",
        "i": "y j",
    }.items()
    for sound in sounds_so.split()
}
_WRITTEN = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_DOUBLED = re.compile(r"(.)\1+")
_GLIDE = re.compile("(?:^|(?<=[aeou]))i(?=[aeou])")  # Zeytullayev, Zeitullaev; Yuri, Юрій
# Of cases, in sounds: Чийгоза, Чийгозові, Мустафою; Çiygozğa, Çiygoznıñ.
_ENDING = re.compile("(?:ovi|evi|ami|imi|oho|omu|om|em|im|ih|ou|eu|nin|nen|[htk][ae]n?|d[ae]n?|ni|[aeiou])$")


class Spellings:
    """Names to look through; both ways to do so give ids, in their order."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """`names` are the words of each id, with spaces between them."""
        self._called = {name: f" {' '.join(folded(words).split())}" for name, words in names.items()}
        self._by_word = defaultdict[str, set[str]](set)
        self._by_stem = defaultdict[str, set[str]](set)
        for name, called in self._called.items():
            for word in map(sounds, called.split()):
                self._by_word[word].add(name)
                for stem in (word, _stem(word)):  # Рустема is Рустем, and no Руст
                    self._by_stem[stem].add(name)

    def begun(self, typed: str) -> list[str]:
        """Find what each of the typed words begins a word of, as it is written."""
        words = folded(typed).split()
        if not words:
            return []
        meant = set.intersection(*(self._written_so(one) for one in words))
        return sorted(meant, key=self._place.__getitem__)

    def prepare(self) -> None:
        """Make every index now."""
        self._words, self._stems, self._place, self._written  # noqa: B018  (each is kept once it was asked)

    def like(self, typed: str) -> list[str]:
        """Find what all these words may mean: as they sound, else in another case, else with a wrong or
        missing letter; nothing, where one of them means nothing.
        """
        words = [one for one in map(sounds, folded(typed).split()) if one]
        if not 0 < len(words) <= MOST_WORDS:
            return []
        found = [set[str]() for _ in words]
        ways: tuple[Callable[[str], Iterable[str]], ...] = (self._begun, self._declined, self._mistaken)
        for way in ways:
            for ids, word in zip(found, words, strict=True):
                ids.update(way(word))
            if meant := set.intersection(*found):
                return sorted(meant, key=self._place.__getitem__)
        return []

    @cached_property
    def _place(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self._called)}

    @cached_property
    def _written(self) -> tuple[list[str], dict[str, set[str]]]:
        """Every word as it is written, sorted, and whose it is."""
        whose = defaultdict[str, set[str]](set)
        for name, called in self._called.items():
            for word in called.split():
                whose[word].add(name)
        return sorted(whose), whose

    def _written_so(self, word: str) -> set[str]:
        words, whose = self._written
        first, after = bisect_left(words, word), bisect_left(words, word + "\U0010ffff")
        return set[str]().union(*(whose[one] for one in words[first:after]))

    @cached_property
    def _words(self) -> list[str]:
        return sorted(self._by_word)

    @cached_property
    def _stems(self) -> list[str]:
        return [one for one in self._by_stem if not one.isdecimal()]

    def _begun(self, word: str) -> Iterable[str]:
        if len(word) < SHORTEST_BEGINNING:
            return self._by_word.get(word, ())
        first = bisect_left(self._words, word)
        after = bisect_left(self._words, word + "\U0010ffff")
        return (name for one in self._words[first:after] for name in self._by_word[one])

    def _declined(self, word: str) -> Iterable[str]:
        return self._by_stem.get(_stem(word), ())

    def _mistaken(self, word: str) -> Iterable[str]:
        stem = _stem(word)
        if len(stem) < SHORTEST_WITH_A_SLIP or stem.isdecimal():
            return ()
        slips = 2 if len(stem) >= SHORTEST_WITH_TWO else 1
        near = process.extract(stem, self._stems, scorer=OSA.distance, score_cutoff=slips, limit=None)
        # of four sounds one may be missing, not wrong
        return (
            name
            for one, *_ in near
            if max(len(one), len(stem)) > SHORTEST_WITH_A_SLIP
            for name in self._by_stem[one]
        )


def sounds(word: str) -> str:
    """Write a folded word as it sounds, in Latin letters."""
    cyrillic, latin = len(_CYRILLIC.findall(word)), len(_ASCII.findall(word))
    if cyrillic and latin:  # letters that only look like those beside them
        word = word.translate(_TO_CYRILLIC_LOOKS if cyrillic > latin else _TO_LATIN_LOOKS)
    word = _WRITTEN.sub(lambda found: _SOUNDS[found[0]], word.translate(_TO_LATIN))
    return _DOUBLED.sub(r"\1", _GLIDE.sub("", _DOUBLED.sub(r"\1", word)))


def _stem(word: str) -> str:
    """Leave out the ending of a case, where enough is left."""
    stem = _ENDING.sub("", word)
    return stem if len(stem) >= SHORTEST_STEM else word


EVERYWHERE = ("ru", "tr")  # in these languages people know countries too, in their own letters or Latin ones
# The languages of the nearest countries: people type what their own is called there.
OWN = {
    "AT": "de",
    "AZ": "az",
    "BE": "nl fr",
    "BG": "bg",
    "BY": "be",
    "CA": "fr",
    "CH": "de fr it",
    "CY": "el",
    "CZ": "cs",
    "DE": "de",
    "DK": "da",
    "EE": "et",
    "ES": "es",
    "FI": "fi",
    "FR": "fr",
    "GE": "ka",
    "GR": "el",
    "HR": "hr",
    "HU": "hu",
    "IE": "ga",
    "IL": "he",
    "IT": "it",
    "KZ": "kk",
    "LT": "lt",
    "LV": "lv",
    "MD": "ro",
    "NL": "nl",
    "NO": "nb_NO",
    "PL": "pl",
    "PT": "pt",
    "RO": "ro",
    "RS": "sr",
    "SE": "sv",
    "SI": "sl",
    "SK": "sk",
    "TR": "tr",
}
# What people type and no catalogue of countries has: short names, parts, older ones.
ALSO = {
    "AE": "UAE ОАЕ Emirates",
    "BY": "Беларусь Белоруссия Білорусь",
    "CZ": "Czech Republic Чехія Чехия Česko Çek",
    "GB": "UK England Scotland Wales Britain Англія Англия Великобритания Британія Британия Шотландія "
    "Angliya İngiltere",
    "KR": "South Korea Корея",
    "MD": "Молдавия Moldavia",
    "NL": "Holland Голландія Голландия Niderland Hollanda",
    "TR": "Turkey Turkiye",
    "UA": "Ukrayina Ukraina",
    "US": "USA America США Штати Штаты Америка Amerika AQŞ ABD",
}


def spellings(languages: Iterable[Translate]) -> Spellings:
    """Every name of each country, to look through, by its code."""
    names = {code: [code, ALSO.get(code, "")] for code in iso_countries("en")}
    catalogues = {one: iso_countries(one) for one in {*EVERYWHERE, *" ".join(OWN.values()).split()}}
    for code, known in names.items():
        known += [t.country(code) for t in languages]
        known += [catalogues[one][code] for one in (*EVERYWHERE, *OWN.get(code, "").split())]
    return Spellings({code: " ".join(known) for code, known in names.items()})
