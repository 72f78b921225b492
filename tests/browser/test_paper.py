"""The letter comes out of the chat page in a real browser as it was written, in each language."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from bot.i18n.translate import Translate
from bot.letter.addresses_and_slips import address_lines
from bot.playground import Playground
from bot.run import Running
from tests.support.browser import PagePhone, a_page
from tests.support.paper_reader import read_aloud, sizes_in_mm, words
from tests.support.supporter import CAMPAIGN, Supporter

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
async def test_a_letter_is_written_and_downloaded(
    page: Page, playground: Playground, language: str, tmp_path: Path
) -> None:
    t, asanov = Translate(language), CAMPAIGN.by_id["asanov"]
    chat = page.get_by_role("region", name=language, exact=True)
    (person,) = (one for one in playground.people if one.language == language)
    who = Supporter(PagePhone(playground, person, page), language)

    await who.comes_to("own", person="asanov")
    await who.goes_on_to("review", own=OWN[language], sender="Olena")
    await who.promises_within(7)
    await who.presses("paper.button.print")

    letter = await downloaded(page, chat, "letter-", tmp_path)
    said = [one.text for one in read_aloud(letter)]
    assert said[0].endswith(f"{t.pick(asanov.address)}{said[0][-1]}"), "the salutation, of any of the texts"
    assert OWN[language] in said
    assert said[-1] == "Olena"
    await expect(chat.locator("article").filter(has_text=OWN[language]).last).to_contain_text("Olena")
    assert sizes_in_mm(letter) == [(210.0, 297.0)]

    envelope = await downloaded(page, chat, "envelope-", tmp_path)
    assert words(envelope) == " ".join(address_lines(CAMPAIGN, asanov, local=language == "uk"))


async def downloaded(page: Page, chat: Locator, name: str, folder: Path) -> bytes:
    async with page.expect_download() as download:
        await chat.get_by_role("link", name=name).click()
    path = folder / f"{name}.pdf"
    await (await download.value).save_as(path)
    return path.read_bytes()
