"""The campaign as values: who is written to, where the letters go, which greeting fits whom."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field, PrivateAttr, ValidationError

from bot.campaign.dangers import Dangers
from bot.campaign.greetings_and_holidays import COMPUTED, Greeting, computed
from bot.campaign.name_search import Spellings
from bot.campaign.prisoners_and_places import Address, Contact, Envelope, Form, Place, Prisoner, Route
from bot.campaign.validation import contradictions, sentences
from bot.campaign.value_types import ByLanguage, Country, Id, Language, Line, Part, Placeholder, Word, Zone
from bot.i18n.encoding import UnreadableError, read_text
from bot.i18n.translate import Translate
from db.errors import MistakeError

__all__ = ["BUILT_IN", "Campaign", "CampaignError", "Greeting", "Prisoner", "read_campaign"]

BUILT_IN = Path(__file__).with_name("campaign.toml")
DANGER = "danger.toml"  # beside the campaign's file; where there is none, the built-in one is meant


class CampaignError(MistakeError):
    """The campaign file cannot be used; `mistakes` names every one of them, each with its key."""

    def __init__(self, path: Path, mistakes: tuple[str, ...]) -> None:
        super().__init__(
            "\n".join((f"{path}: the campaign file has mistakes:", *(f"  {m}" for m in mistakes)))
        )
        self.mistakes = mistakes


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
    contact: Contact = Contact()
    address: Address
    route: Route = "office"
    places: tuple[Place, ...] = ()
    holidays: dict[Id, tuple[date, ...] | str] = Field({})
    cases: dict[Id, ByLanguage]
    words: dict[Language, dict[Word, Line]] = Field({})
    forms: dict[Language, dict[Placeholder, Form]] = Field({})
    greetings: Annotated[tuple[Greeting, ...], Field(min_length=1)]
    prisoners: Annotated[tuple[Prisoner, ...], Field(min_length=1)]
    danger: Dangers = Dangers()
    _in_order: dict[str, tuple[Prisoner, ...]] = PrivateAttr(default_factory=dict)
    _places_in_order: dict[str, dict[str, int]] = PrivateAttr(default_factory=dict)
    _by_initial: dict[str, dict[str, list[Prisoner]]] = PrivateAttr(default_factory=dict)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of organizers' days."""
        return ZoneInfo(self.time_zone)

    @property
    def nearest(self) -> tuple[str, ...]:
        """Countries that are offered before one is typed."""
        return self.near_countries or (self.home_country,)

    @cached_property
    def held(self) -> tuple[Prisoner, ...]:
        """Who is held as far as the file says."""
        return tuple(one for one in self.prisoners if one.end is None)

    def in_order(self, t: Translate) -> tuple[Prisoner, ...]:
        """Everybody by surname, in the order of this language's alphabet; sorted once."""
        if t.language not in self._in_order:
            people = sorted(self.prisoners, key=lambda one: t.sort_key(t.pick(one.name).rpartition(" ")[2]))
            self._in_order[t.language] = tuple(people)
        return self._in_order[t.language]

    def place_in_order(self, t: Translate) -> Mapping[str, int]:
        """Where each person stands in that order, by their ids."""
        if t.language not in self._places_in_order:
            order = {one.id: number for number, one in enumerate(self.in_order(t))}
            self._places_in_order[t.language] = order
        return self._places_in_order[t.language]

    def by_initial(self, t: Translate) -> Mapping[str, Sequence[Prisoner]]:
        """Who is held, by the first letter of the surname, in the order of the alphabet."""
        if t.language not in self._by_initial:
            found: dict[str, list[Prisoner]] = {}
            for one in self.in_order(t):
                if one.end is None:
                    found.setdefault(t.pick(one.name).rpartition(" ")[2][:1], []).append(one)
            self._by_initial[t.language] = found
        return self._by_initial[t.language]

    @cached_property
    def held_at(self) -> Mapping[str, Sequence[Prisoner]]:
        """Who is held in which place, by its id."""
        found: dict[str, list[Prisoner]] = {}
        for one in self.held:
            if one.place:
                found.setdefault(one.place, []).append(one)
        return found

    def prepare(self, languages: Iterable[Translate]) -> None:
        """Sort and fold everything now, so that nobody's tap waits for it."""
        self.spellings.prepare()
        for t in languages:
            self.place_in_order(t), self.by_initial(t)

    @cached_property
    def spellings(self) -> Spellings:
        """What people are called, by their ids."""
        return Spellings({one.id: one.called for one in self.prisoners})

    @cached_property
    def by_id(self) -> dict[str, Prisoner]:
        """Recipients by their id."""
        return {prisoner.id: prisoner for prisoner in self.prisoners}

    @cached_property
    def place_by_id(self) -> dict[str, Place]:
        """Prisons by their id."""
        return {place.id: place for place in self.places}

    def is_direct(self, prisoner: Prisoner) -> bool:
        """Whether letters to this person go straight to the prison."""
        return (prisoner.route or self.route) == "direct"

    def email_of(self, prisoner_id: str) -> str | None:
        """Where a letter to this person may be written instead of posted."""
        if not self.goes_straight(prisoner_id):
            return None
        return self.place_by_id[self.by_id[prisoner_id].place or ""].email

    def goes_straight(self, prisoner_id: str) -> bool:
        """The same by an id; nothing goes straight to somebody who is not in the file."""
        prisoner = self.by_id.get(prisoner_id)
        return prisoner is not None and self.is_direct(prisoner)

    @cached_property
    def routes(self) -> frozenset[Route]:
        """The ways that letters go: both, where they differ from person to person."""
        return frozenset(one.route or self.route for one in self.prisoners)

    @cached_property
    def moved(self) -> dict[str, date]:
        """Since when letters to somebody go to another address."""
        straight = (one for one in self.prisoners if one.end is None and self.is_direct(one))
        return {one.id: one.status["moved"] for one in straight if "moved" in one.status}

    def address_of(self, prisoner: Prisoner) -> Address:
        """Where letters to this person are posted to."""
        return self.place_by_id[prisoner.place or ""] if self.is_direct(prisoner) else self.address

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
    content = _content(path)
    danger = path.with_name(DANGER)
    content.setdefault("danger", _content(danger if danger.is_file() else BUILT_IN.with_name(DANGER)))
    built_in = content if path == BUILT_IN else tomllib.loads(BUILT_IN.read_text("utf-8"))
    content["forms"] = _with_built_in(content.get("forms", {}), built_in["forms"])
    _fill_in_holidays(content, built_in["holidays"])
    mistakes = contradictions(content)
    try:
        campaign = Campaign.model_validate(content)
    except ValidationError as error:
        raise CampaignError(path, (*sentences(error, content, _keys()), *mistakes)) from None
    if mistakes:
        raise CampaignError(path, tuple(mistakes))
    return campaign


def _content(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_text(path))
    except UnreadableError as error:
        raise CampaignError(path, (error.why,)) from None
    except tomllib.TOMLDecodeError as error:
        raise CampaignError(path, (f"cannot be understood: {error}",)) from None


def _fill_in_holidays(content: dict[str, Any], built_in: Mapping[str, Any]) -> None:
    """Write the days of its holiday into each greeting: of the file, of the built-in table, or computed."""
    own = content.get("holidays")
    known = {**built_in, **(own if isinstance(own, dict) else {})}
    greetings = content.get("greetings")
    for greeting in greetings if isinstance(greetings, list) else ():
        if isinstance(greeting, dict) and isinstance(name := greeting.get("holiday"), str):
            days = known.get(name, name)
            if days in COMPUTED if isinstance(days, str) else days:
                greeting["days"] = list(computed(days)) if isinstance(days, str) else days


def _with_built_in(forms: Any, built_in: Mapping[str, Any]) -> Any:
    """The forms that the built-in letters need, and the campaign's own, which win."""
    if not isinstance(forms, dict):
        return forms
    own = {
        language: built_in.get(language, {}) | one if isinstance(one, dict) else one
        for language, one in forms.items()
    }
    return {**built_in, **own}


def _keys() -> Mapping[str, Iterable[str]]:
    """What each table of the file knows, by the name of the table; the file itself has none."""
    tables: dict[str, type[Part]] = {
        "": Campaign,
        "danger": Dangers,
        "prisoners": Prisoner,
        "envelope": Envelope,
        "greetings": Greeting,
        "address": Address,
        "contact": Contact,
        "forms": Form,
        "places": Place,
    }
    return {
        name: [field.alias or key for key, field in table.model_fields.items()]
        for name, table in tables.items()
    }
