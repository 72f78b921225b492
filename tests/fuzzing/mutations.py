"""Values that are nearly right: a good one, of which some part was replaced, doubled or taken away."""

import copy
import os
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

EXAMPLES = int(os.environ.get("EXAMPLES", "20"))
FUZZED = settings(max_examples=EXAMPLES, deadline=None, derandomize="EXAMPLES" not in os.environ)

TEXTS = st.text(max_size=12) | st.sampled_from(
    (
        "",
        "\0",
        "\ud800",
        "0" * 400,
        "-1",
        "2026-02-30",
        "9999-12-31",
        "uk",
        "chiygoz",
        "{}",
        "%s {0} <b>",
        "=",
    )
)
NUMBERS = st.integers() | st.sampled_from((0, -1, 2**31, 2**63, 2**64, 10**30)) | st.floats()
PLAIN = st.none() | st.booleans() | NUMBERS | TEXTS
JSON = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)
)


@st.composite
def nearly(draw: st.DrawFn, good: Any, values: st.SearchStrategy[Any] = JSON) -> Any:
    """The good value with one to four changes at places drawn by lot."""
    value = copy.deepcopy(good)
    for _ in range(draw(st.integers(1, 4))):
        place: Any = value
        keys = _keys(place)
        while keys:
            key = draw(st.sampled_from(keys))
            inner = place[key]
            if not _keys(inner) or draw(st.integers(0, 3)) == 0:
                if draw(st.booleans()) and isinstance(place, dict):
                    del place[key]
                else:
                    place[key] = draw(values)
                break
            place, keys = inner, _keys(inner)
    return value


@st.composite
def broken(draw: st.DrawFn, good: bytes) -> bytes:
    """The good bytes, cut, flipped, and with others between them."""
    data = bytearray(good)
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        match draw(st.integers(0, 2)):
            case 0:
                del data[at : at + draw(st.integers(1, 40))]
            case 1:
                data[at : at + 1] = draw(st.binary(max_size=8))
            case _:
                data[at:at] = data[: draw(st.integers(0, 60))]
    return bytes(data)


def _keys(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value)
    return list(range(len(value))) if isinstance(value, list) else []
