"""Every screen in every language is within Telegram's limits and is read by Telegram's own parser."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import polib
import pytest
import tdjson

from bot.chat.screen import Message, Screen
from bot.chat.text_cleaning import length
from bot.commands.every_screen import Found, buttons_of
from bot.i18n.translate import LOCALES
from bot.supporter.questions import REVIEW, greeting, own, review
from bot.supporter.screens import finished_letter, pledge_card
from tests.support.answers import QUESTIONS
from tests.support.views import CAMPAIGN, a_letter, a_view, a_written_view
from tests.support.walk import LANGUAGES, walk
from tests.support.walk_beginnings import LONGEST, captions_of

TEXT, CAPTION, TOAST, LABEL, DATA, COPY, BUTTONS, ROW = 4096, 1024, 200, 64, 64, 256, 100, 8
# Placeholders nobody filled, and marks that were escaped twice.
LEFT_OVER = re.compile(r"\{\w*\}|</?(?:b|i|u|s|a|pre|code|blockquote)\b|&(?:lt|gt|amp|quot|#\d+);")
Texts = list[tuple[str, int]]
Screens = tuple[Found, ...]


def read(html: str) -> str:
    """What Telegram makes of it.

    Raises:
        AssertionError: with Telegram's own words for what is wrong.
    """
    request = {"@type": "parseTextEntities", "text": html, "parse_mode": {"@type": "textParseModeHTML"}}
    answer = json.loads(tdjson.td_execute(json.dumps(request).encode()) or b"")
    assert answer["@type"] != "error", f"{answer['message']}: {html}"
    return str(answer["text"])


@pytest.fixture(autouse=True, scope="module")
def quiet() -> None:
    tdjson.td_execute(json.dumps({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}).encode())


@pytest.fixture(scope="module")
def screens() -> Screens:
    return walk(LONGEST)


def texts_of(screen: Screen) -> Texts:
    """Every text of a screen and of what follows it, with its limit."""
    own = [screen.text] if screen.text else []  # where nothing but a file comes
    after = [one.text for one in screen.after if isinstance(one, Message)]
    captions = [caption for caption in captions_of(screen) if caption]
    return [*((text, TEXT) for text in (*own, *after)), *((caption, CAPTION) for caption in captions)]


def check(screen: Screen) -> None:
    assert screen.text or screen.after or screen.toast
    for html, limit in texts_of(screen):
        text = read(html)
        assert 0 < length(text.strip()) <= limit, f"{length(text)} of {limit}: {text}"
        assert not LEFT_OVER.search(text), text
    assert length(screen.toast) <= TOAST
    for keyboard in [screen.keyboard, *(one.keyboard for one in screen.after if isinstance(one, Message))]:
        assert sum(len(row) for row in keyboard) <= BUTTONS
        assert all(0 < len(row) <= ROW for row in keyboard)
    for button in buttons_of(screen):
        label = button.label
        assert 0 < length(label) <= LABEL, label
        assert any(letter.isalnum() for letter in label), f"only signs: {label}"
        assert (button.callback is not None) + (button.url is not None) + (button.copy is not None) == 1, (
            label
        )
        assert button.callback is None or len(button.callback.data.encode()) <= DATA, button.callback
        assert button.copy is None or 0 < len(button.copy) <= COPY, label


def test_a_walk_finds_the_screens_of_every_room(screens: Screens) -> None:
    keys = {key for one in screens for key in one.keys}
    for question in QUESTIONS:
        assert f"{question}.ask" in keys
    for key in (
        "home.text",
        "finished.text",
        "danger.contact",
        "country.found",
        "person.released",
        "pledge.expired",
    ):
        assert key in keys
    assert len(screens) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_is_within_the_limits_and_read_by_telegram(screens: Screens, language: str) -> None:
    for found in screens:
        try:
            check(found.screens[language])
        except AssertionError as error:
            error.add_note(f"after {found.came_by}")
            raise


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_a_screen_uses_is_in_the_catalogue(screens: Screens, language: str) -> None:
    known = {entry.msgid for entry in polib.pofile(str(LOCALES / language / "bot.po"))}
    assert {key for one in screens for key in one.keys} - known == set()


def everything(language: str) -> Iterator[tuple[str, Screen]]:
    """Every person with every greeting, with the longest words that are taken."""
    for person in CAMPAIGN.prisoners:
        for one in CAMPAIGN.greetings:
            whole: dict[str, Any] = {
                "prisoner": person.id,
                "greeting": one.id,
                "own": LONGEST.own,
                "sender": LONGEST.line,
                "place": LONGEST.line,
            }
            if a_view(language, **whole).greeting is None:
                continue
            view = a_written_view(language, **whole)
            name = f"{person.id}, {one.id}"
            text = review.letter_text(view)
            yield f"review of {name}", REVIEW.screen(view)
            if shown := greeting.preview(view, one.id):
                yield f"preview of {name}", shown
            risky = replace(view.draft, own=LONGEST.risky)
            risky_view = replace(view, conversation=view.conversation.changed(draft=risky))
            yield f"warning of {name}", own.screen(risky_view)
            why = view.t("own.too-long", length=4096, longest=own.LONGEST, over=2596)
            yield f"too long for {name}", own.screen(view).under(why)
            letter = a_letter(person.id, language, text, view.today)
            messages = (finished_letter.text_of(view, letter), pledge_card.card_of(view, letter))
            yield f"letter of {name}", Screen("", after=messages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_person_and_greeting_with_the_longest_words(language: str) -> None:
    names = []
    for name, screen in everything(language):
        names.append(name)
        try:
            check(screen)
        except AssertionError as error:
            error.add_note(name)
            raise
    assert len(names) > 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_no_walk_reaches_are_read_by_telegram_too(screens: Screens, language: str) -> None:
    seen = {key for one in screens for key in one.keys}
    for entry in polib.pofile(str(LOCALES / language / "bot.po")):
        if entry.msgid not in seen:
            for text in (entry.msgstr, *entry.msgstr_plural.values()):
                filled = re.sub(r"\{\w+\}", "&lt;" * 60, text)
                assert length(read(filled)) <= TEXT, entry.msgid
