"""The gallery shows every screen in every language; a browser takes its pictures."""

import re
from collections.abc import AsyncIterator, Iterator
from html import escape
from pathlib import Path

import polib
import pytest
from playwright.async_api import Page, expect

from bot.chat.screen import WIDEST, Button, Keyboard, Message, Screen, fitting
from bot.commands.every_screen import Found
from bot.i18n.translate import LOCALES, Translate
from tests.support.browser import a_page
from tests.support.walk import LANGUAGES, walk
from tests.support.walk_beginnings import EVERYDAY
from tests.tools import gallery
from tests.tools.speech import plain, spoken


@pytest.fixture(scope="module")
def screens() -> tuple[Found, ...]:
    return walk(EVERYDAY)


@pytest.fixture(scope="module")
def html(screens: tuple[Found, ...]) -> str:
    return gallery.page(screens)


def test_every_screen_stands_there_in_every_language_with_the_ids_of_its_texts(
    screens: tuple[Found, ...], html: str
) -> None:
    sections = html.split("<section")[1:-2]
    assert len(sections) == len(screens)
    for section, found in zip(sections, screens, strict=True):
        assert all(f'<div lang="{language}">' in section for language in LANGUAGES)
        assert all(key in section for key in found.keys)


def test_every_text_of_the_catalogue_can_be_found(html: str) -> None:
    known = {entry.msgid for entry in polib.pofile(str(LOCALES / "en" / "bot.po"))}
    assert {key for key in known if f">{key}<" not in html} == set()


def test_no_label_is_cut_off_where_buttons_share_a_row(screens: tuple[Found, ...]) -> None:
    labels = {
        (len(row), button.label)
        for found in screens
        for screen in found.screens.values()
        for keyboard in _keyboards(screen)
        for row in keyboard
        for button in row
    }
    assert {label for together, label in labels if len(label) > WIDEST[together]} == set()


def test_longer_labels_of_another_list_get_rows_of_their_own() -> None:
    short, long = Button("🇱🇹 Lithuania"), Button("🇨🇫 Central African Republic")
    assert fitting([[short, short], [short, long], [short] * 7]) == [
        [short, short],
        *([one] for one in (short, long, *[short] * 7)),
    ]


def _keyboards(screen: Screen) -> Iterator[Keyboard]:
    yield screen.keyboard
    yield from (one.keyboard for one in screen.after if isinstance(one, Message))


def test_beside_each_screen_stands_what_a_screen_reader_says(html: str) -> None:
    section = html.split('<section id="screen-')[1]
    assert "Write a letter, button" in section
    assert section.count('class="spoken"') == len(LANGUAGES)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("<b>Help</b>\n\n/start – begin", "Help\n/start begin"),
        ("✓ English", "check mark English"),
        ("🇺🇦 Ukraine", "flag UA Ukraine"),
        ("A &amp; B · 5", "A & B 5"),
    ],
)
def test_signs_are_heard_by_their_names_and_markup_is_not_heard(text: str, heard: str) -> None:
    assert plain(text) == heard


def test_every_button_is_heard_in_words(screens: tuple[Found, ...]) -> None:
    for found in screens:
        for screen in found.screens.values():
            for piece in spoken(screen):
                assert re.search(r"\w", piece), found.came_by


def test_every_text_of_every_greeting_stands_there_and_the_earlier_ones_beside_it() -> None:
    html = gallery.page((), "HEAD")
    assert html.count('class="pair"') == 12 * len(LANGUAGES)
    for language in LANGUAGES:
        for greeting in Translate(language).greetings.values():
            assert all(escape(text) in html for text in greeting.texts)


def test_it_needs_nothing_from_elsewhere(html: str) -> None:
    assert not re.search(r"""(?:src|href)=["'](?!#|https://t\.me/)""", html)


@pytest.fixture
async def page(html: str, tmp_path: Path) -> AsyncIterator[Page]:
    (tmp_path / "gallery.html").write_text(html, "utf-8")
    async with a_page(width=1400, height=900) as page:
        await page.goto((tmp_path / "gallery.html").as_uri())
        yield page


@pytest.mark.browser
async def test_a_browser_takes_its_pictures(page: Page, screens: tuple[Found, ...], tmp_path: Path) -> None:
    await expect(page.locator("section")).to_have_count(len(screens) + 2)
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 1400
    outside = await page.evaluate(
        "[...document.querySelectorAll('article, .row span')]"
        ".filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent)"
    )
    assert outside == []
    for number in (1, len(screens) // 2, len(screens)):
        picture = await page.locator(f"#screen-{number}").screenshot()
        assert picture.startswith(b"\x89PNG")
        assert len(picture) > 5_000
