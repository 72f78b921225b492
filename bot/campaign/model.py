"""The campaign as values: who is written to, where the letters go, which greeting fits whom."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError

from bot.campaign.checks import contradictions
from bot.campaign.fields import (
    ByLanguage,
    Country,
    Gender,
    Id,
    Language,
    Line,
    Lines,
    MonthDay,
    NameByLanguage,
    Part,
    Placeholder,
    Text,
    Word,
    Year,
    Zone,
)
from bot.campaign.wording import sentences
from bot.encoding import UnreadableError, read_text
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


def _in_year(birthday: date, year: int) -> date:
    """Find the birthday in that year; somebody born on 29 February has it on 1 March in other years."""
    try:
        return birthday.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


class Envelope(Part):
    """The name as it is written on the envelope, without the year."""

    latin: Line
    local: Line


class Form(Part):
    """A word of a letter that differs: Шановний пане, Шановна пані."""

    man: Line
    woman: Line


class Address(Part):
    """Where letters are collected, line by line."""

    latin: Lines
    local: Lines


class Prisoner(Part):
    """One recipient. `address` is how a letter speaks to the person (the vocative in Ukrainian); `about` is a
    line or two for the card, and `source` where everybody can read that.
    """

    id: Id
    gender: Gender = "man"
    born: Year
    birthday: date | None = None
    case: str
    groups: frozenset[str] = frozenset()
    envelope: Envelope
    name: NameByLanguage
    address: NameByLanguage
    also_known_as: NameByLanguage = Field({})
    spellings: tuple[Text, ...] = ()
    about: ByLanguage = Field({})
    source: Text | None = None
    notes: str = ""


class Greeting(Part):
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


class Campaign(Part):
    """One campaign: its languages, people, greetings, address and rules."""

    id: Id
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    default_language: str
    started_on: date
    time_zone: Zone
    home_country: Country
    near_countries: tuple[Country, ...] = ()
    sources: frozenset[Id] = frozenset()
    organizers: ByLanguage
    address: Address
    cases: dict[Id, ByLanguage]
    words: dict[Language, dict[Word, Line]] = Field({})
    forms: dict[Language, dict[Placeholder, Form]] = Field({})
    greetings: Annotated[tuple[Greeting, ...], Field(min_length=1)]
    prisoners: Annotated[tuple[Prisoner, ...], Field(min_length=1)]

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of organizers' days."""
        return ZoneInfo(self.time_zone)

    @property
    def nearest(self) -> tuple[str, ...]:
        """Countries that are offered before one is typed."""
        return self.near_countries or (self.home_country,)

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
        content = tomllib.loads(read_text(path))
    except UnreadableError as error:
        raise CampaignError(path, (error.why,)) from None
    except tomllib.TOMLDecodeError as error:
        raise CampaignError(path, (f"cannot be understood: {error}",)) from None
    mistakes = contradictions(content)
    content["forms"] = _with_built_in(content.get("forms", {}))
    try:
        campaign = Campaign.model_validate(content)
    except ValidationError as error:
        raise CampaignError(path, (*sentences(error, content, _keys()), *mistakes)) from None
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


def _keys() -> Mapping[str, Iterable[str]]:
    """What each table of the file knows, by the name of the table; the file itself has none."""
    tables: dict[str, type[Part]] = {
        "": Campaign,
        "prisoners": Prisoner,
        "envelope": Envelope,
        "greetings": Greeting,
        "address": Address,
        "forms": Form,
    }
    return {
        name: [field.alias or key for key, field in table.model_fields.items()]
        for name, table in tables.items()
    }
