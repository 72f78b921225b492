"""The real bot on the chat page in a real browser: pick, write, promise, download; in each language."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from playwright.async_api import Locator, Page, expect

from bot.i18n.translate import Translate
from bot.playground import Playground
from bot.run import Running
from tests.support.answers import SKIP
from tests.support.browser import PagePhone, a_page
from tests.support.paper_reader import words
from tests.support.records import pledges_in
from tests.support.supporter import CAMPAIGN, Supporter

pytestmark = pytest.mark.browser


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
async def page(playground: Playground, bot: Running) -> AsyncIterator[Page]:
    async with a_page(width=1100, height=900) as page:
        yield page


def in_chat(page: Page, t: Translate) -> tuple[Locator, Callable[..., Locator]]:
    """Olena's chat, and its newest button with the label of a text."""
    chat = page.get_by_role("region", name="Olena", exact=True)

    def button(key: str, **values: object) -> Locator:
        return chat.get_by_role("button", name=t.plain(key, **values), exact=True).last

    return chat, button


@pytest.mark.parametrize("language", ["uk", "en", "crh"])
async def test_pick_write_promise_and_download(
    page: Page, playground: Playground, bot: Running, language: str, database_url: str
) -> None:
    t, ahtem = Translate(language), CAMPAIGN.by_id["chiygoz"]
    olena = Supporter(PagePhone(playground, playground.person("Olena", language), page), language)
    await page.goto(playground.api_url)
    chat, button = in_chat(page, t)

    await olena.comes_to("greeting", person="chiygoz")
    await olena.looks_at("strength")
    await expect(chat.locator("blockquote").last).to_contain_text(ahtem.address[language])
    await olena.presses("greeting.button.take")
    await olena.goes_on_to("own")
    await expect(button("own.button.idea")).to_be_visible()
    await olena.goes_on_to("review", own="It snowed here today.", sender=SKIP)
    await expect(chat.locator("blockquote").last).to_contain_text("It snowed here today.")
    await olena.promises_within(7)

    due = t.date(bot.engine.context.today() + timedelta(days=7))
    await expect(button("pledge.button.mailed")).to_be_visible()
    await expect(chat.get_by_text(due).last).to_be_visible()
    (pledge,) = await pledges_in(database_url)
    assert (pledge["prisoner"], pledge["letter_language"]) == ("chiygoz", language)

    await olena.presses("paper.button.print")
    async with page.expect_download() as download:
        await chat.get_by_role("link", name="letter-").click()
    letter = words((await (await download.value).path()).read_bytes())
    assert "It snowed here today." in letter
    assert ahtem.address[language] in letter

    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await button("pledge.button.copy-latin").click()
    await expect(chat.get_by_role("status")).to_have_text("Copied")
    address = await page.evaluate("navigator.clipboard.readText()")
    assert address.startswith("CHIYGOZ Ahtem Zeytullaevich, 1964\n")
    assert address.endswith("UKRAINE")

    await button("pledge.button.mailed").click()
    await expect(button("pledge.button.undo")).to_be_visible()
    (pledge,) = await pledges_in(database_url)
    assert pledge["mailed_on"] is not None
    await expect(button("finished.button.another")).to_be_visible()
