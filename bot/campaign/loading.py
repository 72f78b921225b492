"""A campaign's folder: `campaign.toml`, and its own texts over the built-in ones; read and checked."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

import polib

from bot.campaign.model import BUILT_IN, Campaign, CampaignError, read_campaign
from bot.i18n import LOCALES, Translate, load_languages

LONGEST_NAME = 32  # characters; a longer one does not fit beside the year and the number on a button
UNWRITTEN = "…"
PLACEHOLDERS = {"name", "sender", "place", "own"}

# What a campaign says about itself; another campaign has to write these anew in its own catalogues.
OWN_TEXTS = (
    "home.text",
    "person.arrived",
    "how.text",
    "safe.text",
    "privacy.text",
    "parcel.address",
    "parcel.button.copy-local",
    "press.promised",
    "progress.card.title",
)


@dataclass(frozen=True)
class LoadedCampaign:
    """A campaign with everything it says."""

    campaign: Campaign
    languages: Mapping[str, Translate]


def load_campaign(path: Path | None, *, thoroughly: bool = False) -> LoadedCampaign:
    """The campaign of this folder or file; the built-in one, checked before its release, for None.

    `thoroughly` also wants every text that speaks of one certain campaign to be this campaign's own.

    Raises:
        CampaignError: with every mistake of the file and of the texts that stand beside it.
    """
    file = campaign_file(path)
    campaign = read_campaign(file)
    if path is None:
        return LoadedCampaign(campaign, load_languages(campaign.languages))
    roots = [LOCALES, file.parent / "locales"]
    mistakes = list(_mistakes(campaign, roots))
    if thoroughly:
        mistakes += _unwritten(campaign.model_dump(), "")
        mistakes += _foreign_texts(campaign, roots[-1])
    if mistakes:
        raise CampaignError(file, tuple(mistakes))
    return LoadedCampaign(campaign, load_languages(campaign.languages, roots))


def campaign_file(path: Path | None) -> Path:
    """The TOML file meant by CAMPAIGN, which may name its folder."""
    if path is None:
        return BUILT_IN
    return path / "campaign.toml" if path.is_dir() else path


def fingerprint(path: Path | None) -> tuple[tuple[str, int], ...]:
    """What tells whether anything in the campaign's folder has changed."""
    file = campaign_file(path)
    texts = sorted((file.parent / "locales").rglob("*.*")) if path else []
    return tuple((str(one), one.stat().st_mtime_ns) for one in (file, *texts) if one.is_file())


def _mistakes(campaign: Campaign, roots: list[Path]) -> Iterator[str]:
    known = {entry.msgid: entry for entry in _entries(LOCALES / "en" / "bot.po")}
    for language in campaign.languages:
        folders = [root / language for root in roots]
        entries = [entry for folder in folders for entry in _entries(folder / "bot.po")]
        yield from _catalogue(language, entries, known, built_in=(LOCALES / language).is_dir())
        for greeting in campaign.greetings:
            letters = [folder / "letters" / f"{greeting.id}.txt" for folder in folders]
            forms = campaign.forms.get(language, {})
            yield from _letter(
                f"locales/{language}/letters/{greeting.id}.txt", letters, PLACEHOLDERS | forms.keys()
            )
        for prisoner in campaign.prisoners:
            name = prisoner.name.get(language, "")
            if len(name) > LONGEST_NAME:
                key = f"prisoners.{prisoner.id}.name.{language}"
                yield f"{key}: too long for a button (at most {LONGEST_NAME} characters)"


def _catalogue(
    language: str, entries: Iterable[polib.POEntry], known: Mapping[str, polib.POEntry], *, built_in: bool
) -> Iterator[str]:
    file = f"locales/{language}/bot.po"
    written = {entry.msgid for entry in entries if _texts(entry)}
    if not built_in and (missing := [key for key in known if key not in written]):
        yield f"{file}: {len(missing)} texts are not translated: {', '.join(missing)}"
    for entry in entries:
        if entry.msgid not in known:
            yield f"{file}: {entry.msgid} is not a text of Mektüp"
            continue
        allowed = set().union(*(_names(text) or set() for text in _texts(known[entry.msgid])))
        for text in _texts(entry):
            names = _names(text)
            if names is None:
                yield f"{file}: {entry.msgid} has a brace without its partner"
            elif foreign := names - allowed:
                yield f"{file}: {entry.msgid} has the unknown placeholder {{{min(foreign)}}}"


def _letter(name: str, candidates: list[Path], known: Set[str]) -> Iterator[str]:
    paths = [path for path in candidates if path.exists()]
    if not paths:
        yield f"{name}: is missing"
        return
    title, _, body = paths[-1].read_text("utf-8").partition("\n")
    if not title.strip() or not body.strip():
        yield f"{name}: needs a title in its first line, an empty line, and the letter"
    names = _names(body)
    if names is None:
        yield f"{name}: has a brace without its partner"
    elif foreign := names - known:
        yield f"{name}: has the unknown placeholder {{{min(foreign)}}}"


def _unwritten(content: Any, key: str) -> Iterator[str]:
    """Keys that still hold the dots they were begun with."""
    if isinstance(content, dict):
        for name, one in content.items():
            yield from _unwritten(one, f"{key}.{name}" if key else str(name))
    elif isinstance(content, list | tuple):
        for number, one in enumerate(content, start=1):
            named = one.get("id", number) if isinstance(one, dict) else number
            yield from _unwritten(one, f"{key}.{named}")
    elif content == UNWRITTEN:
        yield f"{key}: still to be written"


def _foreign_texts(campaign: Campaign, root: Path) -> Iterator[str]:
    """Texts about somebody else's campaign, left as they are built in."""
    for language in campaign.languages:
        if not (LOCALES / language).is_dir():
            continue  # there, every text is its own
        own = {entry.msgid for entry in _entries(root / language / "bot.po") if _texts(entry)}
        for key in OWN_TEXTS:
            if key not in own:
                file = f"locales/{language}/bot.po"
                yield f"{file}: {key} still speaks of the built-in campaign; write your own"


def _entries(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete] if path.exists() else []


def _texts(entry: polib.POEntry) -> list[str]:
    texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return [str(text) for text in texts if str(text).strip()]


def _names(text: str) -> set[str] | None:
    """The placeholders of a text; None if its braces do not fit."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return None
