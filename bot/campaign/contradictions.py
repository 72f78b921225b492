"""Contradictions in a campaign file, looked for in the raw file so that all are named at once."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bot.campaign.greetings import BY_TABLE, COMPUTED

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
