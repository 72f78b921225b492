"""Reads a campaign's folder: `campaign.toml`, and its own texts over the built-in ones."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.campaign.model import BUILT_IN, DANGER, Campaign, read_campaign
from bot.i18n.translate import LOCALES, Translate, load_languages

UNWRITTEN = "…"
TEMPLATES = (UNWRITTEN, "ZZ", "COUNTRY", "SURNAME First name")  # values that a new campaign begins with

# What a campaign says about itself; another campaign has to write these anew in its own catalogues.
OWN_TEXTS = (
    "profile.name",
    "profile.description",
    "profile.short",
    "home.text",
    "person.arrived",
    "how.text",
    "how.name",
    "safe.text",
    "privacy.text",
    "pledge.addresses",
    "pledge.return-address",
    "pledge.button.copy-local",
    "press.promised",
    "progress.card.title",
    "danger.country",
    "danger.region",
    "danger.people",
    "danger.envelope",
)


@dataclass(frozen=True)
class LoadedCampaign:
    """A campaign with all its texts."""

    campaign: Campaign
    languages: Mapping[str, Translate]


def load_campaign(path: Path | None) -> LoadedCampaign:
    """Load the campaign of this folder or file as it is; for None the built-in one.

    Raises:
        CampaignError: with every mistake of the campaign file.
        UnreadableError: for a file of texts that cannot be read.
    """
    file = campaign_file(path)
    campaign = read_campaign(file)
    roots = [LOCALES] if path is None else [LOCALES, file.parent / "locales"]
    return LoadedCampaign(campaign, load_languages(campaign.languages, roots, campaign.words))


def campaign_file(path: Path | None) -> Path:
    """Find the TOML file meant by CAMPAIGN, which may name its folder."""
    if path is None:
        return BUILT_IN
    return path / "campaign.toml" if path.is_dir() else path


def fingerprint(path: Path | None) -> tuple[tuple[str, int], ...]:
    """Describe the files of the campaign's folder, to notice when one of them changes."""
    file = campaign_file(path)
    texts = sorted((file.parent / "locales").rglob("*.*")) if path else []
    return tuple(
        (str(one), one.stat().st_mtime_ns) for one in (file, file.with_name(DANGER), *texts) if one.is_file()
    )


def unwritten(content: Any, key: str = "") -> Iterator[str]:
    """Find the keys whose values are still those of the template."""
    if isinstance(content, dict):
        for name, one in content.items():
            yield from unwritten(one, f"{key}.{name}" if key else str(name))
    elif isinstance(content, list | tuple):
        for number, one in enumerate(content, start=1):
            named = one.get("id", number) if isinstance(one, dict) else number
            yield from unwritten(one, f"{key}.{named}")
    elif content in TEMPLATES:
        yield key
