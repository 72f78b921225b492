"""Every screen of a campaign as Telegram would take it: read by its parser, within its limits."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

from bot.campaign.loading import load_campaign
from bot.chat.screen import File, Message, Screen
from bot.chat.text_cleaning import length
from bot.checks.locales import Problem
from bot.commands.every_screen import Found, buttons_of, every_screen
from bot.commands.screen_beginnings import beginnings, context_of, typed_texts
from bot.playground.html_parser import ParseError, parse_html

TEXT, CAPTION, TOAST, LABEL, BUTTONS = 4096, 1024, 200, 64, 100
LEFT_OVER = re.compile(r"\{\w*\}")  # a placeholder that nobody filled


def check_screens(path: Path) -> list[Problem]:
    """Walk through all screens of the campaign of this folder or file, which has no other mistakes."""
    loaded = load_campaign(path)
    context = context_of(loaded)
    walk = every_screen(context, beginnings(context), typed_texts(loaded.campaign))
    return list(dict.fromkeys(one for found in asyncio.run(walk) for one in _problems(found)))


def _problems(found: Found) -> Iterator[Problem]:
    for language, screen in found.screens.items():
        for wrong in _wrong(screen):
            wrong = f"{wrong} So it is after {found.came_by[:80]}."
            yield Problem(f"{language}/bot.po", ", ".join(found.keys), wrong, "Shorten one of these texts.")


def _wrong(screen: Screen) -> Iterator[str]:
    """What Telegram would refuse, or nobody could read."""
    files = [one for one in screen.after if isinstance(one, File)]
    said = [(screen.text, TEXT), *((one.text, TEXT) for one in screen.after if isinstance(one, Message))]
    for html, limit in (*said, *((one.caption, CAPTION) for one in files)):
        try:
            text, _ = parse_html(html)
        except ParseError as error:
            yield f"Telegram refuses the screen: {error}."
            continue
        if length(text) > limit:
            yield f"The screen has {length(text)} characters, and {limit} fit."
        if left := LEFT_OVER.search(text):
            yield f"Nobody fills {left.group()} on the screen."
    if length(screen.toast) > TOAST:
        yield f"The remark has {length(screen.toast)} characters, and {TOAST} fit."
    if len(buttons := buttons_of(screen)) > BUTTONS:
        yield f"The screen has {len(buttons)} buttons, and {BUTTONS} fit."
    for button in buttons:
        if not 0 < length(button.label) <= LABEL:
            yield f"The button “{button.label}” has {length(button.label)} characters, and {LABEL} fit."
