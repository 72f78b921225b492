"""Notes: what a person did since the last night, kept in their sealed row until the night carries it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any, Self

from db.pledges import Pledge

DATES = ("mailed_on", "withdrawn_on", "mail_by", "expired_on", "answered_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is to become of one letter. `pledge` is new since the last night; `changes` are set over it, or
    over what the table has (None clears). `remind`, `news` and `neutral` (whether these news name nobody) are
    wishes, None where they stay as they are; `hour`, `language` and `until` are those of the contact the
    wishes need.
    """

    code: str
    pledge: Pledge | None = None
    changes: Mapping[str, Any] = field(default_factory=dict, hash=False)
    remind: bool | None = None
    news: bool | None = None
    neutral: bool | None = None
    hour: int = 0
    language: str = ""
    until: date | None = None

    def over(self, pledge: Pledge) -> Pledge:
        """The pledge as it is with these changes."""
        return replace(pledge, **self.changes) if self.changes else pledge

    def changing(self, **changes: date | str | None) -> Self:
        """The same note with these changes as well."""
        return replace(self, changes={**self.changes, **changes})

    def without_wishes(self) -> Self:
        """The same note for somebody who shall not be spoken to any more."""
        return replace(self, remind=False, news=False, neutral=None, hour=0, language="", until=None)

    def as_json(self) -> dict[str, Any]:
        """What differs from the defaults, dates as ISO text."""
        content = {one.name: getattr(self, one.name) for one in fields(self)} | {"pledge": None}
        kept = {name: _plain(value) for name, value in content.items() if value not in (None, "", {}, 0)}
        kept |= {name: False for name in ("remind", "news", "neutral") if content[name] is False}
        if self.pledge:
            made = {name: _plain(value) for name, value in asdict(self.pledge).items() if value is not None}
            kept["pledge"] = {name: value for name, value in made.items() if name != "code"}
        return kept

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        """The note of `as_json`.

        Raises:
            ValueError, TypeError, KeyError: when it is not one.
        """
        known = {one.name: content[one.name] for one in fields(cls) if one.name in content}
        if "pledge" in known:
            made = {name: _whole(name, value) for name, value in known["pledge"].items()}
            known["pledge"] = Pledge(**{"code": known["code"], "country": None, "source": None} | made)
        if "changes" in known:
            known["changes"] = {name: _whole(name, value) for name, value in known["changes"].items()}
        if "until" in known:
            known["until"] = date.fromisoformat(known["until"])
        return cls(**known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A note and the chat it is from; None where nobody is behind it any more. `begun_today` are those of
    conversations that began on the day before the night, and of forgotten ones, which may have.
    """

    chat_id: int | None
    note: Note
    begun_today: bool = False


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return {name: _plain(one) for name, one in value.items()} if isinstance(value, dict) else value


def _whole(name: str, value: Any) -> Any:
    is_day = value is not None and (name.endswith("_on") or name == "mail_by")
    return date.fromisoformat(value) if is_day else value
