"""The chat page shows an organizer a table that is not wrapped, and a chart; in light and in dark mode."""

import os
import random
from collections.abc import AsyncIterator
from typing import Literal

import pytest
from playwright.async_api import Page, expect

from bot.i18n.translate import Translate
from bot.playground import Playground
from bot.run import Running
from tests.conftest import ORGANIZER
from tests.support.browser import a_page
from tests.support.letters import happen

pytestmark = pytest.mark.browser


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture(params=["light", "dark"])
async def page(request: pytest.FixtureRequest, playground: Playground, bot: Running) -> AsyncIterator[Page]:
    scheme: Literal["light", "dark"] = request.param
    async with a_page(width=360, height=780, color_scheme=scheme) as page:  # a phone
        yield page
        if folder := os.environ.get("PICTURES"):
            await page.screenshot(path=f"{folder}/chart-{scheme}.png")


async def test_an_organizer_sees_a_table_and_a_chart(
    page: Page, playground: Playground, bot: Running
) -> None:
    async with bot.database.write() as connection:
        await happen(connection, random.Random(5), [], 300)
    t = Translate("uk")
    playground.person("Oksana", "uk", ORGANIZER)
    await page.goto(playground.api_url)
    chat = page.get_by_role("region", name="Oksana", exact=True)
    await chat.get_by_role("button", name="START").click()
    await chat.get_by_label("Message from Oksana").fill("/stats")
    await page.keyboard.press("Enter")

    await chat.get_by_role("button", name=t.plain("stats.button.prisoner"), exact=True).last.click()
    table = chat.locator("pre").last
    await expect(table).to_contain_text("Ахтем Чийгоз")
    lines = (await table.inner_text()).rstrip("\n").count("\n") + 1
    height = await table.evaluate(
        "one => (one.getBoundingClientRect().height - parseFloat(getComputedStyle(one).paddingTop)"
        " - parseFloat(getComputedStyle(one).paddingBottom)) / parseFloat(getComputedStyle(one).lineHeight)"
    )
    assert round(height) == lines, "no line is wrapped on a phone"

    await chat.get_by_role("button", name=t.plain("stats.button.chart"), exact=True).last.click()
    picture = chat.locator("article img").last
    await expect(picture).to_be_visible()
    assert await picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 1080
    await expect(chat.get_by_text(t.plain("chart.prisoners")).last).to_be_visible()
    await picture.scroll_into_view_if_needed()
