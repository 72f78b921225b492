"""The campaign as values: who is written to, where the letters go, which greeting fits whom."""

import tomllib
import unicodedata
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from bot.campaign.checks import contradictions
from db.errors import MistakeError

BUILT_IN = Path(__file__).with_name("campaign.toml")
BIRTHDAY_DAYS = 14  # before and after the day a birthday greeting is offered


class CampaignError(MistakeError):
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


def _in_year(birthday: date, year: int) -> date:
    """Find the birthday in that year; somebody born on 29 February has it on 1 March in other years."""
    try:
        return birthday.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _month_day(value: str) -> str:
    date.fromisoformat(f"2024-{value}")
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("not a time zone; write it as Europe/Kyiv")
    return value


Text = Annotated[str, BeforeValidator(_composed), Field(min_length=1, max_length=300)]
Line = Annotated[str, BeforeValidator(_composed), Field(min_length=1, max_length=80)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
ByLanguage = dict[str, Text]
NameByLanguage = dict[str, Line]
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
    name: NameByLanguage
    address: NameByLanguage
    also_known_as: NameByLanguage = {}
    spellings: tuple[Text, ...] = ()
    notes: str = ""


class Greeting(_Part):
    """A kind of letter and whom and when it fits; its words are in `locales/<language>/letters/<id>.txt`."""

    id: Id
    group: Annotated[str | None, Field(alias="for")] = None
    season: tuple[MonthDay, MonthDay] | None = None
    birthday: bool = False

    @property
    def is_seasonal(self) -> bool:
        """Whether it is for certain days only."""
        return self.birthday or self.season is not None

    def fits(self, prisoner: Prisoner) -> bool:
        """Tell whether this person may get it at all: a birthday greeting needs a known birthday."""
        return (self.group is None or self.group in prisoner.groups) and not (
            self.birthday and prisoner.birthday is None
        )

    def is_in_season(self, prisoner: Prisoner, today: date) -> bool:
        """Tell whether it is offered on this day."""
        if self.birthday and prisoner.birthday:
            nearest = (_in_year(prisoner.birthday, today.year + years) for years in (-1, 0, 1))
            return any(abs((day - today).days) <= BIRTHDAY_DAYS for day in nearest)
        if self.season is None:
            return False
        first, last = self.season
        day = f"{today:%m-%d}"
        return first <= day <= last if first <= last else day >= first or day <= last


class Campaign(_Part):
    """One campaign: its languages, people, greetings, address and rules."""

    id: Id
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
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


def read_campaign(path: Path = BUILT_IN) -> Campaign:
    """Read the campaign in this TOML file.

    Raises:
        CampaignError: with every mistake, each by its key.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise CampaignError(path, (f"cannot be read: {error.strerror}",)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CampaignError(path, (f"not a TOML file: {error}",)) from None
    mistakes = contradictions(content)
    try:
        campaign = Campaign.model_validate(content)
    except ValidationError as error:
        raise CampaignError(path, (*_sentences(error, content), *mistakes)) from None
    if mistakes:
        raise CampaignError(path, tuple(mistakes))
    return campaign


def _sentences(error: ValidationError, content: dict[str, Any]) -> list[str]:
    sentences = []
    for problem in error.errors():
        message = problem["msg"].removeprefix("Value error, ")
        sentences.append(f"{_key(problem['loc'], content)}: {message[:1].lower()}{message[1:]}")
    return sentences


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
        else:
            words.append(part)
    return ".".join(words)
