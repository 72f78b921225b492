"""What every handler may read: the campaign, the languages, the keys, the clock; one frozen value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Self

from bot.cache import RenderCache
from bot.campaign.model import Campaign
from bot.campaign.name_search import Spellings, spellings
from bot.checks.all_checks import checked
from bot.i18n.translate import Translate
from bot.letter.render import render
from db.vault import Vault

COUNTRIES_MEANT = {"ua": "uk"}  # what people and clients write instead of a language


@dataclass(frozen=True, kw_only=True)
class AppContext:
    """A reload replaces the whole value. `bot_name` is the bot's username, for deep links; `bot_id` tells
    whose numbers of updates and messages are remembered.
    """

    campaign: Campaign
    languages: Mapping[str, Translate]
    vault: Vault
    organizers: frozenset[int]
    bot_name: str
    now: Callable[[], datetime]
    bot_id: int = 0
    render_cache: RenderCache = field(default_factory=RenderCache)
    render: Callable[..., bytes] = render  # of some orders, one PDF
    campaign_path: Path | None = None  # as in the settings; None is the built-in one

    def today(self) -> date:
        """Return the day of the campaign's organizers."""
        return self.now().astimezone(self.campaign.zone).date()

    def language_of(self, chosen: str | None, client_language: str) -> str:
        """Choose the language to speak: the chosen one, else the client's, else the campaign's default."""
        if chosen is not None and chosen in self.languages:
            return chosen
        client = client_language.lower().replace("_", "-")
        main = client.partition("-")[0]
        main = COUNTRIES_MEANT.get(main, main)
        known = {one.lower(): one for one in self.languages}
        nearest = next((one for low, one in known.items() if low.partition("-")[0] == main), None)
        return known.get(client) or known.get(main) or nearest or self.campaign.default_language

    @cached_property
    def countries(self) -> Spellings:
        """What countries are called, by their codes."""
        return spellings(self.languages.values())

    def link(self, payload: str) -> str:
        """Make a deep link that opens the bot with this payload."""
        return f"https://t.me/{self.bot_name}?start={payload}"

    def reloaded(self, letters: Mapping[str, int]) -> Self:
        """Return the same context with the campaign and its texts as the files are now; `letters` are how
        many belong to whom.

        Raises:
            CampaignError: with every mistake.
        """
        loaded = checked(self.campaign_path, letters=letters)
        return replace(self, campaign=loaded.campaign, languages=loaded.languages)
