"""What to change in a campaign file that an earlier version of Mektüp was content with."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.i18n.translate import WORDS

FORMER_ZONE = "Europe/Kyiv"  # what was meant by a file without one


def advice(content: Mapping[str, Any]) -> Iterator[str]:
    """Each piece of advice is one sentence and, below it, the lines to write."""
    if "time_zone" not in content:
        why = "Write in which zone organizers' days are counted; this one was meant before"
        yield f'{why}:\ntime_zone = "{FORMER_ZONE}"'
    words = content.get("words", {})
    for language in content.get("languages", ()):
        if missing := [name for name in WORDS if name not in words.get(language, {})]:
            lines = "\n".join(f'{name} = "…"' for name in missing)
            yield f"Say how texts in “{language}” name your office and its town:\n[words.{language}]\n{lines}"
    if not content.get("near_countries"):
        home = content.get("home_country", "ZZ")
        yield f'Say which countries are offered first; only your own is now:\nnear_countries = ["{home}"]'
    for person in content.get("prisoners", ()):
        if birthday := person.get("birthday"):
            yield f"{person.get('id')}: one key instead of two (both go on working):\nborn = {birthday}"
    for greeting in content.get("greetings", ()):
        if greeting.get("days") and not greeting.get("holiday"):
            yield (
                f"{greeting.get('id')}: its days may stand under [holidays] (they go on working here), "
                'or be one that is known:\nholiday = "eid-al-fitr"'
            )
