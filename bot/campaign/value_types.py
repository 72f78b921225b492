"""The kinds of values in a campaign file, and what each of them looks like."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self, cast
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z]{2,8}){0,2}$"  # uk, be-tarask, pt-BR


class Part(BaseModel):
    """A table of the file: what it does not know, it refuses."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a changed copy, which derives everything anew."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        return cast(Self, self.model_construct(**{**values, **(update or {})}))


def _composed(value: object) -> object:
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _month_day(value: str) -> str:
    try:
        date.fromisoformat(f"2024-{value}")
    except ValueError:
        raise ValueError("write month and day, as 12-31") from None
    return value


def _zone(value: str) -> str:
    if value not in (known := available_timezones()):
        why = "not a time zone; write it as Europe/Kyiv"
        raise ValueError(why if known else "no time zone data on this machine; install the package tzdata")
    return value


Text = Annotated[str, BeforeValidator(_composed), Field(min_length=1, max_length=300)]
Line = Annotated[str, BeforeValidator(_composed), Field(min_length=1, max_length=80)]
Language = Annotated[str, Field(pattern=LANGUAGE, max_length=16)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]
Zone = Annotated[str, AfterValidator(_zone)]
ByLanguage = dict[str, Text]
NameByLanguage = dict[str, Line]
Gender = Literal["man", "woman"]
Placeholder = Annotated[str, Field(pattern=r"^[a-z]+$")]
Word = Annotated[str, Field(pattern=r"^[a-z_]+$")]
MonthDay = Annotated[str, AfterValidator(_month_day)]
Lines = Annotated[tuple[Line, ...], Field(min_length=2, max_length=6)]
