"""The campaign as values: who is written to, where the letters go, which greeting fits whom."""

import tomllib
import unicodedata
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
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
HOLIDAY_DAYS = (-60, 14)  # around a holiday: a letter is weeks on its way


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
    if value not in (known := available_timezones()):
        why = "not a time zone; write it as Europe/Kyiv"
        raise ValueError(why if known else "no time zone data on this machine; install the package tzdata")
    return value


Text = Annotated[str, BeforeValidator(_composed), Field(min_length=1, max_length=300)]
Line = Annotated[str, BeforeValidator(_composed), Field(min_length=1, max_length=80)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
ByLanguage = dict[str, Text]
NameByLanguage = dict[str, Line]
Gender = Literal["man", "woman"]
Placeholder = Annotated[str, Field(pattern=r"^[a-z]+$")]
MonthDay = Annotated[str, AfterValidator(_month_day)]


class Envelope(_Part):
    """The name as it is written on the envelope, without the year."""

    latin: Line
    local: Line


class Form(_Part):
    """A word of a letter that differs: Шановний пане, Шановна пані."""

    man: Line
    woman: Line


class Address(_Part):
    """Where letters are collected, line by line."""

    latin: Annotated[tuple[Line, ...], Field(min_length=2, max_length=6)]
    local: Annotated[tuple[Line, ...], Field(min_length=2, max_length=6)]


class Prisoner(_Part):
    """One recipient. `address` is how a letter speaks to the person (the vocative in Ukrainian); `about` is a
    line or two for the card, and `source` where everybody can read that.
    """

    id: Id
    gender: Gender = "man"
    born: Annotated[int, Field(ge=1900, le=2025)]
    birthday: date | None = None
    case: str
    groups: frozenset[str] = frozenset()
    envelope: Envelope
    name: NameByLanguage
    address: NameByLanguage
    also_known_as: NameByLanguage = {}
    spellings: tuple[Text, ...] = ()
    about: ByLanguage = {}
    source: Text | None = None
    notes: str = ""


class Greeting(_Part):
    """A kind of letter and whom and when it fits; its words are in `locales/<language>/letters/<id>.txt`."""

    id: Id
    group: Annotated[str | None, Field(alias="for")] = None
    season: tuple[MonthDay, MonthDay] | None = None
    days: tuple[date, ...] = ()
    birthday: bool = False

    @property
    def is_seasonal(self) -> bool:
        """Whether it is for certain days only."""
        return self.birthday or self.season is not None or bool(self.days)

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
        if self.days:
            around = [(today - day).days for day in self.days]
            is_forgotten = min(around) > HOLIDAY_DAYS[1]  # nobody wrote down further years: it is offered
            return is_forgotten or any(HOLIDAY_DAYS[0] <= days <= HOLIDAY_DAYS[1] for days in around)
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
    forms: dict[Language, dict[Placeholder, Form]] = {}
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

    def forms_for(self, prisoner: Prisoner, language: str) -> dict[str, str]:
        """Words of a letter in this language that follow the gender of whom it is for."""
        forms = self.forms.get(language, {}).items()
        return {name: form.woman if prisoner.gender == "woman" else form.man for name, form in forms}


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
    content["forms"] = _with_built_in(content.get("forms", {}))
    try:
        campaign = Campaign.model_validate(content)
    except ValidationError as error:
        raise CampaignError(path, (*_sentences(error, content), *mistakes)) from None
    if mistakes:
        raise CampaignError(path, tuple(mistakes))
    return campaign


def _with_built_in(forms: Any) -> Any:
    """The forms that the built-in letters need, and the campaign's own, which win."""
    if not isinstance(forms, dict):
        return forms
    built_in = tomllib.loads(BUILT_IN.read_text("utf-8"))["forms"]
    own = {
        language: built_in.get(language, {}) | one if isinstance(one, dict) else one
        for language, one in forms.items()
    }
    return built_in | own


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
