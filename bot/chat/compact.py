"""Values as compact JSON and back: what has its default is left out."""

import dataclasses
from datetime import date
from functools import cache
from typing import Any

from db.notes import Note


def compact(value: Any) -> Any:
    """A dataclass as a dict of what differs from its defaults, dates as ISO text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [compact(one) for one in value]
    if isinstance(value, Note):
        return value.as_json()
    if not dataclasses.is_dataclass(value):
        return value
    kind: Any = type(value)
    content = ((name, getattr(value, name), default) for name, default in _defaults(kind).items())
    return {name: compact(one) for name, one, default in content if one != default}


def fields_of(kind: Any, content: dict[str, Any]) -> dict[str, Any]:
    """Those of these values that this class has; fields of newer or older versions do no harm.

    Raises:
        TypeError: when it is no dict.
    """
    if not isinstance(content, dict):
        raise TypeError(f"not a {kind.__name__}")
    return {name: content[name] for name in _defaults(kind).keys() & content.keys()}


@cache
def _defaults(kind: Any) -> dict[str, Any]:
    """Looking them up anew would be half the cost of a state."""
    return {field.name: field.default for field in dataclasses.fields(kind)}
