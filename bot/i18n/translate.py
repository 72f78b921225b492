"""The interface's languages: catalogues, plurals, dates, alphabets; all from `locales/`, in memory."""

import gettext
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pycountry
from markupsafe import Markup

from bot.i18n.encoding import read_catalogue, read_text

LOCALES = Path(__file__).parents[2] / "locales"
BUILT_IN = ("uk", "en", "crh")
# Letters that no normal form takes apart.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
_APOSTROPHES = "'’ʼ`"
BETWEEN_TEXTS = "---"  # a line of its own between the texts of one greeting
SHORTEST_TRACE = 8  # letters of a text by which it is found again
WORDS = (
    "office",
    "in_town",
    "to_town",
    "short_town",
)  # every campaign has its own; else word.… of the catalogue
FALLBACKS = {"crh": ("uk", "en"), "uk": ("en",)}  # never Russian


@dataclass(frozen=True)
class Greeting:
    """A kind of letter in one language: the title on its button, and texts to choose from by lot."""

    title: str
    texts: tuple[str, ...]

    @property
    def body(self) -> str:
        """The first text, or the only one."""
        return self.texts[0]

    def text(self, number: int) -> str:
        """Return one of the texts, the first after the last: another language may have fewer."""
        return self.texts[number % len(self.texts)]


class Translate:
    """One language. Calling it gives a text of its catalogue as Telegram HTML, every value escaped."""

    def __init__(
        self,
        language: str,
        roots: Iterable[Path] = (LOCALES,),
        known: dict[str, gettext.NullTranslations] | None = None,
        words: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`known` are catalogues of these roots that were read before; this one is added to them. `words` are
        a campaign's own, as placeholders that every text may have.
        """
        self.language = language
        self._roots = tuple(roots)
        self._catalogue = _catalogue(language, self._roots, {} if known is None else known)
        self.words = {name: self._catalogue.gettext(f"word.{name}") for name in WORDS} | dict(words)
        self.words |= {name.capitalize(): self._upper(one) for name, one in self.words.items()}

    def __call__(self, key: str, **values: Any) -> Markup:
        """Return the text with this key as HTML."""
        text = self._catalogue.gettext(key)
        return Markup(text).format(**self.words | values)  # noqa: S704  (catalogues are ours)

    def count(self, key: str, number: int, *, shown: str = "", **values: Any) -> Markup:
        """The text with this key in the form its language has for this number; `shown` replaces it."""
        text = self._catalogue.ngettext(key, key, number)
        values |= {"number": shown or number}
        return Markup(text).format(**self.words | values)  # noqa: S704

    def plain(self, key: str, **values: Any) -> str:
        """Return the text with this key for buttons and toasts, where nothing is HTML."""
        return self._catalogue.gettext(key).format(**self.words | values)

    def plain_count(self, key: str, number: int, *, shown: str = "", **values: Any) -> str:
        """`count` for buttons and toasts."""
        values |= {"number": shown or number}
        return self._catalogue.ngettext(key, key, number).format(**self.words | values)

    def pick(self, texts: Mapping[str, str]) -> str:
        """Pick the text of the campaign file in this language, or in the nearest one it has."""
        for language in (self.language, *FALLBACKS.get(self.language, ())):
            if language in texts:
                return texts[language]
        return next(iter(texts.values()), "")

    def date(self, day: date) -> str:
        """Write a day in words: 26 December 2015, 26 грудня 2015, 26 dekabr 2015."""
        return self.plain("date", day=day.day, month=self.plain(f"month.{day.month}"), year=day.year)

    def country(self, alpha2: str) -> str:
        """Return the country's name in this language."""
        return self._countries.get(alpha2, alpha2)

    def countries(self) -> list[tuple[str, str]]:
        """List every country as (code, name), in the order of this language's alphabet."""
        return sorted(self._countries.items(), key=lambda item: self.sort_key(item[1]))

    def sort_key(self, text: str) -> tuple[int, ...]:
        """Order by this language's alphabet; code points put ґ, є, і, ї and ğ, ı, ñ, ş in wrong places."""
        rank = self._ranks
        return tuple(rank.get(letter, len(rank) + ord(letter)) for letter in self.lower(text))

    def lower(self, text: str) -> str:
        """Lower the case as this language does: in Crimean Tatar I becomes ı and İ becomes i."""
        if self._is_dotless:
            text = text.replace("I", "ı").replace("İ", "i")
        return text.lower()

    def _upper(self, word: str) -> str:
        """The word at the beginning of a sentence."""
        return ("İ" if word[:1] == "i" and self._is_dotless else word[:1].upper()) + word[1:]

    def keys_in(self, text: str) -> list[str]:
        """Find the keys of the texts this one was made of: what is fixed in them stands in it."""
        catalogue: dict[Any, str] = getattr(self._catalogue, "_catalog", {})
        found = []
        for key, pattern in catalogue.items():
            fixed = [part for part in re.split(r"{\w*}", pattern) if part.strip()]
            if key and len("".join(fixed)) >= SHORTEST_TRACE and all(part in text for part in fixed):
                found.append(key if isinstance(key, str) else key[0])
        return found

    @cached_property
    def greetings(self) -> Mapping[str, Greeting]:
        """Greetings by id."""
        return _texts(self.language, self._roots, "letters")

    @cached_property
    def examples(self) -> tuple[Greeting, ...]:
        """Whole letters as somebody might write them."""
        return tuple(_texts(self.language, self._roots, "examples").values())

    @cached_property
    def ideas(self) -> tuple[str, ...]:
        """Small prompts for words of one's own."""
        path = _newest(self._roots, self.language, "ideas.txt")
        return tuple(line for line in _read(path).splitlines() if line.strip()) if path else ()

    @cached_property
    def _is_dotless(self) -> bool:
        return self._catalogue.gettext("casing") == "dotless"

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {letter: rank for rank, letter in enumerate(" '’ʼ-" + self.plain("alphabet"))}

    @cached_property
    def _countries(self) -> dict[str, str]:
        names = iso_countries(self.language)
        if path := _newest(self._roots, self.language, "countries.tsv"):
            rows = (line.split("\t") for line in _read(path).splitlines() if "\t" in line)
            names |= {row[0]: row[1] for row in rows if len(row[0]) == 2}
        return {code: unicodedata.normalize("NFC", name) for code, name in names.items()}


def iso_countries(language: str) -> dict[str, str]:
    """The names of all countries in this language as ISO's catalogue has them, by their codes."""
    catalogue = gettext.translation(
        "iso3166-1", pycountry.LOCALES_DIR, languages=[language.replace("-", "_")], fallback=True
    )
    return {
        country.alpha_2: catalogue.gettext(getattr(country, "common_name", country.name))
        for country in pycountry.countries
    }


def folded(text: str) -> str:
    """Fold a text for looking up names however typed: one case and width, no marks, no apostrophes.

    Çiygoz, ciygoz and ÇİYGOZ are the same, so are Łódź and Lodz; й and ї are letters of their own.
    """
    text = unicodedata.normalize("NFKC", text).replace("ı", "i").replace("İ", "i").casefold()
    text = text.translate(_PLAIN).replace("й", "\0").replace("ї", "\1")
    bare = (letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    kept = "".join(letter for letter in bare if letter not in _APOSTROPHES)
    return "".join(letter if letter.isalnum() or letter in "\0\1" else " " for letter in kept)


def load_languages(
    languages: Iterable[str],
    roots: Iterable[Path] = (LOCALES,),
    words: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> Mapping[str, Translate]:
    """Load every language of a campaign. Later roots win over earlier ones, text by text."""
    roots = tuple(roots)
    known: dict[str, gettext.NullTranslations] = {}
    loaded = {one: Translate(one, roots, known, words.get(one, {})) for one in languages}
    return MappingProxyType(loaded)


def _catalogue(
    language: str, roots: tuple[Path, ...], known: dict[str, gettext.NullTranslations]
) -> gettext.NullTranslations:
    """Load the catalogue of a language; what it lacks comes from the first of its fallbacks, and so on."""
    if language not in known:
        nearest = next(iter(FALLBACKS.get(language, ("en",))))
        catalogue = _catalogue(nearest, roots, known) if nearest != language else None
        for path in (root / language / "bot.po" for root in roots):
            if path.exists():
                compiled = gettext.GNUTranslations(io.BytesIO(read_catalogue(path).to_binary()))
                if catalogue:
                    compiled.add_fallback(catalogue)
                catalogue = compiled
        known[language] = catalogue or gettext.NullTranslations()
    return known[language]


def _texts(language: str, roots: tuple[Path, ...], folder: str) -> Mapping[str, Greeting]:
    found = {}
    for root in roots:
        for path in sorted((root / language / folder).glob("*.txt")):
            title, _, body = _read(path).partition("\n")
            texts = re.split(rf"^{BETWEEN_TEXTS}$", body, flags=re.MULTILINE)
            found[path.stem] = Greeting(title.strip(), tuple(text.strip() for text in texts))
    return MappingProxyType(found)


def _newest(roots: tuple[Path, ...], language: str, name: str) -> Path | None:
    paths = [root / language / name for root in roots if (root / language / name).exists()]
    return paths[-1] if paths else None


def _read(path: Path) -> str:
    return unicodedata.normalize("NFC", read_text(path))
