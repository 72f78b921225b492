"""What people see of the bot before START: its name, its descriptions, its menu of commands, its picture."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.campaign.loading import campaign_file
from bot.i18n.translate import Translate

LIMITS = {"name": 64, "description": 512, "short_description": 120}  # characters, by the Bot API
KEYS = {"name": "profile.name", "description": "profile.description", "short_description": "profile.short"}
PICTURE = "picture.jpg"  # beside the campaign's file; a square, as JPEG
CODE = 2  # letters of the only language codes Telegram takes here


@dataclass(frozen=True, slots=True)
class Profile:
    """What Telegram shows to people of one language; to everybody else with the code ""."""

    code: str
    texts: Mapping[str, str]  # by the name of the Bot API's field
    commands: tuple[tuple[str, str], ...]


def profiles(languages: Mapping[str, Translate], default: str, commands: Iterable[str] = ()) -> list[Profile]:
    """The default language's, and one for each further language whose code Telegram takes. A language with
    a longer code, as Crimean Tatar, is said in the default text, below that language.
    """
    shared = [t for code, t in languages.items() if code != default and len(code) != CODE]
    found = [_profile("", [languages[default], *shared], commands)]
    own = (t for code, t in languages.items() if code != default and len(code) == CODE)
    return [*found, *(_profile(t.language, [t], commands) for t in own)]


def picture(campaign: Path | None) -> bytes | None:
    """Read the campaign's picture, if it has one."""
    path = campaign_file(campaign).with_name(PICTURE)
    return path.read_bytes() if path.is_file() else None


def _profile(code: str, said: list[Translate], commands: Iterable[str]) -> Profile:
    first, *_ = said
    texts = {"name": first.plain(KEYS["name"])}
    texts["description"] = _each_once("\n\n", said, KEYS["description"])
    texts["short_description"] = _each_once("\n", said, KEYS["short_description"])
    return Profile(code, texts, tuple((one, first.plain(f"command.{one}")) for one in commands))


def _each_once(between: str, said: list[Translate], key: str) -> str:
    """Put the texts of these languages below each other; once, where one of them has no own."""
    return between.join(dict.fromkeys(t.plain(key) for t in said))
