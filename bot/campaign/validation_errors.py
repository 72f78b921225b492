"""What is wrong with a value of a campaign file, in the words of who has written it."""

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

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
