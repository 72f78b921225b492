"""The whole letter by keyboard alone; four chats side by side; a large zoom; each message in its language."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from bot.i18n.translate import Translate
from bot.playground import Playground
from bot.run import Running
from tests.support.browser import a_page
from tests.support.records import only_pledge_in

pytestmark = pytest.mark.browser
EN = Translate("en")
MOST_TABS = 60


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
async def page(playground: Playground, bot: Running) -> AsyncIterator[Page]:
    for name, language in (("Ann", "en"), ("Olena", "uk"), ("Zarema", "crh"), ("Lenur", "en")):
        playground.person(name, language)
    async with a_page(width=1280, height=800) as page:
        await page.goto(playground.api_url)
        yield page


async def reaches(page: Page, label: str) -> None:
    """Tab until what has this label has the focus: nothing else than the keyboard is used."""
    says = (
        "(one => one.matches('button, textarea') ? one.ariaLabel || one.textContent : '')"
        "(document.activeElement)"
    )
    for _ in range(MOST_TABS):
        if label in await page.evaluate(says):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{label} is not reached")


async def presses(page: Page, label: str) -> None:
    """Press it, and wait for what is said then."""
    said = page.get_by_role("region", name="Ann", exact=True).locator("article").last
    before = await said.get_attribute("data-revision") if await said.count() else None
    await reaches(page, label)
    await page.keyboard.press("Enter")
    if before:
        await expect(said).not_to_have_attribute("data-revision", before)


async def types(page: Page, text: str) -> None:
    chat = page.get_by_role("region", name="Ann", exact=True)
    await reaches(page, "Message from Ann")
    count = await chat.locator("article:not(.mine)").count()
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")
    await expect(chat.locator("article:not(.mine)")).not_to_have_count(count)
    await page.keyboard.press("Shift+Tab")  # back into the chat, to what is asked


async def test_a_whole_letter_by_keyboard_alone(page: Page, database_url: str) -> None:
    await reaches(page, "START")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("region", name="Ann", exact=True).locator("article")).to_have_count(2)
    await presses(page, EN.plain("home.button.write"))
    await presses(page, "Ali Asanov, 1982")
    await presses(page, EN.plain("greeting.button.take"))
    await types(page, "It snowed here today.")
    await types(page, "Ann, Lviv")
    await presses(page, "Ukraine")
    await presses(page, EN.plain("review.button.promise", day="")[:12])
    assert (await only_pledge_in(database_url))["prisoner"] == "asanov"


async def test_four_chats_fit_and_each_message_is_in_its_language(page: Page) -> None:
    assert await page.evaluate(
        "(main => main.scrollWidth <= main.clientWidth)(document.querySelector('main'))"
    )
    for name, language in (("Ann", "en"), ("Olena", "uk"), ("Zarema", "crh")):
        chat = page.get_by_role("region", name=name, exact=True)
        await chat.get_by_role("button", name="START").click()
        await expect(chat.locator("article").last).to_have_attribute("lang", language)
        for key, own in (("Українська", "uk"), ("English", "en"), ("Qırımtatarca", "crh")):
            await expect(chat.get_by_role("button", name=key).last).to_have_attribute("lang", own)


async def test_at_a_large_zoom_the_question_stays_in_view(page: Page) -> None:
    await page.set_viewport_size({"width": 640, "height": 400})  # 1280 × 800 at 200 %
    chat = page.get_by_role("region", name="Ann", exact=True)
    await chat.get_by_role("button", name="START").click()
    for key in ("home.button.write", "prisoner.button.fewest"):
        question, log = chat.locator("article:not(.mine)").last, chat.locator(".log")
        button = chat.get_by_role("button", name=EN.plain(key), exact=True).last
        await expect(button).to_be_visible()
        before = await question.get_attribute("data-revision")
        await button.click()
        await expect(question).not_to_have_attribute("data-revision", before or "")
        await expect(question).to_be_in_viewport()
        one, around = await question.bounding_box(), await log.bounding_box()
        assert one
        assert around
        assert around["y"] <= one["y"] < around["y"] + around["height"] - 40, "its first lines"
        assert 0 <= one["y"] < 400 - 40
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 640
