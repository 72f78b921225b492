"""The chat page in a real browser: by mouse, by keyboard alone, on a phone's width, in light and dark."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect
from telegram import Bot

from bot.playground import Playground
from tests.support.browser import a_page
from tests.support.page_bot import serve

pytestmark = pytest.mark.browser


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground() as playground, Bot(playground.token, f"{playground.api_url}/bot") as bot:
        playground.person("Olena", language="uk")
        playground.person("Safiye", language="crh")
        serving = asyncio.create_task(serve(bot))
        yield playground
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


@pytest.fixture
async def page(playground: Playground) -> AsyncIterator[Page]:
    async with a_page(width=1200, height=800) as page:
        await page.goto(playground.api_url)
        yield page


def chat_of(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def key(chat: Locator, name: str) -> Locator:
    return chat.get_by_role("group", name="Choices").last.get_by_role("button", name=name)


async def test_two_people_by_mouse(page: Page, playground: Playground) -> None:
    olena, safiye = chat_of(page, "Olena"), chat_of(page, "Safiye")
    await expect(olena.get_by_text("Letters to prisoners")).to_be_visible()
    await olena.get_by_role("button", name="START").click()
    await expect(olena.locator("article b")).to_have_text("Write to a prisoner.")
    await expect(olena.locator("article pre")).to_have_text("Dear Ahtem")
    await expect(olena.get_by_role("link", name="The site")).to_have_attribute("rel", "noopener noreferrer")
    await expect(safiye.locator("article")).to_have_count(0)

    await key(olena, "Write").click()  # edits in place
    await expect(olena.get_by_text("Whom to?")).to_be_visible()
    await expect(olena.get_by_role("status")).to_have_text("Write it is")
    await expect(olena.locator("article")).to_have_count(2)
    await olena.get_by_role("button", name="Show all").click()
    await expect(olena.get_by_role("button", name="Show less")).to_have_attribute("aria-expanded", "true")

    await key(olena, "Is it safe?").click()  # an alert waits for OK
    await expect(page.get_by_role("dialog")).to_contain_text("Is it safe? it is")
    await page.get_by_role("button", name="OK").click()

    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await key(olena, "Copy").click()
    await expect(olena.get_by_role("status")).to_have_text("Copied")
    assert await page.evaluate("navigator.clipboard.readText()") == "Kyiv 01014"

    await key(olena, "File").click()
    async with page.expect_download() as download:
        await olena.get_by_role("link", name="letter.pdf").click()
    assert (await (await download.value).path()).read_bytes() == b"%PDF"
    picture = olena.get_by_role("img", name="Snow in Lviv")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 240

    await key(olena, "Link").click()  # a deep link of this bot opens here, as this person
    await expect(olena.locator("article.mine").last).to_contain_text("/start chiygoz")
    await key(olena, "Withdraw").click()
    await expect(olena.get_by_text("Withdrawn.")).to_be_visible()
    assert playground.people[1].chat.messages == []


async def test_everything_by_keyboard_alone(page: Page) -> None:
    olena = chat_of(page, "Olena")
    await olena.get_by_role("button", name="START").focus()
    await page.keyboard.press("Enter")
    await expect(key(olena, "Write")).to_be_visible()
    await key(olena, "Write").focus()
    await page.keyboard.press("Enter")
    await expect(olena.get_by_text("Whom to?")).to_be_visible()
    # the pressed button is gone: focus is on the message that took its place, its buttons are next
    await expect(olena.locator("article:focus")).to_contain_text("Whom to?")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(key(olena, "Write")).to_be_focused()

    await olena.get_by_label("Message from Olena").focus()
    await page.keyboard.type("Hello")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("Ahtem")
    await page.keyboard.press("Enter")
    await expect(olena.locator("article.mine").last).to_contain_text("Hello\nAhtem")
    await expect(olena.get_by_text("You said Hello")).to_be_visible()
    await expect(olena.get_by_label("Message from Olena")).to_be_focused()

    await olena.get_by_label("Commands").focus()
    await page.keyboard.press("Enter")
    await expect(olena.get_by_role("button", name="/help Як це працює")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(olena.get_by_label("Commands")).to_be_focused()
    await expect(olena.get_by_role("button", name="/help Як це працює")).to_be_hidden()
    log = olena.get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(chat_of(page, "Safiye").get_by_role("log")).to_have_attribute("aria-live", "off")


async def test_people_come_change_block_and_go(page: Page, playground: Playground) -> None:
    await page.get_by_role("button", name="Add a person").click()
    await page.get_by_label("Name").fill("Lenur")
    await page.get_by_label("Language of their Telegram").select_option("en")
    await page.get_by_label("Telegram id").fill("42")
    await page.get_by_role("button", name="Add", exact=True).click()
    lenur = chat_of(page, "Lenur")
    await lenur.get_by_role("button", name="START").click()
    await lenur.get_by_label("Language of Lenur").select_option("uk")
    await lenur.get_by_label("Commands").click()
    await lenur.get_by_role("button", name="/help Як це працює").click()
    await expect(lenur.get_by_text("You said /help")).to_be_visible()
    assert (playground.people[2].id, playground.people[2].language) == (42, "uk")

    for what in ("Sticker", "Voice message", "Photo"):
        await lenur.get_by_label("Send something else").click()
        await lenur.get_by_role("button", name=what, exact=True).click()
    await expect(lenur.get_by_role("img", name="Sticker")).to_be_visible()
    await lenur.get_by_label("Send something else").click()
    async with page.expect_file_chooser() as chooser:
        await lenur.get_by_role("button", name="File…").click()
    await (await chooser.value).set_files({"name": "poem.txt", "mimeType": "text/plain", "buffer": b"snow"})
    await expect(lenur.get_by_role("link", name="poem.txt")).to_be_visible()

    async def more(what: str) -> None:
        await lenur.get_by_label("More").click()
        await lenur.get_by_role("button", name=what).click()

    await lenur.get_by_label("More").click()
    await lenur.get_by_label("What follows start=").fill("asanov")
    await lenur.get_by_role("button", name="Open").click()
    await expect(lenur.locator("article.mine").last).to_contain_text("/start asanov")
    await more("Block the bot")
    await expect(lenur.get_by_label("Message from Lenur")).to_be_hidden()
    await lenur.get_by_role("button", name="UNBLOCK").click()
    await expect(lenur.get_by_label("Message from Lenur")).to_be_visible()
    await more("Delete the chat")
    await expect(lenur.locator("article")).to_have_count(0)
    await lenur.get_by_role("button", name="START").click()
    await expect(lenur.locator("article")).to_have_count(2)

    await page.get_by_role("button", name="Reset").click()
    await page.get_by_role("dialog").get_by_role("button", name="Reset").click()
    await expect(page.locator("article")).to_have_count(0)
    await more("Remove this person")
    await expect(lenur).to_have_count(0)


async def test_a_group_with_topics(page: Page, playground: Playground) -> None:
    await page.get_by_role("button", name="Add a group").click()
    await page.get_by_label("Title").fill("Friends")
    await page.get_by_label("With topics").check()
    await page.get_by_role("button", name="Add", exact=True).click()
    group = chat_of(page, "Friends")
    await group.get_by_label("Who").select_option("Safiye")
    await group.get_by_label("Topic").select_option("Letters")
    await group.get_by_label("Message from Friends").fill("/start")
    await page.keyboard.press("Enter")
    await expect(group.locator("article.mine").last).to_contain_text("Safiye, in Letters")
    await group.get_by_label("Send something else").click()
    await group.get_by_role("button", name="Album of three photos").click()
    await expect(group.locator("article.album")).to_have_count(3)
    [chat] = playground.groups
    assert chat.messages[-1].extra["message_thread_id"] == 2
    await group.get_by_label("More").click()
    await group.get_by_role("button", name="Remove this group").click()
    await expect(group).to_have_count(0)


async def test_the_night_passes_and_a_week(page: Page, playground: Playground) -> None:
    clock = page.get_by_role("banner").get_by_role("time")
    await page.get_by_role("button", name="Let the night pass").click()
    await expect(clock).to_contain_text("11:00")
    day = playground.now().day
    await page.get_by_role("button", name="A week later").click()
    await expect(clock).not_to_contain_text(f" {day} ")
    assert playground.telegram.ahead > 7 * 24 * 3600


async def test_on_a_phone_there_is_one_chat_at_a_time(page: Page, playground: Playground) -> None:
    await page.set_viewport_size({"width": 360, "height": 640})
    olena, safiye = chat_of(page, "Olena"), chat_of(page, "Safiye")
    await expect(safiye).to_be_hidden()
    await olena.get_by_role("button", name="START").click()
    await expect(key(olena, "Write")).to_be_visible()
    tab = page.get_by_role("navigation", name="People").get_by_role("button", name="Safiye")
    await tab.click()
    await expect(tab).to_have_attribute("aria-pressed", "true")
    await expect(safiye).to_be_visible()
    await expect(olena).to_be_hidden()
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360


CONTRAST = """() => {
  const rgb = colour => colour.match(/[\\d.]+/g).map(Number)
  const linear = v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4
  const light = ([r, g, b]) => [r, g, b].map(linear)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0)
  const behind = element => {
    for (; element; element = element.parentElement) {
      const colour = rgb(getComputedStyle(element).backgroundColor)
      if (colour.length == 3 || colour[3] == 1) return colour
    }
    return [255, 255, 255]
  }
  const faint = []
  for (const element of document.querySelectorAll("body *")) {
    const words = [...element.childNodes].some(node => node.nodeType == 3 && node.data.trim())
    if (!words || !element.checkVisibility() || element.closest(".spoiler, .unseen, script, style")) continue
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(behind(element))]
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05)
    if (ratio < 4.5) faint.push(`${element.textContent.trim().slice(0, 30)}: ${ratio.toFixed(2)}`)
  }
  return faint
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_words_stand_out_from_what_is_behind_them(page: Page, scheme: Any) -> None:
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    olena = chat_of(page, "Olena")
    await olena.get_by_role("button", name="START").click()
    await key(olena, "File").click()
    await expect(olena.get_by_role("img", name="Snow in Lviv")).to_be_visible()
    await olena.get_by_label("Commands").click()
    assert await page.evaluate(CONTRAST) == []
    await page.get_by_role("button", name="Add a person").click()
    assert await page.evaluate(CONTRAST) == []
