"""Every screen of the built-in campaign, and what the bot says by itself."""

import asyncio

from bot.commands.every_screen import Found, every_screen
from bot.commands.screen_answers import Recording, told_apart_by
from tests.support.views import a_context
from tests.support.walk_beginnings import SPOKEN, Words, beginnings, typed_texts

LANGUAGES = ("uk", "en", "crh")


def walk(words: Words) -> tuple[Found, ...]:
    """Every screen once, in the order in which they were found, by somebody who writes like this."""
    context = a_context()
    found = asyncio.run(every_screen(context, beginnings(words), typed_texts(words)))
    used: set[str] = set()
    languages = {name: Recording(t, used) for name, t in context.languages.items()}
    recording = a_context(context.campaign, languages)
    for spoken in SPOKEN:
        used.clear()
        said = {language: spoken.screen(recording, language) for language in LANGUAGES}
        found.append(Found(told_apart_by(used), spoken.name, said))
    return tuple(found)
