"""What is wrong in a campaign file: contradictions, wrong values, keys nobody knows; in plain sentences."""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.campaign.greetings_and_holidays import BY_TABLE, COMPUTED
from bot.i18n.translate import WORDS

Table = Mapping[str, Any]

MOST_SOURCES = 40  # with a link for each person the list of sources would be a list of people


def contradictions(content: Table) -> list[str]:
    """Name each contradiction in one sentence that begins with its key. Parts of a wrong form are left out:
    the campaign's own types complain about them.
    """
    return [*_of_languages(content), *_of_people(content), *_of_greetings(content), *_of_names(content)]


def _of_languages(content: Table) -> Iterable[str]:
    languages = [one for one in _listed(content, "languages") if isinstance(one, str)]
    default = content.get("default_language")
    if isinstance(default, str) and default not in languages:
        yield f"default_language: {default} is not among languages"
    texts = {"organizers": content.get("organizers")}
    texts |= {f"cases.{name}": one for name, one in _table(content, "cases").items()}
    for prisoner in _tables(content, "prisoners"):
        for part in ("name", "address"):
            texts[f"prisoners.{prisoner.get('id')}.{part}"] = prisoner.get(part)
    for key, by_language in texts.items():
        if isinstance(by_language, Mapping):
            yield from (f"{key}: {one} is missing" for one in languages if one not in by_language)


def _of_people(content: Table) -> Iterable[str]:
    cases, places = _table(content, "cases"), {one.get("id") for one in _tables(content, "places")}
    for prisoner in _tables(content, "prisoners"):
        key, case, birthday = (
            f"prisoners.{prisoner.get('id')}",
            prisoner.get("case"),
            prisoner.get("birthday"),
        )
        if prisoner.get("about") and not prisoner.get("source"):
            yield f"{key}.source: say where everybody can read what `about` says"
        if isinstance(case, str) and case not in cases:
            yield f"{key}.case: there is no case {case}"
        place, route = prisoner.get("place"), prisoner.get("route") or content.get("route")
        if isinstance(place, str) and place not in places:
            yield f"{key}.place: there is no place {place}"
        if route == "direct" and not place:
            yield f"{key}.place: is missing; letters go there straight (route)"
        year = getattr(birthday, "year", None)
        if year is not None and isinstance(prisoner.get("born"), int) and year != prisoner["born"]:
            yield f"{key}.birthday: the year is not {prisoner['born']}"


def _of_greetings(content: Table) -> Iterable[str]:
    groups = {group for one in _tables(content, "prisoners") for group in _listed(one, "groups")}
    for greeting in _tables(content, "greetings"):
        group, holiday = greeting.get("for"), greeting.get("holiday")
        if isinstance(holiday, str) and not isinstance(greeting.get("days"), list):
            known = ", ".join((*BY_TABLE, *COMPUTED))
            key = f"greetings.{greeting.get('id')}.holiday"
            yield f"{key}: there is no {holiday} under [holidays]; known are {known}"
        if isinstance(group, str) and group not in groups:
            yield f"greetings.{greeting.get('id')}.for: no recipient is in the group {group}"


def _of_names(content: Table) -> Iterable[str]:
    people = [one.get("id") for one in _tables(content, "prisoners")]
    for kind, ids in (
        ("prisoners", people),
        ("greetings", [one.get("id") for one in _tables(content, "greetings")]),
        ("languages", _listed(content, "languages")),
        ("places", [one.get("id") for one in _tables(content, "places")]),
    ):
        counted = Counter(one for one in ids if isinstance(one, str))
        yield from (f"{kind}: {one} is there twice" for one, count in counted.items() if count > 1)
    if len(sources := _listed(content, "sources")) > MOST_SOURCES:
        yield f"sources: {len(sources)} are too many, {MOST_SOURCES} are enough"
    for one in sources:
        if one in people:
            yield f"sources: {one} is a recipient's id, a deep link could mean either"


def _table(content: Table, key: str) -> Table:
    value = content.get(key)
    return value if isinstance(value, Mapping) else {}


def _listed(content: Table, key: str) -> list[Any]:
    value = content.get(key)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _tables(content: Table, key: str) -> list[Table]:
    value = content.get(key)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


# What a field's pattern asks for.
_FORMS = {
    r"^[a-z][a-z0-9-]{0,31}$": "write small letters, digits and dashes, as first-case; at most 32",
    "^[A-Z]{2}$": "write a country as two capital letters, as UA",
    r"^[a-z]+$": "write small letters, as dear",
    r"^[a-z_]+$": "write small letters and _, as town_in",
}
_LANGUAGE_FORM = "write the code of a language, as uk, be-tarask or pt-BR"
# What an error of pydantic asks for; {…} is its context.
_ASKED = {
    "missing": "is missing",
    "string_type": "write it between quotation marks",
    "int_type": "write a number, as 1984",
    "int_parsing": "write a number, as 1984",
    "int_from_float": "write a whole number",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "string_too_long": "is too long, at most {max_length} characters",
    "string_too_short": "is empty",
    "too_short": "is too short, at least {min_length}",
    "too_long": "is too long, at most {max_length}",
    "greater_than_equal": "is too small, at least {ge}",
    "less_than_equal": "is too large, at most {le}",
    "literal_error": "write {expected}",
    "value_error": "{error}",
}
_KINDS = (
    ("date", "write a day, as 1980-05-17, without quotation marks"),
    ("tuple", 'write a list, as ["…", "…"]'),
    ("list", 'write a list, as ["…", "…"]'),
    ("frozen_set", 'write a list, as ["…", "…"]'),
    ("dict", 'write a table, as { en = "…" }'),
    ("model", "write a table, in the form of the other ones"),
)


def sentences(
    error: ValidationError, content: Mapping[str, Any], keys: Mapping[str, Iterable[str]]
) -> list[str]:
    """Say each mistake as “key: what to do”. `keys` are those that each table knows, by the table's name."""
    said = {one["loc"]: _said(one, keys) for one in error.errors() if one["type"] != "extra_forbidden"}
    unknown = []
    for location in (one["loc"] for one in error.errors() if one["type"] == "extra_forbidden"):
        near = _near(location, keys)
        said.pop((*location[:-1], near), None)  # it is there, under the other name
        where = f"{_key(location[:-1], content)}: " if location[:-1] else ""
        meant = f"; did you mean `{near}`?" if near else ""
        unknown.append(f"{where}there is no key `{location[-1]}`{meant}")
    return [*unknown, *(f"{_key(location, content)}: {what}" for location, what in said.items())]


def _said(problem: ErrorDetails, keys: Mapping[str, Iterable[str]]) -> str:
    kind, context = problem["type"], problem.get("ctx", {})
    if kind == "string_pattern_mismatch":
        return _FORMS.get(str(context["pattern"]), _LANGUAGE_FORM)
    if kind in _ASKED:
        return _ASKED[kind].format(**context)
    return next((asked for name, asked in _KINDS if kind.startswith(name)), "cannot be used")


def _near(location: tuple[int | str, ...], keys: Mapping[str, Iterable[str]]) -> str:
    *tables, name = map(str, location)
    table = next((one for one in reversed(tables) if one in keys), "")
    return next(iter(difflib.get_close_matches(name, [*keys[table]], 1, 0.6)), "")


def _key(location: tuple[int | str, ...], content: Any) -> str:
    """Name a mistake's key as its reader finds it: people and greetings by their id, not by their number."""
    words = []
    for part in location:
        try:
            content = content[part]
        except (KeyError, IndexError, TypeError):
            content = None
        if isinstance(part, int):
            words.append(str(content.get("id", part + 1) if isinstance(content, dict) else part + 1))
        elif not re.fullmatch(r"\[key\]|function-.*", part):
            words.append(part)
    return ".".join(words)


FORMER_ZONE = "Europe/Kyiv"  # what was meant by a file without one


def advice(content: Mapping[str, Any]) -> Iterator[str]:
    """Each piece of advice is one sentence and, below it, the lines to write."""
    if "time_zone" not in content:
        why = "Write in which zone organizers' days are counted; this one was meant before"
        yield f'{why}:\ntime_zone = "{FORMER_ZONE}"'
    words = content.get("words", {})
    for language in content.get("languages", ()):
        if missing := [name for name in WORDS if name not in words.get(language, {})]:
            lines = "\n".join(f'{name} = "…"' for name in missing)
            yield f"Say how texts in “{language}” name your office and its town:\n[words.{language}]\n{lines}"
    if not content.get("near_countries"):
        home = content.get("home_country", "ZZ")
        yield f'Say which countries are offered first; only your own is now:\nnear_countries = ["{home}"]'
    for person in content.get("prisoners", ()):
        if birthday := person.get("birthday"):
            yield f"{person.get('id')}: one key instead of two (both go on working):\nborn = {birthday}"
    for greeting in content.get("greetings", ()):
        if greeting.get("days") and not greeting.get("holiday"):
            yield (
                f"{greeting.get('id')}: its days may stand under [holidays] (they go on working here), "
                'or be one that is known:\nholiday = "eid-al-fitr"'
            )
