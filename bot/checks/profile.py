"""What people see before START fits where Telegram shows it."""

from collections.abc import Iterator

from bot.campaign.loading import LoadedCampaign
from bot.campaign.profile import KEYS, LIMITS, profiles
from bot.checks.locales import Problem


def check_profile(loaded: LoadedCampaign) -> Iterator[Problem]:
    """Telegram refuses a longer text, and shows the old one."""
    default = loaded.campaign.default_language
    for profile in profiles(loaded.languages, default):
        for field, text in profile.texts.items():
            if (length := len(text)) > LIMITS[field]:
                together = "" if profile.code else ", with the languages that stand below it,"
                wrong = f"It has {length} characters{together} and {LIMITS[field]} fit."
                yield Problem(f"{profile.code or default}/bot.po", KEYS[field], wrong, "Shorten it.")
