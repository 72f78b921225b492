"""People of a campaign: who they are, where they are held, what has become of them."""

from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from bot.campaign.value_types import ByLanguage, Gender, Id, Language, Line, Lines, NameByLanguage, Part, Text

Status = Literal["held", "moved", "house-arrest", "exchanged", "released", "died"]
ENDS: tuple[Status, ...] = ("exchanged", "released", "died")  # nobody writes to them any more
Route = Literal["office", "direct"]
FIRST, LAST = 1900, 2025


def _born(value: object) -> object:
    year = value.year if isinstance(value, date) else value
    if isinstance(year, bool) or not isinstance(year, int) or not FIRST <= year <= LAST:
        form = f"a year from {FIRST} to {LAST}, or a day, as 1984 or 1984-05-17"
        raise ValueError(f"write {form}; leave it out if nobody knows")
    return value


Born = Annotated[int | date | None, BeforeValidator(_born)]


class Envelope(Part):
    """The name as it is written on the envelope, without the year."""

    latin: Line
    local: Line


class Form(Part):
    """A word of a letter that differs: Шановний пане, Шановна пані."""

    man: Line
    woman: Line


class Address(Part):
    """Where letters are collected, or somebody is held, line by line."""

    latin: Lines
    local: Lines


class Contact(Part):
    """Where organizers are reached, beside their post."""

    page: Text | None = None
    email: Text | None = None


class Place(Address):
    """A prison. Letters go there straight where the `route` says so; by e-mail, where it takes it."""

    id: Id
    email: Text | None = None


class Prisoner(Part):
    """One recipient. `address` is how a letter speaks to the person (the vocative in Ukrainian); `about` is a
    few sentences for the card, and `source` where everybody can read that; `topics` are what one may write
    about. `born` is a year, a day, or unknown; `status` has a day for whatever has happened; `languages` are
    those a letter may be in, if not all.
    """

    id: Id
    gender: Gender = "man"
    born: Born = None
    birthday: date | None = None
    case: str
    groups: frozenset[str] = frozenset()
    envelope: Envelope
    place: str | None = None
    route: Route | None = None
    status: dict[Status, date] = Field({})
    languages: tuple[Language, ...] = ()
    name: NameByLanguage
    address: NameByLanguage
    also_known_as: NameByLanguage = Field({})
    spellings: tuple[Text, ...] = ()
    about: ByLanguage = Field({})
    topics: ByLanguage = Field({})
    source: Text | None = None
    notes: str = ""

    @property
    def year(self) -> int | None:
        """The year of birth."""
        return self.born.year if isinstance(self.born, date) else self.born

    @property
    def born_on(self) -> date | None:
        """The day of birth, if it may be known."""
        return self.born if isinstance(self.born, date) else self.birthday

    @cached_property
    def now(self) -> tuple[Status, date] | None:
        """What happened last."""
        return max(self.status.items(), key=lambda one: one[1], default=None)

    @property
    def end(self) -> tuple[Status, date] | None:
        """Why and since when nobody writes to this person any more."""
        return self.now if self.now and self.now[0] in ENDS else None

    @property
    def called(self) -> str:
        """Every word by which people may look for this person."""
        names = (*self.name.values(), *self.address.values(), *self.also_known_as.values(), *self.spellings)
        envelope = (self.envelope.latin, self.envelope.local)
        return " ".join((*names, *envelope, self.id, str(self.year or "")))

    def with_year(self, name: str) -> str:
        """A name as it stands on an envelope: with the year of birth, where it is known."""
        return f"{name}, {self.year}" if self.year else name
