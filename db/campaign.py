"""The campaign file: who is written to, where the letters go, what fits whom."""

import tomllib
import unicodedata
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

BUILT_IN = Path(__file__).with_name("campaign.toml")


class CampaignError(Exception):
    """The campaign file cannot be used; `mistakes` names every one of them, each with its key."""

    def __init__(self, path: Path, mistakes: tuple[str, ...]) -> None:
        super().__init__(
            "\n".join((f"{path}: the campaign file has mistakes:", *(f"  {m}" for m in mistakes)))
        )
        self.mistakes = mistakes


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _composed(value: object) -> object:
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _month_day(value: str) -> str:
    date.fromisoformat(f"2024-{value}")
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("not a time zone; write it as Europe/Kyiv")
    return value


Text = Annotated[str, BeforeValidator(_composed), Field(min_length=1, max_length=300)]
Line = Annotated[str, BeforeValidator(_composed), Field(min_length=1, max_length=80)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
ByLanguage = dict[str, Text]
MonthDay = Annotated[str, AfterValidator(_month_day)]


class Envelope(_Part):
    """The name as it is written on the envelope, without the year."""

    latin: Line
    local: Line


class Address(_Part):
    """Where letters are collected, line by line."""

    latin: Annotated[tuple[Line, ...], Field(min_length=2, max_length=6)]
    local: Annotated[tuple[Line, ...], Field(min_length=2, max_length=6)]


class Prisoner(_Part):
    """One recipient. `address` is how a letter speaks to the person (the vocative in Ukrainian)."""

    id: Id
    born: Annotated[int, Field(ge=1900, le=2025)]
    birthday: date | None = None
    case: str
    groups: frozenset[str] = frozenset()
    envelope: Envelope
    name: ByLanguage
    address: ByLanguage
    also_known_as: ByLanguage = {}
    spellings: tuple[Text, ...] = ()
    notes: str = ""


class Greeting(_Part):
    """A kind of letter and whom and when it fits; its words are in `locales/<language>/letters/<id>.txt`."""

    id: Id
    group: Annotated[str | None, Field(alias="for")] = None
    season: tuple[MonthDay, MonthDay] | None = None
    birthday: bool = False

    def fits(self, prisoner: Prisoner) -> bool:
        """Whether this person may get it at all."""
        return self.group is None or self.group in prisoner.groups

    def is_in_season(self, prisoner: Prisoner, today: date) -> bool:
        """Whether these days are the time for it."""
        if self.birthday and prisoner.birthday:
            return abs((prisoner.birthday.replace(year=today.year) - today).days) <= 14
        if self.season is None:
            return False
        first, last = self.season
        day = f"{today:%m-%d}"
        return first <= day <= last if first <= last else day >= first or day <= last


class Campaign(_Part):
    """Everything that makes this campaign this one."""

    id: Id
    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    default_language: str
    started_on: date
    time_zone: Annotated[str, AfterValidator(_zone)] = "Europe/Kyiv"
    home_country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    sources: frozenset[Id] = frozenset()
    organizers: ByLanguage
    address: Address
    cases: dict[Id, ByLanguage]
    greetings: Annotated[tuple[Greeting, ...], Field(min_length=1)]
    prisoners: Annotated[tuple[Prisoner, ...], Field(min_length=1)]

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of organizers' days."""
        return ZoneInfo(self.time_zone)

    @cached_property
    def by_id(self) -> dict[str, Prisoner]:
        """Recipients by their id."""
        return {prisoner.id: prisoner for prisoner in self.prisoners}

    @cached_property
    def greeting_by_id(self) -> dict[str, Greeting]:
        """Greetings by their id."""
        return {greeting.id: greeting for greeting in self.greetings}

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if mistakes := list(_mistakes(self)):
            raise ValueError("\n".join(mistakes))
        return self


def load_campaign(path: Path = BUILT_IN) -> Campaign:
    """The campaign in this TOML file.

    Raises:
        CampaignError: with every mistake, each by its key.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise CampaignError(path, (f"cannot be read: {error.strerror}",)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CampaignError(path, (f"not a TOML file: {error}",)) from None
    try:
        return Campaign.model_validate(content)
    except ValidationError as error:
        raise CampaignError(path, tuple(_sentences(error, content))) from None


def _mistakes(campaign: Campaign) -> list[str]:
    found: list[str] = []

    def each_language(key: str, texts: ByLanguage) -> None:
        found.extend(f"{key}: {one} is missing" for one in campaign.languages if one not in texts)

    if campaign.default_language not in campaign.languages:
        found.append(f"default_language: {campaign.default_language} is not among languages")
    each_language("organizers", campaign.organizers)
    for case, texts in campaign.cases.items():
        each_language(f"cases.{case}", texts)
    groups = {group for prisoner in campaign.prisoners for group in prisoner.groups}
    for greeting in campaign.greetings:
        if greeting.group and greeting.group not in groups:
            found.append(f"greetings.{greeting.id}.for: no recipient is in the group {greeting.group}")
    for prisoner in campaign.prisoners:
        key = f"prisoners.{prisoner.id}"
        each_language(f"{key}.name", prisoner.name)
        each_language(f"{key}.address", prisoner.address)
        if prisoner.case not in campaign.cases:
            found.append(f"{key}.case: there is no case {prisoner.case}")
        if prisoner.birthday and prisoner.birthday.year != prisoner.born:
            found.append(f"{key}.birthday: the year is not {prisoner.born}")
    for kind, ids in (
        ("prisoners", [prisoner.id for prisoner in campaign.prisoners]),
        ("greetings", [greeting.id for greeting in campaign.greetings]),
    ):
        found.extend(
            f"{kind}: the id {one} is used twice" for one in sorted({i for i in ids if ids.count(i) > 1})
        )
    return found


def _sentences(error: ValidationError, content: dict[str, Any]) -> list[str]:
    sentences = []
    for problem in error.errors():
        if problem["type"] == "value_error" and not problem["loc"]:
            sentences += str(problem["ctx"]["error"]).split("\n")
            continue
        sentences.append(f"{_key(problem['loc'], content)}: {problem['msg'].lower()}")
    return sentences


def _key(location: tuple[int | str, ...], content: Any) -> str:
    """The key as its reader finds it: people and greetings by their id, not by their place in the list."""
    words = []
    for part in location:
        try:
            content = content[part]
        except (KeyError, IndexError, TypeError):
            content = None
        if isinstance(part, int):
            words.append(str(content.get("id", part + 1) if isinstance(content, dict) else part + 1))
        else:
            words.append(part)
    return ".".join(words)
