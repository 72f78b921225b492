"""The letter comes out of the chat page in a real browser as it was written, in each language."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from bot.i18n import Translate
from bot.playground import Playground
from bot.run import Running
from bot.supporter.screens.printing import address_lines
from tests.support.browser import a_page
from tests.support.paper_reader import pages, sizes_in_mm, words
from tests.support.supporter import CAMPAIGN

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

OWN = {
    "uk": "Учора випав перший сніг, і ґанок побілів.",
    "en": "It snowed in Lviv, & the “cat” sat <by> the window.",
    "crh": "Bizde qar yağdı, bala sevine.",
}


@pytest.fixture
async def page(playground: Playground, bot: Running) -> AsyncIterator[Page]:
    for language in CAMPAIGN.languages:
        playground.person(language, language)
    async with a_page(width=1500, height=900) as page:
        await page.goto(playground.api_url)
        yield page


@pytest.mark.parametrize("language", CAMPAIGN.languages)
async def test_a_letter_is_written_and_downloaded(page: Page, language: str, tmp_path: Path) -> None:
    t, asanov = Translate(language), CAMPAIGN.by_id["asanov"]
    chat = page.get_by_role("region", name=language, exact=True)

    async def presses(label: str) -> None:
        await chat.get_by_role("group", name="Choices").last.get_by_role("button", name=label).first.click()

    async def types(text: str) -> None:
        await chat.get_by_label(f"Message from {language}").fill(text)
        await page.keyboard.press("Enter")

    async def reads(key: str) -> None:
        first = t.plain(key, longest=1500).partition("\n")[0].removeprefix("<b>").removesuffix("</b>")
        await expect(chat.get_by_text(first).last).to_be_visible()

    await chat.get_by_role("button", name="START").click()
    await presses(t.plain("home.button.write"))
    await presses(t.pick(asanov.name))
    await presses(t.plain("person.button.write"))
    await presses(t.greetings["strength"].title)
    await presses(t.plain("greeting.button.take"))
    await reads("own.ask")
    await types(OWN[language])
    await reads("sender.ask")
    await types("Olena")
    await reads("place.ask")
    await presses(t.plain("button.skip"))
    await presses(t.plain("review.button.promise"))
    await presses(t.plain("mail-by.button.7"))

    letter = await downloaded(page, chat, "letter.pdf", tmp_path)
    text = words(letter)
    assert text.split("\n")[0] == t.greetings["strength"].body.split("\n")[0].replace(
        "{name}", t.pick(asanov.address)
    )
    assert OWN[language] in text.split("\n")
    assert text.split("\n")[-1] == "Olena"
    await expect(chat.locator("article").filter(has_text=OWN[language]).last).to_contain_text("Olena")
    assert sizes_in_mm(letter) == [(210.0, 297.0)]

    envelope = await downloaded(page, chat, "envelope.pdf", tmp_path)
    address = address_lines(CAMPAIGN, asanov, local=language == "uk")
    assert " ".join(" ".join(line.text for line in pages(envelope)[0]).split()) == " ".join(address)


async def downloaded(page: Page, chat: Locator, name: str, folder: Path) -> bytes:
    async with page.expect_download() as download:
        await chat.get_by_role("link", name=name).click()
    path = folder / name
    await (await download.value).save_as(path)
    return path.read_bytes()
